import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Exchange, openExchangeLog } from './exchange-log.ts';
import { type ObservedCall, type VendorFetchOptions, vendorFetch } from './http.ts';
import { startSimulatedServer } from './sandbox/simulated-server.ts';
import type { SimulatedVendor } from './sandbox/simulated-vendor.ts';

let vendor: SimulatedVendor;
let elsewhere: SimulatedVendor;
let exchanges: Exchange[];
let seen: ObservedCall[];

beforeAll(async () => {
  elsewhere = await startSimulatedServer({
    routes: (app) => app.use((_, answer) => void answer.send('hello')),
  });
  vendor = await startSimulatedServer({
    routes(app) {
      app.get('/moved', (_, answer) => answer.redirect(`${elsewhere.url}/stolen`));
      app.get('/empty', (_, answer) => void answer.status(204).end());
      app.get('/unchanged', (_, answer) => void answer.status(304).end());
      app.use((_, answer) => void answer.set('x-request-id', 'r1').json({ ok: true }));
    },
  });
});
beforeEach(() => {
  exchanges = [];
  seen = [];
});
afterEach(() => vendor.faults.clear());
afterAll(async () => {
  await vendor.close();
  await elsewhere.close();
});

function fetchFrom(options: Partial<VendorFetchOptions> = {}) {
  return vendorFetch({
    vendor: 'connectwise',
    contract: 'connectwise',
    allowedHosts: [new URL(vendor.url).host],
    timeoutMs: 5_000,
    exchangeLog: { append: (exchange) => void exchanges.push(exchange) },
    observe: (call) => void seen.push(call),
    ...options,
  });
}

