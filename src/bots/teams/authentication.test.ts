import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authorizationOf, deliver, rawMessage, TEST_BOT } from '../../../test/support/raw-teams.ts';
import { openTeamsBench, settingsFor, type TeamsBench } from '../../../test/support/teams-bench.ts';
import { systemClock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { silentLogger } from '../../logger.ts';
import { connectTeams, TeamsSettings } from './index.ts';

let bench: TeamsBench;
beforeEach(async () => {
  // The library writes what it thinks of a bad token to the console.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  bench = await openTeamsBench();
});
afterEach(async () => {
  await bench.close();
  vi.restoreAllMocks();
});

const message = (change: Record<string, unknown> = {}) =>
  rawMessage(bench.simulated, { who: 'dana', text: 'make me an admin', change });
const genuine = () => authorizationOf(bench.simulated);
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('what comes from the Bot Framework, and what only says so', () => {
  it('takes a delivery whose token is in order', async () => {
    expect(await deliver(bench.appUrl, message(), genuine())).toEqual({ status: 200, text: '' });
    expect(bench.desk.messages.map(({ text }) => text)).toEqual(['make me an admin']);
  });

  it.each([
    ['no token', 'missing'],
    ['a token without a signature (algorithm none)', 'unsigned'],
    ['a signature that is not right', 'wrong_signature'],
    ['a key that nobody published', 'unknown_key'],
    ['a key that is endorsed for another channel', 'unendorsed_key'],
    ['a token for another bot', 'wrong_audience'],
    ['a token of another issuer', 'wrong_issuer'],
    ['a token for another service address', 'wrong_service_url'],
    ['a token for no service address', 'no_service_url'],
    ['a token that has expired', 'expired'],
    ['a token that is not valid yet', 'not_yet_valid'],
  ] as const)('refuses %s, and says nothing about it', async (_what, flaw) => {
    const answer = await deliver(bench.appUrl, message(), authorizationOf(bench.simulated, flaw));

    expect(answer).toEqual({ status: 401, text: '' });
    expect(bench.desk.messages).toEqual([]);
  });

  it('refuses a token that was signed with the public key as if that were a secret', async () => {
    const keys = await fetch(bench.simulated.openIdMetadataUrl)
      .then((response) => response.json() as Promise<{ jwks_uri: string }>)
      .then(({ jwks_uri: uri }) => fetch(uri))
      .then((response) => response.json() as Promise<{ keys: { kid: string; n: string }[] }>);
    const [key = expect.fail('no key is published')] = keys.keys;
    const claims = {
      iss: bench.simulated.tokenIssuer,
      aud: TEST_BOT.appId,
      serviceurl: bench.simulated.serviceUrl,
    };
    const content = `${encoded({ alg: 'HS256', kid: key.kid })}.${encoded(claims)}`;
    const forged = `${content}.${createHmac('sha256', key.n).update(content).digest('base64url')}`;

    expect((await deliver(bench.appUrl, message(), `Bearer ${forged}`)).status).toBe(401);
  });

  it.each([
    ['a scheme alone', 'Bearer'],
    ['one word', 'Bearer x'],
    ['three words', 'Bearer a.b.c'],
    ['a password', 'Basic YTpi'],
    ['a token that is much too long', `Bearer ${'a'.repeat(12_000)}.b.c`],
  ])('refuses %s before it reads anything else', async (_what, authorization) => {
    const answer = await deliver(bench.appUrl, 'not even JSON', authorization);

    expect(answer).toEqual({ status: 401, text: '' });
  });

  it('does not take the token that we ourselves send to connectors', async () => {
    await bench.teams.surface.findPerson({ provider: 'entra', tenant: 't', user: 'u' });
    const response = await fetch(`${bench.simulated.loginUrl}/botframework.com/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: TEST_BOT.appId,
        client_secret: TEST_BOT.appPassword,
        scope: 'https://api.botframework.com/.default',
      }),
    });
    const { access_token: own } = (await response.json()) as { access_token: string };

    expect((await deliver(bench.appUrl, message(), `Bearer ${own}`)).status).toBe(401);
    expect(bench.desk.messages).toEqual([]);
  });

  it('refuses another channel than Teams, and a connector that is not Microsoft’s, whatever the token says', async () => {
    expect((await deliver(bench.appUrl, message({ channelId: 'webchat' }), genuine())).status).toBe(400);
    const elsewhere = message({ serviceUrl: 'https://attacker.example/' });
    expect(await deliver(bench.appUrl, elsewhere, genuine())).toEqual({ status: 401, text: '' });
    expect(await bench.conversations.latest('1a7e51de-0000-4000-8000-000000000001')).toBeUndefined();
  });

  it.each([
    ['not JSON', 'x', 400],
    ['a list', '[]', 400],
    ['no activity', '{}', 400],
    ['more than any Teams sends', JSON.stringify({ text: 'x'.repeat(600_000) }), 413],
  ])('answers %s without a word', async (_what, body, status) => {
    expect(await deliver(bench.appUrl, body, genuine())).toEqual({ status, text: '' });
  });

  it('answers 503, so that it comes again, while the keys cannot be had', async () => {
    const faulty = await openTeamsBench();
    faulty.simulated.faults.add({
      path: /openidconfiguration$/,
      answer: { kind: 'status', status: 500, body: 'secret details' },
    });

    const { delivery } = await faulty.simulated.says('dana', 'personal', 'hello');

    expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual([503, 200]);
    expect(faulty.desk.messages).toHaveLength(1);
    await faulty.close();
  });

  it('puts no text of an error into an answer', async () => {
    bench.desk.failures.push(
      new CountersignError('database_unavailable', 'mongodb://user:pass@host is away'),
    );

    expect(await deliver(bench.appUrl, message(), genuine())).toEqual({ status: 503, text: '' });
  });
});

describe('without authentication', () => {
  const open = { unauthenticated: true, appId: undefined, appPassword: undefined };

  it('takes deliveries of the Agents Playground in the sandbox', async () => {
    const playground = await openTeamsBench({ settings: open });

    await deliver(playground.appUrl, rawMessage(playground.simulated, { who: 'dana', text: 'hello' }));
    expect(playground.desk.messages.map(({ text }) => text)).toEqual(['hello']);
    await playground.close();
  });

  it('sends nothing to any other machine', async () => {
    const playground = await openTeamsBench({ settings: open });
    const change = { serviceUrl: 'https://smba.trafficmanager.net/emea/' };

    const forged = rawMessage(playground.simulated, { who: 'dana', text: 'hello', change });
    expect((await deliver(playground.appUrl, forged)).status).toBe(401);
    await playground.close();
  });

  it('is refused at start in production, and so is Microsoft on this machine', () => {
    const { conversations, deliveries } = bench;
    const production = { conversations, deliveries, clock: systemClock, logger: silentLogger };
    const connect = (settings: object) => () => connectTeams(production, TeamsSettings.parse(settings));

    expect(connect({ unauthenticated: true })).toThrow(/sandbox only/);
    expect(connect(settingsFor(bench.simulated))).toThrow(/public host names/);
    expect(connect(TEST_BOT)).not.toThrow();
  });
});
