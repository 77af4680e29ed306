import type { InboundMessage } from '../../../flows/desk.ts';
import { callerIdentity, phoneIdentity } from '../../../models/phone-number.ts';
import type { Identification } from '../../../models/request.ts';
import type { Dialogue, TranscriptLine, VoiceCall } from '../../../models/voice-call.ts';
import { endingOf, isRequest, takeAnswer } from '../dialogue.ts';
import type { CallEvent } from '../envelope.ts';
import { promptsIn } from '../prompts/languages.ts';
import { hangUp } from '../twiml.ts';
import { type Heard, utterance } from '../understanding.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { agentLines, nameableCompanies, presentCall } from './present-call.ts';

/** An answer, and the number of the question that it belongs to. */
export interface CallStep {
  event: CallEvent;
  step: number;
  heard: Heard;
}

/**
 * Takes an answer. One that was taken already, of whichever question, changes nothing and is answered by what is asked now;
 * in a call that is over nothing is taken. A request is stored before the caller hears that it is.
 */
export async function takeStep(
  dependencies: ListenerDependencies,
  { event, step, heard }: CallStep,
): Promise<string> {
  const call = await dependencies.calls.find(event.callId);
  if (!call) return hangUp();
  if (call.endedAt || step !== call.step || endingOf(call.dialogue)) return presentCall(dependencies, call);
  const next = await afterAnswer(dependencies, call, heard);
  const saved = await dependencies.calls.advance(call, changeOf(dependencies, { call, next, heard }));
  const now = saved ?? (await dependencies.calls.find(event.callId));
  return now ? presentCall(dependencies, now) : hangUp();
}

/** The call with what was understood; a request is with the desk then. */
async function afterAnswer(
  dependencies: ListenerDependencies,
  call: VoiceCall,
  heard: Heard,
): Promise<VoiceCall> {
  const companies = await nameableCompanies(dependencies, call);
  const { understood } = promptsIn(call.language);
  const { dialogue, company } = takeAnswer(call.dialogue, heard, { understood, companies });
  const next = company
    ? { ...call, dialogue, clientId: company.id, language: company.language }
    : { ...call, dialogue };
  return isRequest(dialogue) ? { ...next, dialogue: await submit(dependencies, next) } : next;
}

async function submit({ desk, logger }: ListenerDependencies, call: VoiceCall): Promise<Dialogue> {
  const message = messageOf(call);
  if (!message) return { ...call.dialogue, at: 'no_company' };
  const receipt = await desk.receive(message);
  logger.info(
    { callId: call.id, clientId: call.clientId, receipt: receipt.kind },
    'a call was taken to the desk',
  );
  return receipt.kind === 'refused' ? { ...call.dialogue, at: 'not_taken' } : call.dialogue;
}

/** Undefined for a caller of whom no company is known. The key is the call's: one call is one request at most. */
function messageOf(call: VoiceCall): InboundMessage | undefined {
  const { id, line, from, clientId, onFile, dialogue } = call;
  if (clientId === undefined) return undefined;
  return {
    key: `voice:${id}`,
    from: onFile && from !== undefined ? phoneIdentity(from) : callerIdentity(id),
    clientId,
    conversation: { surface: 'voice', tenant: line, conversation: id },
    inThread: false,
    text: dialogue.said.request ?? 'I want to speak to a human.',
    identification: identificationOf(call),
    ...(dialogue.wantsHuman ? { wantsHuman: true } : {}),
  };
}

function identificationOf({ from, onFile, language, dialogue }: VoiceCall): Identification {
  if (onFile) return { how: 'number_on_file', language };
  const { name } = dialogue.said;
  return {
    how: 'said_name',
    language,
    ...(name === undefined ? {} : { saidName: name }),
    ...(from === undefined ? {} : { calledFrom: from }),
  };
}

interface Answered {
  call: VoiceCall;
  next: VoiceCall;
  heard: Heard;
}

/** What is stored of an answer; once the call has come to its end, not what was said. */
function changeOf({ settings, clock }: ListenerDependencies, { call, next, heard }: Answered) {
  const { dialogue, clientId, language } = next;
  const at = clock.now();
  return {
    dialogue: endingOf(dialogue) ? { ...dialogue, said: {} } : dialogue,
    ...(clientId === undefined ? {} : { clientId }),
    language,
    ...(settings.transcripts === 'all'
      ? { transcript: [...callerLines(heard, at), ...agentLines({ ...next, step: call.step + 1 }, at)] }
      : {}),
  };
}

function callerLines(heard: Heard, at: Date): TranscriptLine[] {
  const text = utterance(heard) || heard.digits;
  return text === '' ? [] : [{ who: 'caller', text, at }];
}
