import { addMs, DAY_MS } from '../../../clock.ts';
import type { Client } from '../../../models/client.ts';
import { maskedNumber, phoneIdentity } from '../../../models/phone-number.ts';
import type { VoiceCall } from '../../../models/voice-call.ts';
import { openDialogue } from '../dialogue.ts';
import type { CallEvent } from '../envelope.ts';
import { promptsIn } from '../prompts/languages.ts';
import { farewell } from '../twiml.ts';
import type { ListenerDependencies } from './dependencies.ts';
import { agentLines, presentCall } from './present-call.ts';

/** How long the record of a call is kept. */
const KEPT_MS = DAY_MS;
const TRANSCRIPT_KEPT_MS = 30 * DAY_MS;

/** A call comes in, or is announced again: it is greeted in its client's language, whoever calls. */
export async function answerCall(dependencies: ListenerDependencies, event: CallEvent): Promise<string> {
  const known = await dependencies.calls.find(event.callId);
  if (known) return presentCall(dependencies, known);
  const { line, from } = event;
  if (!(await dependencies.mayCall(from ?? `withheld:${line}`))) {
    dependencies.logger.warn({ from: maskedNumber(from) }, 'a call was not taken: too many from there');
    return farewell(
      promptsIn(dependencies.settings.language).notTaken,
      promptsIn(dependencies.settings.language),
    );
  }
  const call = await dependencies.calls.begin(await newCall(dependencies, event));
  return presentCall(dependencies, call);
}

async function newCall(
  dependencies: ListenerDependencies,
  { callId, line, from }: CallEvent,
): Promise<VoiceCall> {
  const { settings, clock } = dependencies;
  const { client, onFile } = await whoCalls(dependencies, line, from);
  const startedAt = clock.now();
  const call: VoiceCall = {
    id: callId,
    line,
    ...(from === undefined ? {} : { from }),
    ...(client ? { clientId: client.id } : {}),
    onFile,
    language: client?.language ?? settings.language,
    step: 0,
    dialogue: openDialogue({ company: client !== undefined, name: onFile }),
    transcript: [],
    startedAt,
    expiresAt: addMs(startedAt, settings.transcripts === 'all' ? TRANSCRIPT_KEPT_MS : KEPT_MS),
  };
  return settings.transcripts === 'all' ? { ...call, transcript: agentLines(call, startedAt) } : call;
}

/**
 * Whose line was called goes before whose number calls: on a client's own line only numbers of its people are known. The
 * number is a hint, and nobody is told that it is on file.
 */
async function whoCalls(
  { clients, people }: ListenerDependencies,
  line: string,
  from: string | undefined,
): Promise<{ client: Client | undefined; onFile: boolean }> {
  const [ofLine, person] = await Promise.all([
    clients.byVoiceNumber(line),
    from === undefined ? undefined : people.byIdentity(phoneIdentity(from)),
  ]);
  const theirClientId = person?.active ? person.clientId : undefined;
  const onFile = theirClientId !== undefined && (!ofLine || ofLine.id === theirClientId);
  const client = ofLine ?? (onFile ? await clients.find(theirClientId) : undefined);
  return { client, onFile: onFile && client !== undefined };
}
