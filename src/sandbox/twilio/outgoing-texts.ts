import type { CallDependencies } from './documents.ts';
import {
  addMessage,
  changed,
  type Line,
  type Message,
  type MessageStatus,
  phoneAt,
  raiseAlert,
  type TwilioState,
} from './state.ts';
import { API_VERSION } from './wire-format.ts';

export interface NewText {
  line: Line;
  to: string;
  body: string;
  direction: 'outbound-api' | 'outbound-reply';
  /** Sent by the messaging service. */
  messagingServiceSid?: string | undefined;
  statusCallback?: string | undefined;
}

/** Codes for texts that do not arrive, from Twilio's dictionary of errors. */
const TO_LANDLINE = 30006;
const UNREGISTERED = 30034;

/** A text that waits to be sent. A messaging service accepts first, and chooses a sender later. */
export function queueText(state: TwilioState, { line, ...text }: NewText): Message {
  const status = text.messagingServiceSid ? 'accepted' : 'queued';
  return addMessage(state, { ...text, from: line.number, status, shown: false });
}

/** Queues a text and carries it to the phone. */
export function sendText(dependencies: CallDependencies, text: NewText): Promise<void> {
  return carryText(dependencies, queueText(dependencies.state, text));
}

/** From the queue to the phone, or back, with a status callback for every change but the first status. */
export async function carryText(dependencies: CallDependencies, message: Message): Promise<void> {
  const { state } = dependencies;
  if (message.messagingServiceSid) await advance(dependencies, message, 'queued');
  const fate = fateOf(state, message);
  if (fate.status === 'failed') return advance(dependencies, message, 'failed', fate.code);
  message.sentAt = state.clock.now();
  await advance(dependencies, message, 'sent');
  if (fate.status === 'undelivered') return advance(dependencies, message, 'undelivered', fate.code);
  message.shown = true;
  await advance(dependencies, message, 'delivered');
}

type Fate = { status: 'delivered' } | { status: 'undelivered' | 'failed'; code: number };

function fateOf(state: TwilioState, { from, to }: Message): Fate {
  const { kind, texts } = phoneAt(state, to).manners;
  const isAmerican = to.startsWith('+1');
  if (isAmerican && state.lines.get(from)?.registered === false)
    return { status: 'undelivered', code: UNREGISTERED };
  if (kind === 'landline') return { status: 'undelivered', code: TO_LANDLINE };
  if (texts === 'delivered') return { status: 'delivered' };
  return 'failed' in texts
    ? { status: 'failed', code: texts.failed }
    : { status: 'undelivered', code: texts.undelivered };
}

async function advance(
  { state, courier }: CallDependencies,
  message: Message,
  status: MessageStatus,
  errorCode?: number,
): Promise<void> {
  message.status = status;
  message.updatedAt = state.clock.now();
  if (errorCode !== undefined) message.errorCode = errorCode;
  changed(state);
  if (!message.statusCallback) return;
  const parameters = statusOf(state, message);
  const delivery = await courier.deliver({ url: message.statusCallback, method: 'POST', parameters });
  const answered = delivery.answer?.status;
  if (answered === undefined || answered > 299)
    raiseAlert(state, {
      code: answered === undefined ? 11205 : 11200,
      level: 'error',
      message: `the status callback was answered with ${answered ?? 'nothing'}`,
      resource: message.sid,
    });
}

function statusOf(state: TwilioState, message: Message): Record<string, string> {
  const { sid, from, to, status, errorCode, messagingServiceSid } = message;
  return {
    AccountSid: state.accountSid,
    ApiVersion: API_VERSION,
    MessageSid: sid,
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    From: from,
    To: to,
    ...(messagingServiceSid ? { MessagingServiceSid: messagingServiceSid } : {}),
    ...(errorCode === undefined ? {} : { ErrorCode: String(errorCode) }),
  };
}
