import { createHmac } from 'node:crypto';
import { SECOND_MS, systemClock } from '../../clock.ts';
import { ENDPOINTS } from './receivers.ts';

export interface ReplayTarget {
  /** Where the instance listens. */
  appUrl: string;
  signingSecret: string;
  fetch?: typeof globalThis.fetch;
}

/**
 * Posts a recorded payload (an event, an interaction, or a command's fields) to a running instance, signed as Slack would
 * sign it now. Gives the status and the body of the answer.
 */
export async function replayEvent(
  payload: Readonly<Record<string, unknown>>,
  { appUrl, signingSecret, fetch = globalThis.fetch }: ReplayTarget,
): Promise<{ status: number; body: string }> {
  const { path, contentType, body } = encode(payload);
  const timestamp = String(Math.floor(systemClock.now().getTime() / SECOND_MS));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const response = await fetch(`${appUrl}${path}`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${digest}`,
    },
    body,
  });
  return { status: response.status, body: await response.text() };
}

const FORM = 'application/x-www-form-urlencoded';

function encode(payload: Readonly<Record<string, unknown>>): {
  path: string;
  contentType: string;
  body: string;
} {
  if (payload['type'] === 'event_callback' || payload['type'] === 'url_verification')
    return { path: ENDPOINTS.events, contentType: 'application/json', body: JSON.stringify(payload) };
  if (typeof payload['command'] === 'string') {
    const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
    return { path: ENDPOINTS.commands, contentType: FORM, body: new URLSearchParams(fields).toString() };
  }
  const fields = new URLSearchParams({ payload: JSON.stringify(payload) });
  return { path: ENDPOINTS.interactions, contentType: FORM, body: fields.toString() };
}
