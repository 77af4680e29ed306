import { afterEach, beforeEach, expect, it } from 'vitest';
import { MovableClock } from '../clock.ts';
import { callFailure, codeOfStatus, refused } from '../http-failures.ts';
import { startSimulatedServer } from '../sandbox/simulated-server.ts';
import type { SimulatedVendor } from '../sandbox/simulated-vendor.ts';
import { createReader, type Reader } from './documentation-reader.ts';

const ACME = { vendor: 'acme', name: 'Acme' };
const clock = new MovableClock();

let vendor: SimulatedVendor;
let read: Reader;

beforeEach(async () => {
  vendor = await startSimulatedServer({
    routes(app) {
      app.get('/api/articles', (request, response) => {
        if (request.headers['x-api-key'] !== 'key') response.status(401).json({});
        else response.json({ found: request.query });
      });
    },
  });
  read = createReader(
    {
      vendor: 'acme',
      address: `${vendor.url}/api`,
      headers: { 'x-api-key': 'key' },
      failureOf: (error, signal) =>
        callFailure(error, ACME, {
          refusal: ({ response }) => refused(ACME, response, { code: codeOfStatus(response.status) }),
          signal,
        }),
    },
    { clock },
  );
});

afterEach(() => vendor.close());

it('reads below the address, with the key', async () => {
  const query = { search: 'vpn & mfa', page: 2, draft: false };
  expect(await read({ path: 'articles', query })).toEqual({
    found: { search: 'vpn & mfa', page: '2', draft: 'false' },
  });
});

it('reads once more after the vendor’s own trouble, and not a third time', async () => {
  vendor.faults.add({ path: /articles/, times: 2, answer: { kind: 'status', status: 503 } });
  await expect(read({ path: 'articles' })).rejects.toMatchObject({ code: 'unavailable' });
  expect(vendor.calls).toHaveLength(2);
});

it('sends nothing while a limit lasts', async () => {
  const headers = { 'retry-after': '60' };
  vendor.faults.add({ path: /articles/, answer: { kind: 'status', status: 429, headers } });

  await expect(read({ path: 'articles' })).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(read({ path: 'articles' })).rejects.toMatchObject({ code: 'rate_limited' });
  expect(vendor.calls).toHaveLength(1);

  clock.advance({ minutes: 1 });
  expect(await read({ path: 'articles' })).toEqual({ found: {} });
});

it('is ended by who waits for it', async () => {
  vendor.faults.add({ path: /articles/, answer: { kind: 'hang' } });
  const signal = AbortSignal.timeout(50);
  await expect(read({ path: 'articles', signal })).rejects.toMatchObject({ code: 'timeout' });
});
