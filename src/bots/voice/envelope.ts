import { parsePhoneNumber } from '../../models/phone-number.ts';
import type { FormFields } from './signature.ts';
import type { Heard } from './understanding.ts';

/** A webhook about a call. */
export interface CallEvent {
  callId: string;
  /** The number that was called; for calls of ours the one that calls. */
  line: string;
  /** In E.164; undefined when it is withheld, or no telephone's. */
  from: string | undefined;
  status: string;
}

/** A text that came in. */
export interface IncomingText {
  messageId: string;
  line: string;
  from: string | undefined;
  body: string;
}

/**
 * What Twilio gives for a number that is not shown: the words anonymous, restricted, blocked, unknown and unavailable,
 * typed on a telephone's keys. Source: Twilio's help article on calls from strange numbers.
 */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  '+266696687',
  '+7378742833',
  '+2562533',
  '+8656696',
  '+86282452253',
]);

/** One field; of several with its name the first. */
export function fieldOf(form: FormFields, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Undefined for what names no call. */
export function callEventOf(form: FormFields): CallEvent | undefined {
  const callId = fieldOf(form, 'CallSid');
  if (!/^CA[0-9a-f]{32}$/i.test(callId)) return undefined;
  return {
    callId,
    line: parsePhoneNumber(fieldOf(form, 'To')) ?? '',
    from: numberOf(form),
    status: fieldOf(form, 'CallStatus'),
  };
}

/** Undefined for what names no message. */
export function incomingTextOf(form: FormFields): IncomingText | undefined {
  const messageId = fieldOf(form, 'MessageSid');
  if (!/^[SM]M[0-9a-f]{32}$/i.test(messageId)) return undefined;
  const line = parsePhoneNumber(fieldOf(form, 'To')) ?? '';
  return { messageId, line, from: numberOf(form), body: fieldOf(form, 'Body') };
}

/** What was gathered. */
export function heardIn(form: FormFields): Heard {
  const confidence = Number.parseFloat(fieldOf(form, 'Confidence'));
  return {
    speech: fieldOf(form, 'SpeechResult'),
    digits: fieldOf(form, 'Digits'),
    ...(Number.isFinite(confidence) ? { confidence } : {}),
  };
}

function numberOf(form: FormFields): string | undefined {
  const number = parsePhoneNumber(fieldOf(form, 'From'));
  return number === undefined || NOT_SHOWN.has(number) ? undefined : number;
}
