import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import express from 'express';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectWiseBench, dana, openConnectWiseBench } from '../../../test/support/connectwise.ts';
import type { HookVerdict, InboundHook, PsaHooks } from '../../tools/psa.ts';
import { psaHookRouter } from './hook-router.ts';

let bench: ConnectWiseBench;
let server: ReturnType<ReturnType<typeof express>['listen']>;
let address: string;
let hints: string[];
let verified: number;
let follow: () => Promise<void>;

beforeEach(async () => {
  bench = await openConnectWiseBench();
  hints = [];
  verified = 0;
  follow = async () => {};
  const app = express().use(
    '/connectwise/callbacks',
    psaHookRouter({
      psa: 'connectwise',
      hooks: {
        ...bench.connectwise.hooks,
        verify: (hook) => {
          verified += 1;
          return bench.connectwise.hooks.verify(hook);
        },
      },
      onHint: async (ticketId) => {
        hints.push(ticketId);
        await follow();
      },
      logger: pino({ level: 'silent' }),
    }),
  );
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/connectwise/callbacks`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await bench.vendor.close();
});

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  fetch(address, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

const signature = 'A'.repeat(43);

it('hears of a technician’s note from ConnectWise itself', async () => {
  await bench.connectwise.hooks.register?.(address);
  const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
  bench.vendor.technicianWritesNote({ ticketId: id, member: 'ttanaka', text: 'On it' });
  await bench.vendor.callbacksSettled();

  expect(hints).toEqual([String(id), String(id)]);
});

it('hears nothing of what it wrote itself', async () => {
  const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
  await bench.connectwise.hooks.register?.(address);
  await bench.connectwise.psa.setStatus(String(id), 'in_progress');
  await bench.vendor.callbacksSettled();

  expect(hints).toEqual([]);
});

it('answers before it follows the hint up, and survives when that fails', async () => {
  let failed = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  follow = async () => {
    await held;
    failed += 1;
    throw new Error('the database is away');
  };
  await bench.connectwise.hooks.register?.(address);
  bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
  await bench.vendor.callbacksSettled();
  expect(failed).toBe(0);
  release();

  follow = async () => {};
  bench.vendor.contactOpensTicket({ email: dana, summary: 'Scanner' });
  await bench.vendor.callbacksSettled();
  expect(hints).toHaveLength(2);
});

it('refuses an unsigned callback without looking at it, and one signed by nobody', async () => {
  expect((await post('{}', {})).status).toBe(401);
  expect(verified).toBe(0);
  expect((await post('{}', { 'x-content-signature': `${signature}=` })).status).toBe(401);
  expect(hints).toEqual([]);
});

it('refuses ten megabytes and compressed bodies cheaply, saying nothing about itself', async () => {
  for (const [body, headers, status] of [
    ['x'.repeat(10_000_000), {}, 413],
    [new Uint8Array(gzipSync('{}')), { 'content-encoding': 'gzip' }, 415],
  ] as const) {
    const answer = await post(body, { 'x-content-signature': signature, ...headers });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe('');
  }
  expect(verified).toBe(0);
});

it('takes a body that was cut off for no callback', async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.end(
    `POST /connectwise/callbacks HTTP/1.1\r\nhost: x\r\nx-content-signature: ${signature}\r\ncontent-length: 500\r\n\r\n{"ID":`,
  );
  socket.resume();
  await once(socket, 'close');
  expect(verified).toBe(0);
});

it('answers nothing but POST', async () => {
  expect((await fetch(address)).status).toBe(404);
});

describe('webhooks of any PSA', () => {
  let seen: InboundHook[];
  let verdict: HookVerdict;
  let closing: (() => void)[];

  beforeEach(() => {
    seen = [];
    verdict = { kind: 'accepted', ticketIds: [] };
    closing = [];
  });

  afterEach(() => {
    for (const close of closing) close();
  });

  /** The router with hooks that say `verdict`. */
  async function receiving(
    hooks: Partial<PsaHooks>,
    onHint = async (_ticketId: string) => {},
  ): Promise<string> {
    const verify = async (hook: InboundHook) => {
      seen.push(hook);
      return verdict;
    };
    const logger = pino({ level: 'silent' });
    const router = psaHookRouter({ psa: 'halopsa', hooks: { verify, ...hooks }, onHint, logger });
    const listening = express().use('/halopsa/callbacks', router).listen(0, '127.0.0.1');
    closing.push(() => listening.close());
    await once(listening, 'listening');
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/halopsa/callbacks`;
  }

  const status = async (url: string, init: RequestInit = {}) =>
    (await fetch(url, { method: 'POST', body: '{"ticket":1}', ...init })).status;

  it('are looked at only at the secret address, where the vendor can be given nothing but an address', async () => {
    const url = await receiving({ secretPath: 'w7Kq3-only-halo-knows' });

    for (const wrong of ['', '/', '/w7Kq3', '/w7Kq3-only-halo-knows0', '/W7KQ3-ONLY-HALO-KNOWS', '/%00'])
      expect(await status(`${url}${wrong}`), wrong).toBeGreaterThanOrEqual(401);
    expect(seen).toEqual([]);

    expect(await status(`${url}/w7Kq3-only-halo-knows`)).toBe(200);
    expect(seen.map(({ secret }) => secret)).toEqual(['w7Kq3-only-halo-knows']);
  });

  it('have no other address where the vendor signs them', async () => {
    const url = await receiving({});

    expect(await status(`${url}/anything`)).toBe(404);
    expect(await status(url)).toBe(200);
    expect(seen.map(({ secret }) => secret)).toEqual([undefined]);
  });

  it('are handed on as raw bytes, with their headers by any case', async () => {
    const url = await receiving({ requiredHeader: 'x-hook-signature' });
    const headers = { 'X-Hook-Signature': 'sha1=abc', 'content-type': 'application/x-www-form-urlencoded' };

    expect(await status(url, { headers, body: ' {"a": 1}\n' })).toBe(200);

    expect(new TextDecoder().decode(seen[0]?.body)).toBe(' {"a": 1}\n');
    expect(seen[0]?.header('x-hook-signature')).toBe('sha1=abc');
  });

  it('are looked at though they are empty, and though no header is needed', async () => {
    const url = await receiving({});

    expect(await status(url, { body: null })).toBe(200);
    expect(seen[0]?.body).toHaveLength(0);
  });

  it('make us look at each ticket once, though looking at another fails', async () => {
    const looked: string[] = [];
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    verdict = { kind: 'accepted', ticketIds: ['1', '2', '1', '3'] };
    const url = await receiving({}, async (ticketId) => {
      looked.push(ticketId);
      if (ticketId === '3') settle();
      if (ticketId === '1') throw new Error('the database is away');
    });

    expect(await status(url)).toBe(200);
    await settled;
    expect(looked).toEqual(['1', '2', '3']);
  });
});
