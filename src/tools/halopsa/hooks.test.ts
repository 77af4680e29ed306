import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import {
  describePsaHooks,
  type PostedHook,
  type PsaHooksBench,
} from '../../../test/contracts/psa-hooks.contract.ts';
import { dana, openHaloPsaBench, webhook } from '../../../test/support/halopsa.ts';
import type { HookVerdict } from '../psa.ts';
import { createHooks } from './hooks.ts';
import { HaloPsaSettings } from './settings.ts';

const { webhookUser: user, webhookPassword: password, webhookSecret: secret } = webhook;

function signed(body: Uint8Array, credentials: string): PostedHook {
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { body, headers: { 'content-type': 'application/json', authorization }, secret };
}

function renamed(body: Uint8Array, names: Readonly<Record<string, string>>): Uint8Array {
  const payload = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
  const entries = Object.entries(payload).map(([name, value]) => [names[name] ?? name, value] as const);
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
}

describePsaHooks('HaloPSA', async (): Promise<PsaHooksBench> => {
  const { halopsa, vendor } = await openHaloPsaBench();
  const received: PostedHook[] = [];
  const listener = createServer((request, response) => {
    void buffer(request).then((body) => {
      const headers = request.headers as Record<string, string>;
      received.push({ body, headers, secret: request.url?.split('/').at(-1) ?? '' });
      return response.end();
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  vendor.deliverTo({ url: `http://127.0.0.1:${port}/halopsa/${secret}`, user, password });

  return {
    hooks: halopsa.hooks,
    signsBodies: false,
    async ticketOpened() {
      const { id } = vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
      await vendor.webhooksSettled();
      const hook = received.at(-1);
      if (!hook) throw new Error('no webhook came');
      return { ticketId: String(id), hook };
    },
    postedByVendor: (body) => signed(body, `${user}:${password}`),
    postedByStranger: (body) => signed(body, `${user}:${password.toUpperCase()}`),
    unknownEvent: (body) => renamed(body, { ticket: 'opportunity', action: 'visit' }),
    foreignEvent: (body) => renamed(body, { ticket: 'asset', action: 'article' }),
    calls: vendor.calls,
    async close() {
      listener.close();
      await vendor.close();
    },
  };
});

const given = {
  baseUrl: 'harborit.halopsa.com',
  clientId: 'id',
  clientSecret: 'secret',
  ticketType: 'Incident',
  internalOutcome: 'Private Note',
  publicOutcome: 'Public Note',
};

function verify(payload: unknown, settings: object = webhook): Promise<HookVerdict> {
  const { body, headers } = signed(new TextEncoder().encode(JSON.stringify(payload)), `${user}:${password}`);
  const hooks = createHooks(HaloPsaSettings.parse({ ...given, ...settings }));
  return hooks.verify({ body, secret, header: (name) => headers[name] });
}

it.each([
  [{ ticket: { id: 2818 } }, ['2818']],
  [{ action: { ticket_id: 2818, id: 3 } }, ['2818']],
  [{ ticket: { id: '2818' }, action: { ticket_id: 2818 } }, ['2818']],
  [{ ticket_id: '2818' }, ['2818']],
  [{ faultid: 2818 }, ['2818']],
  [{ id: 2818, summary: 'Printer', tickettype_id: 1 }, ['2818']],
  [
    [{ ticket: { id: 1 } }, { ticket: { id: 2 } }, { ticket: { id: 1 } }],
    ['1', '2'],
  ],
  [{ tickets: [{ id: 5 }, { id: 'x' }, null], actions: [{ ticket_id: 6 }] }, ['5', '6']],
  [{ ticket: { id: 2818.5 }, ticket_id: -4 }, []],
])('finds the ticket in %j, whichever payload an admin chose', async (payload, ticketIds) => {
  expect(await verify(payload)).toEqual({ kind: 'accepted', ticketIds });
});

it('takes no more than two hundred tickets from one batch', async () => {
  const batch = Array.from({ length: 500 }, (_, index) => ({ ticket: { id: index + 1 } }));
  const verdict = await verify(batch);
  expect(verdict.kind === 'accepted' && verdict.ticketIds.length).toBe(200);
});

it('accepts nothing as long as no password and no secret address are set', async () => {
  expect(await verify({ ticket: { id: 2818 } }, {})).toEqual({ kind: 'refused', reason: 'not_configured' });
  expect(createHooks(HaloPsaSettings.parse(given)).secretPath).toBeUndefined();
});
