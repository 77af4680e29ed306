import type { InboundMessage } from '../../../../flows/desk.ts';
import { type ConversationRef, identityKey } from '../../../../models/conversation.ts';
import { type EventEnvelope, eventInstallationKey, eventSender, type SentEvent } from '../../envelope.ts';
import { readText } from '../../read-text.ts';
import type { ListenerDependencies } from '../dependencies.ts';

/** A message or a mention, as far as we look at it. */
interface MessageEvent extends SentEvent {
  type: string;
  subtype?: string | undefined;
  channel: string;
  channel_type?: string;
  ts: string;
  thread_ts?: string;
  text?: string | undefined;
  bot_id?: string;
  app_id?: string;
  hidden?: boolean;
  files?: readonly { name?: string | null }[];
}

/** A person's own words: plain, with a file, or a thread reply shown in the channel too. Edits, joins and bots are not. */
const WORDS: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast']);

/**
 * Hands a request to the desk, which has stored it once this returns; throws when it could not, so that Slack sends it
 * again. A mention in a channel where messages are requests arrives twice, with one identity.
 */
export async function receiveMessage(
  dependencies: ListenerDependencies,
  envelope: EventEnvelope,
  given: object,
): Promise<void> {
  const event = given as MessageEvent;
  const addressed = isForUs(dependencies, envelope, event);
  if (!isFromPerson(event) || !(addressed || isThreadReply(event))) return;
  const message = await readMessage(dependencies, envelope, event, addressed);
  if (!message) return;
  const receipt = await dependencies.desk.receive(message);
  if (!('sentence' in receipt)) return;
  if (receipt.kind === 'refused' && !(await dependencies.mayRefuseAloud(identityKey(message.from)))) return;
  dependencies.background.run('a refusal', () =>
    dependencies.surface.reply(message.conversation, receipt.sentence, {
      key: `refused:${message.key}`,
      // A mention that is a channel message too is refused twice, and told once.
      retry: true,
    }),
  );
}

function isFromPerson(event: MessageEvent): boolean {
  return (
    WORDS.has(event.subtype) &&
    event.user !== undefined &&
    event.user !== 'USLACKBOT' &&
    event.bot_id === undefined &&
    event.app_id === undefined &&
    event.hidden !== true
  );
}

/** It may be the answer to a question of ours in that thread; the desk knows. */
function isThreadReply(event: MessageEvent): boolean {
  return event.thread_ts !== undefined && event.thread_ts !== event.ts;
}

/** Direct messages, mentions, and whatever is written in a channel that is configured for it. */
function isForUs(
  { intakeChannels }: ListenerDependencies,
  envelope: EventEnvelope,
  event: MessageEvent,
): boolean {
  if (isAddressed(event)) return true;
  return intakeChannels[eventInstallationKey(envelope)]?.includes(event.channel) ?? false;
}

function isAddressed(event: MessageEvent): boolean {
  return event.type === 'app_mention' || event.channel_type === 'im';
}

async function readMessage(
  { installations }: ListenerDependencies,
  envelope: EventEnvelope,
  event: MessageEvent,
  addressed: boolean,
): Promise<InboundMessage | undefined> {
  const tenant = eventInstallationKey(envelope);
  const from = eventSender(envelope, event);
  const botUserId = (await installations.find(tenant))?.botUserId;
  const text = [readText(event.text ?? '', botUserId), ...attachments(event)].filter(Boolean).join('\n');
  if (!from || from.user === botUserId || (text === '' && !isAddressed(event))) return undefined;
  const conversation: ConversationRef = {
    surface: 'slack',
    tenant,
    conversation: event.channel,
    thread: event.thread_ts ?? event.ts,
  };
  return {
    key: `slack:${tenant}:${event.channel}:${event.ts}`,
    from,
    conversation,
    inThread: isThreadReply(event),
    ...(addressed ? {} : { continuesOnly: true }),
    text,
    ref: { surface: 'slack', tenant, conversation: event.channel, message: event.ts },
  };
}

function attachments({ files = [] }: MessageEvent): string[] {
  const names = files.map(({ name }) => name).filter(Boolean);
  return names.length > 0 ? [`(attached: ${names.join(', ')})`] : [];
}
