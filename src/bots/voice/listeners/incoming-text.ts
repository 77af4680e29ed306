import { identityKey } from '../../../models/conversation.ts';
import type { Person } from '../../../models/person.ts';
import { maskedNumber, phoneIdentity } from '../../../models/phone-number.ts';
import type { IncomingText } from '../envelope.ts';
import { promptsIn } from '../prompts/languages.ts';
import type { Prompts } from '../prompts/prompts.ts';
import { textAnswer } from '../twiml.ts';
import type { ListenerDependencies } from './dependencies.ts';

/**
 * A text from a number on file is handed to the desk, which knows what its owner was asked. Any other number gets no
 * answer, so that nobody can have texts sent to somebody else.
 */
export async function answerText(
  dependencies: ListenerDependencies,
  { messageId, line, from, body }: IncomingText,
): Promise<string> {
  const { desk, people, logger, mayHint } = dependencies;
  const identity = from === undefined ? undefined : phoneIdentity(from);
  const person = identity && (await people.byIdentity(identity));
  if (!identity || !person?.active) {
    logger.info({ from: maskedNumber(from) }, 'a text from a number that is not on file was ignored');
    return textAnswer(undefined);
  }
  const receipt = await desk.receive({
    key: `sms:${messageId}`,
    from: identity,
    ...(person.clientId === undefined ? {} : { clientId: person.clientId }),
    conversation: { surface: 'voice', tenant: line, conversation: identity.user },
    inThread: true,
    continuesOnly: true,
    text: body,
  });
  if ('sentence' in receipt) return textAnswer(receipt.sentence);
  const hints = receipt.kind === 'ignored' && (await mayHint(identityKey(identity)));
  return textAnswer(hints ? (await promptsOf(dependencies, person)).textHint : undefined);
}

async function promptsOf(
  { clients, settings }: ListenerDependencies,
  { clientId }: Person,
): Promise<Prompts> {
  const client = clientId === undefined ? undefined : await clients.find(clientId);
  return promptsIn(client?.language ?? settings.language);
}
