import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  brightfield,
  lakeside,
  type MicrosoftBench,
  openMicrosoftBench,
  writesOf,
} from '../../../test/support/microsoft.ts';
import { selfSignedCertificate } from '../../../test/support/self-signed-certificate.ts';
import type { CountersignError } from '../../errors.ts';
import type { Directory } from '../directory.ts';
import { connectMicrosoftGraph, MicrosoftGraphSettings } from './index.ts';

let bench: MicrosoftBench;

beforeEach(async () => {
  bench = await openMicrosoftBench();
});
afterEach(() => bench.vendor.close());

const dana = lakeside.user('dana');

function lookUpDana(directory: Directory = bench.graph.directory) {
  return directory.user(lakeside.tenantId, dana);
}

function failing(code: string, facts: Partial<CountersignError['facts']> = {}): unknown {
  return expect.objectContaining({ code, facts: expect.objectContaining(facts) as unknown });
}

/** How often tokens were asked for, all tenants together; counted as they arrive. */
function countTokens(): () => number {
  let count = 0;
  bench.vendor.observe((stage, { path }) => {
    if (stage === 'arrived' && path.endsWith('/oauth2/v2.0/token')) count += 1;
  });
  return () => count;
}

describe('access tokens', () => {
  it('are asked for once by callers that come together, and kept', async () => {
    const tokens = countTokens();
    await Promise.all(Array.from({ length: 20 }, () => lookUpDana()));
    await lookUpDana();
    expect(tokens()).toBe(1);
  });

  it('are each tenant’s own', async () => {
    const tokens = countTokens();
    await lookUpDana();
    expect(await bench.graph.directory.user(brightfield.tenantId, dana)).toBeUndefined();
    expect(await bench.graph.directory.user(brightfield.tenantId, brightfield.user('bea'))).toMatchObject({
      displayName: 'Bea Berg',
    });
    expect(await lookUpDana()).toMatchObject({ displayName: 'Dana Diaz' });
    expect(tokens()).toBe(2);
  });

  it('are renewed before they end', async () => {
    const tokens = countTokens();
    await lookUpDana();
    bench.clock.advance({ minutes: 54 });
    await lookUpDana();
    expect(tokens()).toBe(1);
    bench.clock.advance({ minutes: 2 });
    await lookUpDana();
    expect(tokens()).toBe(2);
  });

  it('are replaced when Graph takes one no more, and the change is made once', async () => {
    await lookUpDana();
    bench.vendor.revokeTokens();

    const given = { userId: dana, groupId: lakeside.group('zendesk-users') };
    const result = await bench.write('add_to_group').execute(bench.scope(), given);

    expect(result).toEqual({ kind: 'done' });
    const members = bench.vendor.directory('lakeside').groups.find(({ id }) => id === given.groupId)?.members;
    expect(members?.filter((name) => name === 'Dana Diaz')).toHaveLength(1);
  });

  it.each([429, 503])('are asked for again after %i, which is no fault of the credential', async (status) => {
    const cannotCome = { path: /token$/, times: 100, answer: { kind: 'status', status } } as const;
    bench.vendor.faults.add(cannotCome);
    const code = status === 429 ? 'rate_limited' : 'unavailable';
    await expect(lookUpDana()).rejects.toEqual(failing(code, { status }));
    const result = await bench.write('disable_account').execute(bench.scope(), { userId: dana });
    expect(result).toEqual({ kind: 'unknown' });

    bench.vendor.faults.clear();
    expect(await lookUpDana()).toMatchObject({ displayName: 'Dana Diaz', accountEnabled: true });
  });

  it.each([
    ['a wrong secret', { clientSecret: 'wrong' }, 'AADSTS7000215'],
    ['another app', { appId: '0a99cafe-0000-4000-8000-000000000002' }, 'AADSTS700016'],
  ])('are refused for %s with the number of the vendor’s error', async (_, settings, vendorCode) => {
    const { directory } = bench.connectWith(settings);
    await expect(lookUpDana(directory)).rejects.toEqual(failing('unauthenticated', { vendorCode }));
  });

  it('are got with a certificate in the secret’s place', async () => {
    const { certificate, privateKey } = selfSignedCertificate('countersign');
    const stranger = selfSignedCertificate('countersign');
    await bench.vendor.close();
    bench = await openMicrosoftBench({ certificate });
    const connectWith = (pem: string) => {
      const { clientSecret: _, ...others } = bench.settings;
      const settings = MicrosoftGraphSettings.parse({ ...others, certificate: pem });
      return connectMicrosoftGraph({ settings, clock: bench.clock, allowLoopback: true }).directory;
    };

    expect(await lookUpDana(connectWith(`${privateKey}${certificate}`))).toMatchObject({ id: dana });
    await expect(lookUpDana(connectWith(`${stranger.privateKey}${certificate}`))).rejects.toEqual(
      failing('unauthenticated', { vendorCode: 'AADSTS700027' }),
    );
  });

  it('are never asked for under an address that a tenant id was smuggled into', async () => {
    await expect(bench.graph.directory.user('common/../evil', dana)).rejects.toEqual(
      failing('bad_configuration'),
    );
    expect(bench.vendor.calls).toEqual([]);
  });
});

