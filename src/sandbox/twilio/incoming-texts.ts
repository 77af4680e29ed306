import { placeOf } from './call-parameters.ts';
import type { Delivering, WebhookDelivery } from './courier.ts';
import type { CallDependencies } from './documents.ts';
import { parseReplies } from './messaging-twiml.ts';
import { sendText } from './outgoing-texts.ts';
import type { PhoneMessage, Texted } from './phones.ts';
import { countSegments } from './segments.ts';
import { addMessage, type Line, type Message, raiseAlert, type TwilioState } from './state.ts';
import { API_VERSION } from './wire-format.ts';

/** Words that Twilio itself acts on, before our webhook hears them: a text that is nothing but such a word. */
const STOP_WORDS = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START_WORDS = new Set(['START', 'YES', 'UNSTOP']);
const STOPPED =
  'You are unsubscribed and will get no more messages from this number. Reply START to begin again.';
const STARTED = 'You will get messages from this number again. Reply STOP to end them.';

interface WrittenText {
  from: string;
  line: Line;
  body: string;
}

/** Somebody texts a line: Twilio's own words first, then the webhook, then what it answers. */
export async function textLine(
  dependencies: CallDependencies,
  written: WrittenText,
  how: Delivering,
): Promise<Texted> {
  const { state, courier } = dependencies;
  const message = receive(state, written);
  obeyKeyword(state, written);
  const url = written.line.webhooks?.smsUrl;
  if (!url) return { message: asShown(message, written.from), delivery: undefined };
  const parameters = textParameters(state, message);
  const delivery = await courier.deliver({ url, method: 'POST', parameters }, how);
  for (const body of readReplies(state, message, delivery))
    await sendText(dependencies, { line: written.line, to: written.from, body, direction: 'outbound-reply' });
  return { message: asShown(message, written.from), delivery };
}

/** What a phone shows, oldest first. */
export function messagesOnPhone(state: TwilioState, number: string): PhoneMessage[] {
  return [...state.messages.values()]
    .filter(({ from, to, shown }) => from === number || (to === number && shown))
    .map((message) => asShown(message, number));
}

function asShown({ sid, from, to, body, createdAt }: Message, number: string): PhoneMessage {
  return { sid, from, to, body, kind: from === number ? 'written' : 'received', at: createdAt };
}

function receive(state: TwilioState, { from, line, body }: WrittenText): Message {
  const { messagingServiceSid } = state;
  const to = line.number;
  return addMessage(state, {
    from,
    to,
    body,
    direction: 'inbound',
    status: 'received',
    messagingServiceSid,
    shown: true,
  });
}

function obeyKeyword(state: TwilioState, { from, line, body }: WrittenText): void {
  const word = body.trim().toUpperCase();
  const pair = `${from} ${line.number}`;
  const answer = (text: string) =>
    addMessage(state, {
      from: line.number,
      to: from,
      body: text,
      direction: 'outbound-reply',
      status: 'delivered',
      shown: true,
    });
  if (STOP_WORDS.has(word)) {
    state.optedOut.add(pair);
    answer(STOPPED);
  } else if (START_WORDS.has(word) && state.optedOut.delete(pair)) answer(STARTED);
}

function textParameters(state: TwilioState, message: Message): Record<string, string> {
  const { sid, from, to, body, messagingServiceSid } = message;
  const word = body.trim().toUpperCase();
  return {
    AccountSid: state.accountSid,
    ApiVersion: API_VERSION,
    MessageSid: sid,
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    From: from,
    To: to,
    Body: body,
    NumMedia: '0',
    NumSegments: String(countSegments(body)),
    ...placeOf('From', from),
    ...placeOf('To', to),
    ...(messagingServiceSid ? { MessagingServiceSid: messagingServiceSid } : {}),
    ...(STOP_WORDS.has(word) ? { OptOutType: 'STOP' } : {}),
    ...(START_WORDS.has(word) ? { OptOutType: 'START' } : {}),
  };
}

function readReplies(state: TwilioState, { sid }: Message, { answer, attempts }: WebhookDelivery): string[] {
  const complain = (code: number, message: string, level: 'error' | 'warning' = 'error') =>
    raiseAlert(state, { code, level, message, resource: sid });
  if (!answer) complain(11205, `HTTP connection failure: ${attempts.at(-1)?.outcome ?? 'no attempt'}`);
  else if (answer.status < 200 || answer.status > 299)
    complain(11200, `HTTP retrieval failure: ${answer.status}`);
  else {
    const replies = parseReplies(answer);
    if (replies.kind === 'replies') return [...replies.bodies];
    complain(replies.code, replies.message);
  }
  return [];
}
