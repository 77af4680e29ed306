import type { Request } from 'express';
import type { ApiContext } from './api-context.ts';
import { readForm } from './form.ts';
import { isWebAddress } from './message-routes.ts';
import { listPage } from './pages.ts';
import { badRequest, notFound } from './refusal.ts';
import { presentLine } from './represent.ts';
import type { Line, TwilioState } from './state.ts';

/** `GET /IncomingPhoneNumbers.json`, filtered by `PhoneNumber`. */
export function listNumbers({ state }: ApiContext, request: Request): object {
  const { PhoneNumber: number } = request.query;
  const found = [...state.lines.values()].filter((line) => !number || line.number === number);
  return listPage(
    request,
    'incoming_phone_numbers',
    found.map((line) => presentLine(state, line)),
  );
}

/** `GET /IncomingPhoneNumbers/{Sid}.json`. */
export function readNumber({ state }: ApiContext, request: Request): object {
  return presentLine(state, findBySid(state, request));
}

/** `POST /IncomingPhoneNumbers/{Sid}.json`: where the number delivers from now on. */
export function updateNumber({ state }: ApiContext, request: Request): object {
  const line = findBySid(state, request);
  const form = readForm(request);
  const asked = {
    voiceUrl: form.text('VoiceUrl'),
    voiceFallbackUrl: form.text('VoiceFallbackUrl'),
    smsUrl: form.text('SmsUrl'),
    statusUrl: form.text('StatusCallback'),
  };
  const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [, url] of given) if (!isWebAddress(url)) throw badRequest(21502, `Invalid URL: ${url}`);
  line.webhooks = { voiceUrl: '', ...line.webhooks, ...Object.fromEntries(given) };
  return presentLine(state, line);
}

function findBySid(state: TwilioState, request: Request): Line {
  const sid = String(request.params['sid']);
  const line = [...state.lines.values()].find((one) => one.sid === sid);
  if (!line) throw notFound(request.path);
  return line;
}
