import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dana, type HaloPsaBench, openHaloPsaBench } from '../../../test/support/halopsa.ts';

let bench: HaloPsaBench;
let ticketId: string;

beforeEach(async () => {
  bench = await openHaloPsaBench();
  ticketId = String(bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' }).id);
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const note = { key: 'k', visibility: 'internal', text: 'Plan' } as const;
const callsTo = (path: string) => bench.vendor.calls.filter((call) => call.path === path).length;

describe('signing in to Halo', () => {
  it('asks for one token, however many calls begin at once, and keeps it', async () => {
    const { psa } = bench.halopsa;
    await Promise.all(Array.from({ length: 20 }, () => psa.notes(ticketId)));
    await psa.notes(ticketId);

    expect(callsTo('/auth/token')).toBe(1);
    expect(callsTo('/api/authinfo')).toBe(1);
  });

  it('asks for another before the first ends', async () => {
    await bench.halopsa.psa.notes(ticketId);
    bench.clock.advance({ minutes: 58 });
    await bench.halopsa.psa.notes(ticketId);
    expect(callsTo('/auth/token')).toBe(1);

    bench.clock.advance({ minutes: 1, ms: 1 });
    await bench.halopsa.psa.notes(ticketId);
    expect(callsTo('/auth/token')).toBe(2);
    expect(bench.vendor.calls.some(({ status }) => status === 401)).toBe(false);
  });

  it('replaces a token that Halo took back, without writing anything twice', async () => {
    await bench.halopsa.psa.notes(ticketId);
    bench.vendor.revokeTokens();

    await Promise.all([
      bench.halopsa.psa.addNote(ticketId, note, first),
      bench.halopsa.psa.addNote(ticketId, { ...note, key: 'other' }, first),
    ]);

    expect(bench.vendor.actions(Number(ticketId)).filter(({ outcome_id }) => outcome_id === 7)).toHaveLength(
      2,
    );
    expect(callsTo('/auth/token')).toBe(2);
  });

  it('asks nobody where to sign in when address and tenant are set', async () => {
    const { psa } = bench.connectWith({ authUrl: `${bench.vendor.url}/auth/`, tenant: 'harborit' });
    await psa.notes(ticketId);
    expect(callsTo('/api/authinfo')).toBe(0);
  });

  it.each([404, 401])('takes the usual address where Halo tells none (%i)', async (status) => {
    bench.vendor.faults.add({ path: /authinfo/, answer: { kind: 'status', status } });
    const { psa } = bench.connectWith({ tenant: 'harborit' });
    expect(await psa.notes(ticketId)).toEqual([]);
  });

  it('guesses no address while Halo is away, and asks again', async () => {
    bench.vendor.faults.add({ path: /authinfo/, times: 3, answer: { kind: 'status', status: 503 } });
    await expect(bench.halopsa.psa.notes(ticketId)).rejects.toMatchObject({ code: 'unavailable' });
    expect(callsTo('/auth/token')).toBe(0);
    expect(await bench.halopsa.psa.notes(ticketId)).toEqual([]);
  });

  it.each(['http://169.254.169.254/auth', 'https://10.0.0.1', 'ftp://halo.example', 'nonsense'])(
    'never takes the secret to %s, whoever says that it is the address',
    async (address) => {
      const body = { auth_url: address, tenant_id: 'harborit' };
      bench.vendor.faults.add({ path: /authinfo/, answer: { kind: 'status', status: 200, body } });
      await expect(bench.halopsa.psa.notes(ticketId)).rejects.toMatchObject({ code: 'bad_configuration' });
    },
  );

  it.each([
    [{ clientSecret: 'wrong' }, 'unauthenticated', 'invalid_client'],
    [{ scope: 'everything' }, 'forbidden', 'invalid_scope'],
    [{ tenant: 'somebody' }, 'bad_configuration', 'invalid_request'],
  ])('says what is wrong with %j', async (settings, code, vendorCode) => {
    await expect(bench.connectWith(settings).psa.notes(ticketId)).rejects.toMatchObject({
      code,
      facts: { vendor: 'halopsa', status: 400, vendorCode },
    });
  });

  it('asks again for a token after a passing failure', async () => {
    bench.vendor.faults.add({ path: /token/, answer: { kind: 'status', status: 503 } });
    expect(await bench.halopsa.psa.notes(ticketId)).toEqual([]);
  });

  it('lets a caller go who does not want to wait for the token any more', async () => {
    bench.vendor.faults.add({ path: /token/, answer: { kind: 'hang' } });
    const delivery = { retry: false, signal: AbortSignal.timeout(300) };
    await expect(bench.halopsa.psa.addNote(ticketId, note, delivery)).rejects.toMatchObject({
      code: 'timeout',
    });
  });
});

describe('calls to Halo', () => {
  it('are repeated when there were too many and Halo does not say how long to wait, if they read', async () => {
    await bench.halopsa.psa.notes(ticketId);
    bench.vendor.faults.add({ path: /Actions$/, answer: { kind: 'status', status: 429, body: 'slow down' } });
    expect(await bench.halopsa.psa.notes(ticketId)).toEqual([]);

    bench.vendor.faults.add({ method: 'POST', path: /Actions$/, answer: { kind: 'status', status: 429 } });
    await expect(bench.halopsa.psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'rate_limited',
    });
    expect(
      bench.vendor.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/Actions')),
    ).toHaveLength(1);
  });

  it('rest as long as Halo asked for: nothing is sent before', async () => {
    await bench.halopsa.psa.notes(ticketId);
    const headers = { 'retry-after': '120' };
    bench.vendor.faults.add({ path: /Actions$/, answer: { kind: 'status', status: 429, headers } });
    await expect(bench.halopsa.psa.notes(ticketId)).rejects.toMatchObject({ code: 'rate_limited' });
    const sent = bench.vendor.calls.length;

    bench.clock.advance({ minutes: 1 });
    await expect(bench.halopsa.psa.notes(ticketId)).rejects.toMatchObject({ code: 'rate_limited' });
    expect(bench.vendor.calls).toHaveLength(sent);

    bench.clock.advance({ minutes: 1 });
    expect(await bench.halopsa.psa.notes(ticketId)).toEqual([]);
  });

  it.each([
    ['a class and a message', 400, { ClassName: 'System.Exception', Message: 'secret' }, 'invalid_input'],
    ['a message', 404, { Message: 'secret' }, 'not_found'],
    ['an error', 403, { error: 'secret' }, 'forbidden'],
    ['plain text', 500, 'secret', 'unavailable'],
    ['nothing', 409, '', 'conflict'],
  ])(
    'that fail with %s are told by their status, and nothing of the body goes on',
    async (_what, status, body, code) => {
      await bench.halopsa.psa.notes(ticketId);
      bench.vendor.faults.add({ method: 'POST', path: /Actions$/, answer: { kind: 'status', status, body } });
      const failure = await bench.halopsa.psa.addNote(ticketId, note, first).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, facts: { status } });
      expect(JSON.stringify(failure) + String(failure)).not.toContain('secret');
    },
  );
});