describe('settings', () => {
  const app = { appId: '0a99cafe-0000-4000-8000-000000000001' };

  it.each([
    ['no credential', app],
    ['two credentials', { ...app, clientSecret: 'a', certificate: 'BEGIN CERTIFICATE PRIVATE KEY' }],
    ['plain http to another machine', { ...app, clientSecret: 'a', graphUrl: 'http://graph.example' }],
    ['an app id that is none', { appId: 'countersign', clientSecret: 'a' }],
  ])('with %s are refused', (_, settings) => {
    expect(MicrosoftGraphSettings.safeParse(settings).success).toBe(false);
  });

  it.each([
    'http://127.0.0.1:8080',
    'https://localhost',
    'https://169.254.169.254',
    'https://[fd00::1]',
    'https://intranet',
  ])('that point to %s are refused outside the sandbox', (graphUrl) => {
    const settings = MicrosoftGraphSettings.parse({ ...app, clientSecret: 'a', graphUrl });
    expect(() => connectMicrosoftGraph({ settings, clock: bench.clock })).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }) as Error,
    );
  });

  it('mean Microsoft’s global cloud unless told otherwise', () => {
    expect(MicrosoftGraphSettings.parse({ ...app, clientSecret: 'a' })).toMatchObject({
      loginUrl: 'https://login.microsoftonline.com',
      graphUrl: 'https://graph.microsoft.com',
    });
  });
});

describe('a read', () => {
  const graphPath = /^\/v1\.0\//;

  it.each([429, 503, 504])('is repeated after %i when Graph says when', async (status) => {
    bench.vendor.faults.add({
      path: graphPath,
      times: 2,
      answer: { kind: 'status', status, headers: { 'Retry-After': '0' } },
    });
    expect(await lookUpDana()).toMatchObject({ id: dana });
    expect(bench.vendor.faults.unused).toEqual([]);
  });

  it('ends after a bounded number of attempts', async () => {
    let attempts = 0;
    bench.vendor.observe((stage, { path }) => {
      if (stage === 'arrived' && graphPath.test(path)) attempts += 1;
    });
    bench.vendor.faults.add({
      path: graphPath,
      times: 100,
      answer: { kind: 'status', status: 429, headers: { 'Retry-After': '0' } },
    });
    await expect(lookUpDana()).rejects.toEqual(failing('rate_limited', { status: 429 }));
    expect(attempts).toBe(4);
  });

  it('is given up at once when Graph asks for a long pause, which the caller is told', async () => {
    bench.vendor.faults.add({
      path: graphPath,
      answer: { kind: 'status', status: 429, headers: { 'Retry-After': '120' } },
    });
    await expect(lookUpDana()).rejects.toEqual(failing('rate_limited', { retryAfterMs: 120_000 }));
  });

  it('ends with the scope that it runs in', async () => {
    bench.vendor.faults.add({ path: graphPath, answer: { kind: 'hang' } });
    const controller = new AbortController();
    bench.vendor.observe((stage, { path }) => {
      if (stage === 'arrived' && graphPath.test(path)) controller.abort();
    });
    const scope = bench.scope(lakeside.tenantId, controller.signal);
    await expect(bench.read('get_user').run(scope, { userId: dana })).rejects.toEqual(failing('timeout'));
  });

  it('is not endless when Graph does not answer', async () => {
    bench.vendor.faults.add({ path: graphPath, answer: { kind: 'hang' } });
    const { directory } = bench.connectWith({ timeoutMs: 50 });
    await expect(lookUpDana(directory)).rejects.toEqual(failing('timeout'));
  });

  it.each([
    ['HTML', '<html>', 'unexpected_response'],
    ['another shape', { value: 7 }, 'unexpected_response'],
  ])('that is answered with %s is an unexpected answer', async (_, body, code) => {
    bench.vendor.faults.add({ path: graphPath, answer: { kind: 'status', status: 200, body } });
    await expect(lookUpDana()).rejects.toEqual(failing(code));
  });

  it('follows every page, and no page at another address', async () => {
    await bench.vendor.close();
    bench = await openMicrosoftBench({ pageSize: 1 });
    const { state } = bench.vendor.tenant('lakeside');
    for (const group of state.groups) group.memberIds = [dana];
    for (const sku of state.skus) state.users[0]?.licences.push({ skuId: sku.skuId });

    const { data } = await bench.read('list_available_licences').run(bench.scope(), {});
    expect(data).toMatchObject({ licences: [{}, {}, {}] });

    bench.vendor.faults.add({
      path: /subscribedSkus$/,
      answer: {
        kind: 'status',
        status: 200,
        body: { value: [], '@odata.nextLink': 'http://127.0.0.1:9/v1.0/subscribedSkus?$skiptoken=1' },
      },
    });
    await expect(bench.read('list_available_licences').run(bench.scope(), {})).rejects.toEqual(
      failing('unexpected_response'),
    );
  });
});

