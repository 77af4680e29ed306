import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MovableClock } from '../../clock.ts';
import { clients, msp } from '../demo-data.ts';
import { HELP_CHANNEL, OTHER_CHANNEL, type SimulatedSlack, startSimulatedSlack } from './index.ts';

const SIGNING_SECRET = 'a-signing-secret';
const clock = new MovableClock();
let slack: SimulatedSlack;
let app: RecordingApp;

beforeEach(async () => {
  slack = await startSimulatedSlack({
    clients,
    msp,
    signingSecret: SIGNING_SECRET,
    clientId: 'client',
    clientSecret: 'secret',
    clock,
    retryDelaysMs: [0, 0, 0],
  });
  app = await startRecordingApp();
  slack.deliverTo(app.url);
});

afterEach(async () => {
  await slack.close();
  app.server.closeAllConnections();
  app.server.close();
});

it('refuses calls without a token, with a foreign one, and with that of an uninstalled workspace', async () => {
  const token = tokenOf('T0LAKESIDE');
  await slack.uninstall('T0LAKESIDE');

  expect(await call('auth.test', {}, null)).toMatchObject({ ok: false, error: 'not_authed' });
  expect(await call('auth.test', {}, 'xoxb-nobody')).toMatchObject({ error: 'invalid_auth' });
  expect(await call('auth.test', {}, token)).toMatchObject({ error: 'account_inactive' });
  expect(app.events().map((event) => event['type'])).toEqual(
    expect.arrayContaining(['tokens_revoked', 'app_uninstalled']),
  );
});

it('keeps a bot out of other workspaces and of channels it was not invited to', async () => {
  expect(await post('D0BEA', 'hello')).toMatchObject({ error: 'channel_not_found' });
  expect(await post(`CLAKESIDE`, 'hello')).toMatchObject({ error: 'channel_not_found' });
  expect(await post(channelId(OTHER_CHANNEL), 'hello')).toMatchObject({ error: 'not_in_channel' });
  expect(await post(channelId(HELP_CHANNEL), 'hello')).toMatchObject({ ok: true });
});

it('refuses what is too long, and says where', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3_001) } }];

  expect(await call('chat.postMessage', { channel: 'D0DANA', text: 'x', blocks })).toMatchObject({
    error: 'invalid_blocks',
    errors: [expect.stringContaining('/blocks/0/text/text')],
  });
  expect(await post('D0DANA', 'x'.repeat(40_001))).toMatchObject({ error: 'msg_too_long' });
  expect(await post('D0DANA', '')).toMatchObject({ error: 'no_text' });
});

it('opens one modal for a click, within three seconds of it', async () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'Deny' }, blocks: [] };
  const card = await postButton('D0DANA');
  const trigger = async () => {
    await slack.clicks('dana', card, 'press');
    return app.interactions().at(-1)?.['trigger_id'];
  };

  const first = await trigger();
  expect(await call('views.open', { trigger_id: first, view })).toMatchObject({ ok: true });
  expect(await call('views.open', { trigger_id: first, view })).toMatchObject({
    error: 'exchanged_trigger_id',
  });
  const late = await trigger();
  clock.advance({ ms: 3_001 });
  expect(await call('views.open', { trigger_id: late, view })).toMatchObject({ error: 'expired_trigger_id' });
});

it('answers 429 with Retry-After to a second message within a second, when told to', async () => {
  slack.postLimit.enabled = true;
  await post('D0DANA', 'one');

  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf('T0LAKESIDE')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'D0DANA', text: 'two' }),
  });

  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await post('D0MAX', 'to somebody else')).toMatchObject({ ok: true });
  expect(slack.messagesSeenBy('dana').map(({ text }) => text)).toEqual(['one']);
});

it('signs what it delivers', async () => {
  await slack.says('dana', 'dm', 'I am <locked> out');

  const [request] = app.received;
  const timestamp = request?.headers['x-slack-request-timestamp'];
  const digest = createHmac('sha256', SIGNING_SECRET)
    .update(`v0:${String(timestamp)}:${request?.body}`)
    .digest('hex');
  expect(request?.headers['x-slack-signature']).toBe(`v0=${digest}`);
  expect(app.events()[0]).toMatchObject({
    type: 'message',
    channel_type: 'im',
    text: 'I am &lt;locked&gt; out',
  });
});

