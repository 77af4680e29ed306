import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  describePsaHooks,
  type PostedHook,
  type PsaHooksBench,
} from '../../../test/contracts/psa-hooks.contract.ts';
import { dana, type JiraBench, openJiraBench, tess, webhookSecret } from '../../../test/support/jira.ts';
import { signatureOf } from '../../sandbox/jira/simulated-jira.ts';

/** Whatever is posted to a server of ours, as it came; `answers` are its statuses, 200 when there are none left. */
async function openListener(): Promise<{
  server: Server;
  url: string;
  posted: PostedHook[];
  answers: number[];
}> {
  const posted: PostedHook[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      posted.push({ body, headers: Object.fromEntries(headers) as Record<string, string> });
      response.statusCode = answers.shift() ?? 200;
      return response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jira`, posted, answers };
}

const changed = (body: Uint8Array, fields: object): Buffer =>
  Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(body).toString()) as object), ...fields }));

const signed = (body: Uint8Array, secret: string): PostedHook => ({
  body,
  headers: { 'content-type': 'application/json', 'x-hub-signature': signatureOf(body, secret) },
});

describePsaHooks('Jira', async (): Promise<PsaHooksBench> => {
  const { jira, vendor } = await openJiraBench();
  const { server, url, posted } = await openListener();
  vendor.registerWebhook({ url, secret: webhookSecret });
  return {
    hooks: jira.hooks,
    signsBodies: true,
    async ticketOpened() {
      const { key } = vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' });
      await vendor.callbacksSettled();
      const hook = posted.at(-1);
      if (!hook) throw new Error('no webhook came');
      return { ticketId: key, hook };
    },
    postedByVendor: (body) => signed(body, webhookSecret),
    postedByStranger: (body) => signed(body, 'a secret that was guessed'),
    unknownEvent: (body) => changed(body, { webhookEvent: 'jira:rocket_launched' }),
    foreignEvent: (body) => changed(body, { webhookEvent: 'project_created', issue: undefined }),
    calls: vendor.calls,
    async close() {
      server.close();
      await vendor.close();
    },
  };
});

let bench: JiraBench;
let listener: Awaited<ReturnType<typeof openListener>>;

beforeEach(async () => {
  bench = await openJiraBench();
  listener = await openListener();
  bench.vendor.registerWebhook({ url: listener.url, secret: webhookSecret });
});

afterEach(async () => {
  listener.server.close();
  await bench.vendor.close();
});

const verify = ({ body, headers }: PostedHook, { hooks } = bench.jira) =>
  hooks.verify({ body, header: (name) => headers[name] });

it('name the issue that was opened, commented on, edited, taken or closed', async () => {
  const { key: issueKey } = bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' });
  const { id } = bench.vendor.technicianWrites({ issueKey, technician: tess, text: 'approve 7Q4KXM' });
  bench.vendor.technicianEdits({ commentId: id, technician: tess, text: 'deny 7Q4KXM' });
  bench.vendor.technicianTakes({ issueKey, technician: tess });
  bench.vendor.technicianCloses({ issueKey, technician: tess });
  await bench.vendor.callbacksSettled();

  expect(listener.posted).toHaveLength(5);
  for (const hook of listener.posted)
    expect(await verify(hook)).toEqual({ kind: 'accepted', ticketIds: [issueKey] });
});

it('come again under the same identifier when they were not taken', async () => {
  listener.answers.push(503, 200);
  bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' });
  await bench.vendor.callbacksSettled();

  const identifiers = listener.posted.map(({ headers }) => headers['x-atlassian-webhook-identifier']);
  expect(identifiers).toHaveLength(2);
  expect(new Set(identifiers).size).toBe(1);
  expect(listener.posted.map(({ headers }) => headers['x-atlassian-webhook-retry'])).toEqual([
    undefined,
    '1',
  ]);
  expect(await verify(listener.posted[1] ?? { body: Buffer.from(''), headers: {} })).toMatchObject({
    kind: 'accepted',
  });
});

it('are refused once they are more than a day old', async () => {
  bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' });
  await bench.vendor.callbacksSettled();
  const [hook] = listener.posted;
  if (!hook) throw new Error('no webhook came');

  bench.clock.advance({ hours: 23, minutes: 59 });
  expect(await verify(hook)).toMatchObject({ kind: 'accepted' });
  bench.clock.advance({ minutes: 2 });
  expect(await verify(hook)).toEqual({ kind: 'refused', reason: 'stale' });
});

it('are all refused while no secret is configured, signed or not', async () => {
  const open = bench.connectWith({ webhookSecret: undefined });
  bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' });
  await bench.vendor.callbacksSettled();
  const [hook] = listener.posted;
  if (!hook) throw new Error('no webhook came');

  expect(await verify(hook, open)).toEqual({ kind: 'refused', reason: 'no_secret' });
  expect(await verify(signed(hook.body, ''), open)).toEqual({ kind: 'refused', reason: 'no_secret' });
});

it('carry nothing into a path: an issue key of another form names no ticket', async () => {
  const body = (key: string) =>
    Buffer.from(JSON.stringify({ webhookEvent: 'jira:issue_updated', issue: { key } }));
  for (const key of ['../../myself', 'LAKE-1/comment', 'lake-1', 'LAKE-0', '10001', ''])
    expect(await verify(signed(body(key), webhookSecret))).toEqual({ kind: 'accepted', ticketIds: [] });
});
