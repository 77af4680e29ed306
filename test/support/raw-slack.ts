import { createHmac } from 'node:crypto';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/start-vendors.ts';

export interface RawDelivery {
  /** The path and body as they go over the wire. */
  path?: '/slack/events' | '/slack/interactions' | '/slack/commands';
  body: string;
  headers?: Readonly<Record<string, string>>;
  /** Signed with this instead of the app's secret; `null` sends no signature. */
  signedWith?: string | null;
  ageMs?: number;
}

/** One delivery in Slack's form, without Slack's repeats, with the answer to it. */
export async function deliver(
  appUrl: string,
  { path = '/slack/events', body, headers = {}, ...signing }: RawDelivery,
): Promise<{ status: number; text: string }> {
  const isForm = path !== '/slack/events';
  const response = await fetch(`${appUrl}${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      ...slackSignature(body, signing),
      ...headers,
    },
  });
  return { status: response.status, text: await response.text() };
}

/** The headers by which the app knows Slack. */
export function slackSignature(
  body: string,
  { signedWith, ageMs = 0 }: Pick<RawDelivery, 'signedWith' | 'ageMs'> = {},
): Record<string, string> {
  if (signedWith === null) return {};
  const timestamp = Math.floor((Date.now() - ageMs) / 1_000);
  const digest = createHmac('sha256', signedWith ?? SANDBOX_CREDENTIALS.slack.signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${digest}` };
}