it('delivers an event again, with retry headers, until it is acknowledged', async () => {
  app.statuses.push(500, 503);

  const { delivery } = await slack.says('dana', 'dm', 'hello');

  expect(delivery).toMatchObject({ acknowledged: true });
  expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([500, 503, 200]);
  expect(app.received.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
});

it('tells the app twice of a mention and never of a channel it is not in', async () => {
  await slack.mentions('dana', HELP_CHANNEL, 'help');
  await slack.says('dana', OTHER_CHANNEL, 'lunch?');

  const events = app.events();
  expect(events.map((event) => event['type'])).toEqual(expect.arrayContaining(['app_mention', 'message']));
  expect(events).toHaveLength(2);
  expect(new Set(events.map((event) => event['ts'])).size).toBe(1);
});

it('installs the app through the authorize page, once for each code', async () => {
  await slack.uninstall('T0BRIGHT');
  const redirect = 'http://127.0.0.1/slack/oauth_redirect';
  const page = `${slack.url}/oauth/v2/authorize?client_id=client&scope=chat:write&state=s1&redirect_uri=${encodeURIComponent(redirect)}`;
  const allowed = await fetch(`${page}&team=T0BRIGHT&allow=yes`, { redirect: 'manual' });
  const back = new URL(allowed.headers.get('location') ?? '');
  const exchange = {
    client_id: 'client',
    client_secret: 'secret',
    redirect_uri: redirect,
    code: back.searchParams.get('code'),
  };

  expect(back.searchParams.get('state')).toBe('s1');
  expect(await call('oauth.v2.access', exchange, null)).toMatchObject({
    ok: true,
    team: { id: 'T0BRIGHT' },
    access_token: tokenOf('T0BRIGHT'),
  });
  expect(await call('oauth.v2.access', exchange, null)).toMatchObject({ error: 'code_already_used' });
});

interface RecordingApp {
  url: string;
  server: Server;
  received: { headers: IncomingMessage['headers']; body: string }[];
  /** Statuses of the next answers; 200 once used up. */
  statuses: number[];
  events(): Record<string, unknown>[];
  interactions(): Record<string, unknown>[];
}

async function startRecordingApp(): Promise<RecordingApp> {
  const received: RecordingApp['received'] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ofType = (type: string) =>
    received.filter(({ headers }) => headers['content-type'] === type).map(({ body }) => body);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    received,
    statuses,
    events: () =>
      ofType('application/json').map(
        (body) => (JSON.parse(body) as { event: Record<string, unknown> }).event,
      ),
    interactions: () =>
      ofType('application/x-www-form-urlencoded').map(
        (body) => JSON.parse(new URLSearchParams(body).get('payload') ?? '{}') as Record<string, unknown>,
      ),
  };
}

function tokenOf(teamId: string): string {
  return slack.workspace(teamId).install?.token ?? '';
}

function channelId(name: string): string {
  const channel = [...slack.state.channels.values()].find(
    (one) => one.teamId === 'T0LAKESIDE' && one.name === name,
  );
  return channel?.id ?? '';
}

async function call(
  method: string,
  input: unknown,
  token: string | null = tokenOf('T0LAKESIDE'),
): Promise<unknown> {
  const response = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(input),
  });
  expect(response.status).toBe(200);
  return response.json();
}

function post(channel: string, text: string): Promise<unknown> {
  return call('chat.postMessage', { channel, text });
}

async function postButton(channel: string) {
  const button = { type: 'button', action_id: 'press', text: { type: 'plain_text', text: 'Press' } };
  const answer = await call('chat.postMessage', {
    channel,
    text: 'card',
    blocks: [{ type: 'actions', block_id: 'one', elements: [button] }],
  });
  const message = slack.message(channel, (answer as { ts: string }).ts);
  if (!message) throw new Error('the message was not posted');
  return message;
}