/** Nobody listens there: it was free a moment ago. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('a call to a host that is not the vendor’s', () => {
  it('is refused before anything leaves', async () => {
    const before = elsewhere.calls.length;
    const call = fetchFrom()(`${elsewhere.url}/x`, { headers: { authorization: 'Bearer secret' } });

    await expect(call).rejects.toMatchObject({ code: 'forbidden', facts: { vendor: 'connectwise' } });
    expect(elsewhere.calls).toHaveLength(before);
    expect(exchanges).toEqual([]);
  });

  it('is told by its port too', async () => {
    const { hostname } = new URL(vendor.url);
    await expect(fetchFrom({ allowedHosts: [hostname] })(vendor.url)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('may be told by a rule instead of a list', async () => {
    const isOurs = (host: string) => host === new URL(vendor.url).host;

    expect((await fetchFrom({ allowedHosts: isOurs })(`${vendor.url}/x`)).status).toBe(200);
    await expect(fetchFrom({ allowedHosts: isOurs })(elsewhere.url)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

it('follows no redirect, so that no credential is carried to wherever it points', async () => {
  const before = elsewhere.calls.length;
  const allowedHosts = [vendor.url, elsewhere.url].map((url) => new URL(url).host);
  const call = fetchFrom({ allowedHosts })(`${vendor.url}/moved`, {
    headers: { authorization: 'Bearer secret' },
    redirect: 'follow',
  });

  await expect(call).rejects.toMatchObject({ code: 'unavailable' });
  expect(elsewhere.calls).toHaveLength(before);
});

describe('a vendor that does not answer', () => {
  it('is a timeout once our patience is over', async () => {
    vendor.faults.add({ path: /^\/slow$/, answer: { kind: 'hang' } });
    const call = fetchFrom({ timeoutMs: 50 })(`${vendor.url}/slow`);

    await expect(call).rejects.toMatchObject({ code: 'timeout', facts: { vendor: 'connectwise' } });
    expect(seen).toEqual([expect.objectContaining({ outcome: 'timeout' })]);
  });

  it('is a timeout too when it stops in the middle of its answer', async () => {
    const server = createServer((_, answer) => {
      answer.writeHead(200, { 'content-length': '10' });
      answer.write('half');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;

    const call = fetchFrom({ timeoutMs: 100, allowedHosts: () => true })(`http://127.0.0.1:${port}/`);

    await expect(call).rejects.toMatchObject({ code: 'timeout' });
    server.closeAllConnections();
    server.close();
  });

  it('is unavailable when nobody listens', async () => {
    const address = await deadAddress();
    const call = fetchFrom({ allowedHosts: () => true })(address);

    await expect(call).rejects.toMatchObject({ code: 'unavailable', facts: { vendor: 'connectwise' } });
    expect(seen).toEqual([expect.objectContaining({ outcome: 'unavailable' })]);
  });

  it('is unavailable when it hangs up', async () => {
    vendor.faults.add({ path: /^\/cut$/, answer: { kind: 'effect_then_cut' } });

    await expect(fetchFrom()(`${vendor.url}/cut`)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('leaves a line in the exchange log without a status', async () => {
    vendor.faults.add({ path: /^\/cut$/, answer: { kind: 'effect_then_cut' } });
    await fetchFrom()(`${vendor.url}/cut`, { method: 'POST', body: '{"a":1}' }).catch(() => undefined);

    expect(exchanges).toEqual([expect.objectContaining({ method: 'POST', requestBody: { a: 1 } })]);
    expect(exchanges[0]).not.toHaveProperty('status');
  });
});

it('hands the caller’s own reason back when the caller gives up', async () => {
  vendor.faults.add({ path: /^\/slow$/, answer: { kind: 'hang' } });
  const stopping = new AbortController();
  const call = fetchFrom()(`${vendor.url}/slow`, { signal: stopping.signal });
  const reason = new Error('the process stops');
  stopping.abort(reason);

  await expect(call).rejects.toBe(reason);
});

describe('an answer', () => {
  it('reaches the caller with status, headers and body', async () => {
    const answer = await fetchFrom()(`${vendor.url}/x`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toBe('r1');
    expect(await answer.json()).toEqual({ ok: true });
  });

  it.each(['/empty', '/unchanged'])('without a body by definition passes: %s', async (path) => {
    const answer = await fetchFrom()(`${vendor.url}${path}`);

    expect([204, 304]).toContain(answer.status);
    expect(await answer.text()).toBe('');
  });

  it('is counted with vendor, method, status and time', async () => {
    vendor.faults.add({ path: /^\/busy$/, answer: { kind: 'status', status: 429 } });
    await fetchFrom()(`${vendor.url}/busy`, { method: 'PATCH' });

    expect(seen).toEqual([
      { vendor: 'connectwise', method: 'PATCH', outcome: 429, durationMs: expect.any(Number) },
    ]);
    expect(seen[0]?.durationMs).toBeGreaterThan(0);
  });
});

describe('the exchange log', () => {
  it('is given what the contract check takes', async () => {
    await fetchFrom()(`${vendor.url}/service/tickets?page=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', clientid: 'our-app' },
      body: JSON.stringify({ summary: 'Zendesk' }),
    });

    expect(exchanges).toEqual([
      {
        vendor: 'connectwise',
        method: 'POST',
        url: `${vendor.url}/service/tickets?page=1`,
        requestHeaders: { 'content-type': 'application/json', clientid: 'our-app' },
        requestBody: { summary: 'Zendesk' },
        status: 200,
        responseHeaders: expect.objectContaining({ 'x-request-id': 'r1' }),
        responseBody: { ok: true },
      },
    ]);
  });

  it('has a form as its fields, and what is no JSON as text', async () => {
    const fetch = fetchFrom();
    await fetch(`${vendor.url}/a`, {
      method: 'POST',
      body: new URLSearchParams({ channel: 'C1', text: 'a b' }),
    });
    await fetch(`${vendor.url}/b`, { method: 'POST', body: '{"half"' });

    expect(exchanges.map(({ requestBody }) => requestBody)).toEqual([
      { channel: 'C1', text: 'a b' },
      '{"half"',
    ]);
  });

  it('as a file has no secret of headers, forms, JSON or answers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-http-'));
    const path = join(folder, 'exchanges.jsonl');
    const fetch = fetchFrom({ exchangeLog: openExchangeLog(path) });
    const headers = { authorization: 'Basic bWFya2VkOm1hcmtlZA==', 'content-type': 'application/json' };
    const passwordProfile = { password: 'marked', forceChangePasswordNextSignIn: true };
    vendor.faults.add({
      path: /^\/token$/,
      answer: { kind: 'status', status: 200, body: { access_token: 'marked', expires_in: 3599 } },
    });
    await fetch(`${vendor.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_secret: 'marked', grant_type: 'client_credentials' }),
    });
    await fetch(`${vendor.url}/users/1`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ passwordProfile }),
    });

    const text = await readFile(path, 'utf8');
    await rm(folder, { recursive: true });
    expect(text).not.toMatch(/marked|bWFya2Vk/);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Exchange),
    ).toMatchObject([
      {
        requestBody: { client_secret: '[secret]', grant_type: 'client_credentials' },
        responseBody: { access_token: '[secret]', expires_in: 3599 },
      },
      { requestBody: { passwordProfile: { password: '[secret]', forceChangePasswordNextSignIn: true } } },
    ]);
  });

  it('marks an answer that a test has planted', async () => {
    vendor.faults.add({ path: /^\/broken$/, answer: { kind: 'status', status: 500, body: 'oops' } });
    const fetch = fetchFrom();
    await fetch(`${vendor.url}/broken`);
    await fetch(`${vendor.url}/fine`);

    expect(exchanges.map(({ status, fault }) => ({ status, fault }))).toEqual([
      { status: 500, fault: true },
      { status: 200, fault: undefined },
    ]);
  });

  it('is given nothing of addresses that have no contract', async () => {
    const contract = ({ pathname }: URL) => (pathname === '/oauth2/token' ? undefined : 'msgraph');
    const fetch = fetchFrom({ contract });
    await fetch(`${vendor.url}/oauth2/token`);
    await fetch(`${vendor.url}/v1.0/users`);

    expect(exchanges.map(({ vendor: name }) => name)).toEqual(['msgraph']);
  });
});
