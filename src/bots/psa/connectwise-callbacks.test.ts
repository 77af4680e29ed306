import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import express from 'express';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConnectWiseBench, dana, openConnectWiseBench } from '../../../test/support/connectwise.ts';
import { connectwiseCallbacks } from './connectwise-callbacks.ts';

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
    connectwiseCallbacks({
      verify: (body, signature) => {
        verified += 1;
        return bench.connectwise.callbacks.verify(body, signature);
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
  await bench.connectwise.callbacks.register(address);
  const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
  bench.vendor.technicianWritesNote({ ticketId: id, member: 'ttanaka', text: 'On it' });
  await bench.vendor.callbacksSettled();

  expect(hints).toEqual([String(id), String(id)]);
});

it('hears nothing of what it wrote itself', async () => {
  const { id } = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
  await bench.connectwise.callbacks.register(address);
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
  await bench.connectwise.callbacks.register(address);
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
