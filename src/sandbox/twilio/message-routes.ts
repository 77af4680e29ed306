import type { Request } from 'express';
import type { ApiContext } from './api-context.ts';
import { type Form, readForm } from './form.ts';
import { carryText, queueText } from './outgoing-texts.ts';
import { badRequest, notFound } from './refusal.ts';
import { presentMessage } from './represent.ts';
import type { Line, TwilioState } from './state.ts';
import { isPhoneNumber } from './wire-format.ts';

const LONGEST_BODY = 1_600;

/** `POST /Messages.json`: answers at once; the text goes its way afterwards. */
export function createMessage({ state, dependencies, later }: ApiContext, request: Request): object {
  const form = readForm(request);
  const to = form.text('To');
  if (!to) throw badRequest(21604, "A 'To' phone number is required.");
  if (!isPhoneNumber(to)) throw badRequest(21211, `Invalid 'To' Phone Number: ${to}`);
  const { line, messagingServiceSid } = senderOf(state, form);
  const body = bodyOf(form);
  if (state.optedOut.has(`${to} ${line.number}`))
    throw badRequest(21610, 'Attempt to send to unsubscribed recipient');
  const statusCallback = form.text('StatusCallback');
  if (statusCallback && !isWebAddress(statusCallback))
    throw badRequest(21609, `The 'StatusCallback' URL ${statusCallback} is not a valid URL.`);
  const message = queueText(state, {
    line,
    to,
    body,
    direction: 'outbound-api',
    messagingServiceSid,
    statusCallback,
  });
  const answer = presentMessage(state, message);
  later(() => carryText(dependencies, message));
  return answer;
}

/** `GET /Messages/{Sid}.json`. */
export function readMessage({ state }: ApiContext, request: Request): object {
  const message = state.messages.get(String(request.params['sid']));
  if (!message) throw notFound(request.path);
  return presentMessage(state, message);
}

function bodyOf(form: Form): string {
  const body = form.text('Body');
  if (!body) throw badRequest(21602, 'Message body is required.');
  if (body.length > LONGEST_BODY)
    throw badRequest(21617, 'The concatenated message body exceeds the 1600 character limit');
  return body;
}

/** A number of the account, or the messaging service, which sends from the first line. */
function senderOf(state: TwilioState, form: Form): { line: Line; messagingServiceSid?: string } {
  const service = form.text('MessagingServiceSid');
  const from = form.text('From');
  if (service !== undefined && service !== state.messagingServiceSid)
    throw badRequest(21701, `The Messaging Service ${service} does not exist`);
  if (!service && !from) throw badRequest(21603, "A 'From' phone number is required.");
  const line = from ? state.lines.get(from) : [...state.lines.values()][0];
  if (!line)
    throw badRequest(21659, `'From' ${from} is not a Twilio phone number or Short Code country mismatch`);
  return { line, ...(service ? { messagingServiceSid: service } : {}) };
}

/** Whether Twilio could call it. */
export function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol);
}
