import { z } from 'zod';
import type { Identity } from './conversation.ts';

/** E.164: a plus, a country, and at most fifteen digits; shorter than seven is a service number. */
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * A telephone number in E.164, as people write it: spaces, dots, dashes, slashes and brackets between the digits, `00` or
 * a plus before the country. Undefined for what has no country, since guessing one would be somebody else's number.
 */
export function parsePhoneNumber(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^00/, '+')
    .replace(/\(0\)/, '')
    .replaceAll(/[\s./()\u00a0-]/g, '');
  return E164.test(digits) ? digits : undefined;
}

/** A telephone number in a setting or a file, as people write it; E.164 once it is read. */
export const PhoneNumber = z.string().transform((text, context) => {
  const number = parsePhoneNumber(text);
  if (number !== undefined) return number;
  const message = 'must be a telephone number with its country, such as +1 555 555 0142';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** A number that is on file as somebody's. */
export function phoneIdentity(number: string): Identity {
  return { provider: 'phone', tenant: 'phone', user: number };
}

/** A caller of whom nothing is known but their call: nobody has this account. */
export function callerIdentity(callId: string): Identity {
  return { provider: 'phone', tenant: 'call', user: callId };
}

/** For logs: the last two digits. */
export function maskedNumber(number: string | undefined): string {
  return number === undefined ? 'withheld' : `…${number.slice(-2)}`;
}
