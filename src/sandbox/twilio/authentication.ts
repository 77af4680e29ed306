import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { Refusal } from './refusal.ts';

/** Who may call the API. */
export interface ApiCredentials {
  accountSid: string;
  authToken: string;
  apiKey?: { sid: string; secret: string } | undefined;
}

/** Basic authentication with the account's own token, or with an API key and its secret. Throws a `Refusal`. */
export function authenticate(request: Request, { accountSid, authToken, apiKey }: ApiCredentials): void {
  const [user, password] = readBasic(request.get('authorization') ?? '');
  const accepted = [[accountSid, authToken], ...(apiKey ? [[apiKey.sid, apiKey.secret]] : [])];
  const isKnown = accepted.some(([name = '', secret = '']) => name === user && isSame(secret, password));
  if (!isKnown) throw new Refusal(401, 20003, 'Authenticate');
}

function readBasic(header: string): [string, string] {
  const [scheme = '', encoded = ''] = header.split(' ');
  const text = scheme.toLowerCase() === 'basic' ? Buffer.from(encoded, 'base64').toString('utf8') : '';
  const colon = text.indexOf(':');
  return colon < 0 ? ['', ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
