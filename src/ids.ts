import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';

/** What an id is of, to be seen at its beginning. */
export type IdPrefix = 'req' | 'apr' | 'per' | 'cli' | 'aud' | 'out' | 'ins';

/** A new id that sorts by creation time, such as `req_01JD8Z…` (26 characters of Crockford base 32 after the prefix). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${ulid()}`;
}

/** Characters at the end of an id by which people name what it is of. */
export const SHORT_ID_LENGTH = 6;

/** `8F3K2Q`: the end of its id names a request for people. */
export function shortId(id: string): string {
  return id.slice(-SHORT_ID_LENGTH);
}

/** No 0/O, 1/I/L: read aloud and typed on a phone without mistakes. */
const CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A short code for people, `length` characters of 31 letters and digits (about 30 bits at six). */
export function newCode(length = 6): string {
  return Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}

/** A short code for people who may have nothing but a telephone's keys: `length` digits. */
export function newDigits(length = 6): string {
  return Array.from({ length }, () => randomInt(10)).join('');
}