describe('a write', () => {
  it.each([429, 500, 503, 504])('is not repeated after %i', async (status) => {
    let attempts = 0;
    bench.vendor.observe((stage, { method, path }) => {
      if (stage === 'arrived' && method !== 'GET' && path.startsWith('/v1.0/')) attempts += 1;
    });
    const answer = { kind: 'status', status, headers: { 'Retry-After': '0' } } as const;
    bench.vendor.faults.add({ method: 'PATCH', path: /^\/v1\.0\//, answer });
    const result = await bench.write('disable_account').execute(bench.scope(), { userId: dana });
    expect(result).toEqual({ kind: 'unknown' });
    expect(attempts).toBe(1);
  });

  it('is not sent when the scope has ended', async () => {
    const scope = bench.scope(lakeside.tenantId, AbortSignal.abort());
    const result = await bench.write('disable_account').execute(scope, { userId: dana });
    expect(result).toEqual({ kind: 'unknown' });
    expect(writesOf(bench.vendor.calls)).toEqual([]);
    expect(bench.vendor.directory('lakeside').users.find(({ id }) => id === dana)?.accountEnabled).toBe(true);
  });

  it('is looked for again while Entra’s replicas lag, for a while', async () => {
    const given = { userId: dana, groupId: lakeside.group('zendesk-users') };
    const tool = bench.write('add_to_group');
    const since = bench.clock.now();
    // One look is four reads.
    bench.vendor.tenant('lakeside').lagBehindWrites(8);
    await tool.execute(bench.scope(), given);
    expect(await tool.verify(bench.scope(), given, since)).toBe('done');

    bench.vendor.reset();
    bench.vendor.tenant('lakeside').lagBehindWrites(1_000);
    await tool.execute(bench.scope(), given);
    expect(await tool.verify(bench.scope(), given, since)).toBe('not_done');
  });

  it('cannot be told when the directory cannot be read', async () => {
    const since = bench.clock.now();
    bench.vendor.faults.add({ path: /^\/v1\.0\//, times: 100, answer: { kind: 'status', status: 500 } });
    const verdict = await bench.write('revoke_sessions').verify(bench.scope(), { userId: dana }, since);
    expect(verdict).toBe('cannot_tell');
  });

  it('cannot be told apart from somebody else’s of a moment before', async () => {
    await bench.write('reset_password').execute(bench.scope(), { userId: dana }, 'Someone-Elses-7-Reset');
    bench.clock.advance({ ms: 10_000 });
    const verdict = await bench
      .write('reset_password')
      .verify(bench.scope(), { userId: dana }, bench.clock.now());
    expect(verdict).toBe('cannot_tell');
  });
});
