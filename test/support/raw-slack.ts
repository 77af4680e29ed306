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

/** The form of a click on a message's button, by whoever `user` says; `value` is what the button carried. */
export function clickBody(click: {
  user: { id: string; team_id: string };
  channel: string;
  action: string;
  value: unknown;
}): string {
  const payload = {
    type: 'block_actions',
    user: click.user,
    team: { id: 'T0HARBOR', domain: 'harbor-it' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: 'A0COUNTERSIGN',
    trigger_id: '1.2.3',
    container: { type: 'message', channel_id: click.channel, message_ts: '1.0' },
    channel: { id: click.channel, name: 'directmessage' },
    actions: [
      {
        type: 'button',
        action_id: click.action,
        block_id: 'b',
        value: JSON.stringify(click.value),
        action_ts: '1.0',
      },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
