import ky, { type HTTPError } from 'ky';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { vendorFetch } from '../http.ts';
import { startSimulatedServer } from '../sandbox/simulated-server.ts';
import type { Fault, SimulatedVendor } from '../sandbox/simulated-vendor.ts';
import { type ReadRetries, readRetries } from './read-retries.ts';

let vendor: SimulatedVendor;

beforeEach(async () => {
  vendor = await startSimulatedServer({
    routes: (app) => app.all('/things', (_request, response) => void response.json([])),
  });
});

afterEach(() => vendor.close());

function failsWith(answer: Fault['answer'], times = 99): void {
  vendor.faults.add({ path: /things/, times, answer });
}

/** How often a call was sent that is made with these retries. */
async function sent(retries: Partial<ReadRetries> = {}, method: 'get' | 'post' = 'get'): Promise<number> {
  const host = new URL(vendor.url).host;
  const client = ky.create({
    fetch: vendorFetch({ vendor: 'acme', contract: 'acme', allowedHosts: [host], timeoutMs: 5_000 }),
    timeout: false,
    retry: { ...readRetries({ limit: 1, maxWaitMs: 2_000, ...retries }), backoffLimit: 1 },
  });
  await client(`${vendor.url}/things`, { method }).catch((error: unknown) => error as HTTPError);
  return vendor.calls.length;
}

it.each([429, 500, 502, 503, 504])('repeat a read after %i, as often as was said', async (status) => {
  failsWith({ kind: 'status', status });
  expect(await sent({ limit: 2 })).toBe(3);
});

it('repeat a read when the connection was lost', async () => {
  failsWith({ kind: 'refuse' }, 1);
  expect(await sent()).toBe(2);
});

it.each([400, 401, 404, 409, 501])('leave %i alone', async (status) => {
  failsWith({ kind: 'status', status });
  expect(await sent()).toBe(1);
});

it('leave alone what may have changed something, and what only asks may be repeated', async () => {
  failsWith({ kind: 'status', status: 503 });
  expect(await sent({}, 'post')).toBe(1);
  expect(await sent({ methods: ['get', 'post'] }, 'post')).toBe(3);
});

it('wait as long as the vendor asked for', async () => {
  failsWith({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, 1);
  const startedAt = performance.now();

  expect(await sent({ repeatsUntold: false })).toBe(2);
  expect(performance.now() - startedAt).toBeGreaterThan(990);
});

it('do not sit out a longer wait', async () => {
  failsWith({ kind: 'status', status: 429, headers: { 'retry-after': '3' } });
  expect(await sent()).toBe(1);
});

it('do not guess how long a limit lasts where that was ruled out', async () => {
  failsWith({ kind: 'status', status: 429 });
  expect(await sent({ repeatsUntold: false })).toBe(1);
});

it('read a vendor’s own way of saying how long', async () => {
  failsWith({ kind: 'status', status: 429, headers: { 'x-pause': 'long' } });
  const askedWait = (headers: Headers) => (headers.get('x-pause') === 'long' ? 60_000 : undefined);
  expect(await sent({ askedWait })).toBe(1);
});
