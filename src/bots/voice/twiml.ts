import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import type { Prompts } from './prompts/prompts.ts';
import { readOut, type Spoken } from './spoken.ts';
import { textMessage } from './text-message.ts';

/** Where the answer to a question goes, and what is likely to be said. */
export interface Asking {
  /** Address of the webhook that takes the answer. */
  action: string;
  hints: readonly string[];
}

/** Seconds of silence before an answer counts as none. */
const PATIENCE = 6;
/** Seconds of silence that end what somebody has to say: people think while they speak of what they need. */
const PAUSE = '3';
const MOST_HINTS = 100;

/** A document that says something, and listens or hangs up. The library escapes; what XML cannot hold is taken out before. */
export function documentOf(spoken: Spoken, { locale }: Prompts, { action, hints }: Asking): string {
  const response = new VoiceResponse();
  for (const line of spoken.first) response.say({ language: locale as 'en-US' }, readOut(line));
  if (spoken.listensFor) {
    const gather = response.gather({
      input: ['dtmf', 'speech'],
      action,
      method: 'POST',
      // Silence comes to the same address: no other document says what to do then.
      actionOnEmptyResult: true,
      timeout: PATIENCE,
      speechTimeout: spoken.listensFor === 'request' ? PAUSE : 'auto',
      numDigits: 1,
      bargeIn: true,
      language: locale as 'en-US',
      ...(hints.length > 0 ? { hints: hints.slice(0, MOST_HINTS).join(', ') } : {}),
    });
    gather.say({ language: locale as 'en-US' }, spoken.prompt.map(readOut).join(' '));
  } else response.hangup();
  return response.toString();
}

/** Says one thing and hangs up. */
export function farewell(text: string, { locale }: Prompts): string {
  const response = new VoiceResponse();
  response.say({ language: locale as 'en-US' }, readOut(text));
  response.hangup();
  return response.toString();
}

/** For a call that is over: nothing is said any more. */
export function hangUp(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

/** A call to somebody whom no text reached: the same twice, since nobody hears a call from its beginning. */
export function callBackDocument(text: string, { locale, callBack }: Prompts): string {
  const response = new VoiceResponse();
  for (const line of [callBack.opening, text, callBack.again, text, callBack.closing])
    response.say({ language: locale as 'en-US' }, readOut(line));
  response.hangup();
  return response.toString();
}

/** Answers a text with a text, or with nothing. */
export function textAnswer(text: string | undefined): string {
  const response = new MessagingResponse();
  if (text !== undefined) response.message(textMessage(text));
  return response.toString();
}
