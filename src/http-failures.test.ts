import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import ky, { type HTTPError } from 'ky';
import { describe, expect, it } from 'vitest';
import { CountersignError, type ErrorCode } from './errors.ts';
import { vendorFetch } from './http.ts';
import { callFailure, codeOfStatus, mayHaveTakenEffect, refused, retryAfter } from './http-failures.ts';

const ACME = { vendor: 'acme', name: 'Acme' };
const refusal = ({ response }: HTTPError) => refused(ACME, response, { code: codeOfStatus(response.status) });

/** Calls a server of this machine as a vendor's room does; gives what it threw. */
async function callTo(listener: RequestListener, signal?: AbortSignal): Promise<CountersignError> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fetch = vendorFetch({ vendor: 'acme', contract: 'acme', allowedHosts: [host], timeoutMs: 2_000 });
  try {
    await ky(`http://${host}/`, { fetch, retry: 0, ...(signal && { signal }) }).json();
    throw new RangeError('the call did not fail');
  } catch (error) {
    return callFailure(error, ACME, { refusal, signal });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function answering(status: number, headers: Record<string, string> = {}, body = ''): RequestListener {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

describe('a call that failed', () => {
  it('is told by the status, with the vendor’s name and the time that it asked for', async () => {
    const failure = await callTo(answering(429, { 'retry-after': '7' }));

    expect(failure).toMatchObject({ code: 'rate_limited', message: 'Acme answered 429' });
    expect(failure.facts).toEqual({ vendor: 'acme', status: 429, retryAfterMs: 7_000 });
  });

  it('says nothing of waiting where no limit was met', async () => {
    const failure = await callTo(answering(503, { 'retry-after': '7' }));
    expect(failure.facts).toEqual({ vendor: 'acme', status: 503 });
  });

  it('says that the answer could not be read', async () => {
    const failure = await callTo(answering(200, {}, '<html>'));
    expect(failure).toMatchObject({
      code: 'unexpected_response',
      message: 'Acme answered with something unreadable',
      facts: { vendor: 'acme' },
    });
  });

  it('was ended when its caller stopped waiting', async () => {
    const caller = new AbortController();
    const failure = await callTo(() => caller.abort(), caller.signal);
    expect(failure).toMatchObject({ code: 'timeout', message: 'the call to Acme was ended' });
  });

  it('stays what it is when it is ours already', () => {
    const ours = new CountersignError('bad_configuration', 'no address');
    expect(callFailure(ours, ACME, { refusal })).toBe(ours);
  });
});

it('takes what a vendor’s room knows better than the headers', () => {
  const answer = new Response('', { status: 500, headers: { 'retry-after': '7' } });
  const { code, facts } = refused(ACME, answer, {
    code: 'rate_limited',
    vendorCode: 'TooMany',
    retryAfterMs: 60_000,
  });
  expect({ code, facts }).toEqual({
    code: 'rate_limited',
    facts: { vendor: 'acme', status: 500, vendorCode: 'TooMany', retryAfterMs: 60_000 },
  });
});

it.each<[number, ErrorCode]>([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [405, 'unsupported'],
  [408, 'timeout'],
  [409, 'conflict'],
  [429, 'rate_limited'],
  [500, 'unavailable'],
  [599, 'unavailable'],
  [400, 'unexpected_response'],
  [418, 'unexpected_response'],
])('reads %i as %s where a vendor does not say otherwise', (status, code) => {
  expect(codeOfStatus(status)).toBe(code);
});

it('reads a status as its vendor means it', () => {
  const own = { 404: 'bad_configuration', 418: 'unsupported', 500: 'invalid_input' } as const;
  expect([404, 418, 500, 401].map((status) => codeOfStatus(status, own))).toEqual([
    'bad_configuration',
    'unsupported',
    'unavailable',
    'unauthenticated',
  ]);
});

it.each([
  ['30', 30_000],
  [' 0 ', 0],
  ['1.5', undefined],
  ['-1', undefined],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  [undefined, undefined],
])('waits as long as a Retry-After of %j says in seconds', (value, waitMs) => {
  expect(retryAfter(new Headers(value === undefined ? {} : { 'retry-after': value }))).toBe(waitMs);
});

describe('whether a call may have taken effect', () => {
  it('is not known when the vendor broke off, or answered with its own trouble', async () => {
    expect(mayHaveTakenEffect(await callTo((request) => request.socket.destroy()))).toBe(true);
    expect(mayHaveTakenEffect(await callTo(answering(502)))).toBe(true);
    expect(mayHaveTakenEffect(await callTo(answering(200, {}, '<html>')))).toBe(true);
  });

  it('is known when it was refused, or never left', async () => {
    expect(mayHaveTakenEffect(await callTo(answering(409)))).toBe(false);
    expect(mayHaveTakenEffect(await callToNobody())).toBe(false);
  });
});

/** Calls a port that was free a moment ago. */
async function callToNobody(): Promise<CountersignError> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  const fetch = vendorFetch({ vendor: 'acme', contract: 'acme', allowedHosts: [host], timeoutMs: 2_000 });
  const thrown = await fetch(`http://${host}/`).catch((error: unknown) => error);
  return callFailure(thrown, ACME, { refusal });
}
