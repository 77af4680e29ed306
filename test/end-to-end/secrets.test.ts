import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AUTO } from '../../src/models/tool-policy.ts';
import { calls } from '../../src/sandbox/openai/index.ts';
import type { SlackMessage } from '../../src/sandbox/slack/index.ts';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/start-vendors.ts';
import { accountOf } from '../support/accounts.ts';
import { openDesk, rememberingLogger, type TestDesk } from '../support/desk.ts';
import { lakeside } from '../support/microsoft.ts';
import { clickBody, deliver } from '../support/raw-slack.ts';

const FORGOTTEN = 'I forgot my password';
const sealingKey = randomBytes(32).toString('base64');
const { logger, lines } = rememberingLogger();

let desk: TestDesk;
let folder: string;
let exchangeLog: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-secrets-'));
  exchangeLog = join(folder, 'exchanges.jsonl');
  desk = await openDesk({
    logger,
    environment: { SEALING_KEYS: `main:${sealingKey}`, EXCHANGE_LOG: exchangeLog, LOG_LEVEL: 'trace' },
  });
});
afterEach(async () => {
  desk.openai.script('scenarios');
  desk.microsoft.faults.clear();
  await desk.reset();
});
afterAll(async () => {
  await desk.close();
  await rm(folder, { recursive: true });
});

/** The passwords that were set in the directory so far. */
const passwordsSet = (): string[] =>
  desk.microsoft.calls.flatMap(({ body }) => {
    const { passwordProfile } = (body ?? {}) as { passwordProfile?: { password?: string } };
    return passwordProfile?.password ? [passwordProfile.password] : [];
  });

const offerTo = (who: string): SlackMessage => {
  const found = desk.slack
    .messagesSeenBy(who)
    .findLast(({ blocks }) => JSON.stringify(blocks).includes('secret_reveal'));
  if (!found) throw new Error(`${who} was offered no secret`);
  return found;
};

/** What stands in the window that opens. */
async function reveal(who: string, offer: SlackMessage): Promise<string> {
  const known = desk.slack.modalOf(who)?.id;
  await desk.slack.clicks(who, offer, 'secret_reveal');
  await expect
    .poll(() => {
      const modal = desk.slack.modalOf(who);
      return modal && modal.id !== known && !JSON.stringify(modal.content).includes('Fetching');
    })
    .toBe(true);
  return JSON.stringify(desk.slack.modalOf(who)?.content);
}

async function resetPassword(): Promise<string> {
  await desk.ask('dana', FORGOTTEN);
  await desk.approve('tess');
  await desk.approve('max');
  expect((await desk.newest()).status).toBe('completed');
  const password = passwordsSet().at(-1);
  if (!password) throw new Error('no password was set');
  return password;
}

/** Everything that leaves the product or stays behind, except where a secret belongs. */
async function everywhere(): Promise<Record<string, string>> {
  const get = async (path: string) => (await fetch(`${desk.url}${path}`)).text();
  return {
    'the log': lines.join('\n'),
    'the database': await desk.dump(),
    'the audit trail': JSON.stringify(await desk.audit()),
    'the tickets': JSON.stringify([
      desk.connectwise.tickets,
      desk.connectwise.tickets.map(({ id }) => desk.connectwise.notes(id)),
    ]),
    'what people see in Slack': JSON.stringify([
      ...desk.slack.state.messages.values(),
      ...desk.slack.state.homes.values(),
    ]),
    'what the model is sent': JSON.stringify(desk.openai.calls.map(({ body }) => body)),
    'the metrics': await get('/metrics'),
    readyz: await get('/readyz'),
    'an unknown page': await get('/nowhere'),
    'the exchange log': await readFile(exchangeLog, 'utf8'),
  };
}

function expectNowhere(places: Record<string, string>, secrets: Record<string, string>): void {
  const found = Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, mark]) => (text.includes(mark) ? [`${name} in ${place}`] : [])),
  );
  expect(found).toEqual([]);
}

function marks(): Record<string, string> {
  const { slack, microsoft, connectwise, openai } = SANDBOX_CREDENTIALS;
  const { companyId, publicKey, privateKey } = connectwise;
  const tokens = [...desk.slack.state.workspaces.values()].flatMap(({ install }) => install?.token ?? []);
  return {
    'the signing secret': slack.signingSecret,
    'Slack’s client secret': slack.clientSecret,
    'Graph’s client secret': microsoft.clientSecret,
    'ConnectWise’s private key': privateKey,
    'ConnectWise’s keys as they are sent': Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString(
      'base64',
    ),
    'the model’s key': openai.apiKey,
    'the sealing key': sealingKey,
    ...Object.fromEntries(tokens.map((token, index) => [`bot token ${index}`, token])),
  };
}

describe('no secret', () => {
  it('is in anything that the main paths say, show, store or log', async () => {
    const password = await resetPassword();
    const window = await reveal('dana', offerTo('dana'));
    expect(window).toContain(password);
    await desk.ask('max', 'I need access to Salesforce');
    await desk.deny('theo', 'Not now');
    await desk.slack.opensHome('dana');
    await desk.slack.slashCommand('ada', 'status');
    await desk.slack.slashCommand('dana', 'policy');
    await desk.settled();

    const places = await everywhere();
    expect(places['the database']).toContain('v1.main.');
    expect(places['the exchange log']).toContain('[secret]');
    expectNowhere(places, { ...marks(), 'the new password': password });
  });

  it('is in what is said when vendors refuse our credentials or are away', async () => {
    const failing = {
      kind: 'status',
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: 'x' } },
    } as const;
    desk.microsoft.faults.add({ path: /\/v1\.0\//u, times: 50, answer: failing });
    desk.connectwise.faults.add({ path: /notes/u, times: 2, answer: { kind: 'status', status: 401 } });
    await desk.ask('dana', 'I need access to Zendesk');
    desk.openai.faults.add({
      path: /responses/u,
      times: 5,
      answer: {
        kind: 'status',
        status: 401,
        body: { error: { message: SANDBOX_CREDENTIALS.openai.apiKey, code: 'invalid_api_key' } },
      },
    });
    await desk.ask('max', 'I need access to Zendesk');
    desk.openai.faults.clear();
    desk.connectwise.faults.clear();

    expect(lines.some((line) => line.includes('"err"'))).toBe(true);
    expectNowhere(await everywhere(), marks());
  });

  it('is in what a forged delivery is answered with', async () => {
    const forged = await deliver(desk.url, { body: '{}', signedWith: 'wrong' });
    const broken = await deliver(desk.url, { body: '{"type":"event_callback","event":{"type":"message"}}' });

    expectNowhere({ forged: forged.text, broken: broken.text }, marks());
  });
});

describe('a new password', () => {
  it('is shown to the requester once, and is gone when they look again', async () => {
    const password = await resetPassword();
    const offer = offerTo('dana');

    expect(JSON.stringify(offer)).not.toContain(password);
    expect(await reveal('dana', offer)).toContain(password);
    const again = await reveal('dana', offer);
    expect(again).toContain('shown already');
    expect(again).not.toContain(password);
    expect(await desk.dump()).not.toMatch(/sealedSecret/u);
    expect((await desk.audit()).filter(({ action }) => action === 'secret_shown')).toHaveLength(1);
  });

  it('is shown once though the button is tapped ten times at the same moment', async () => {
    const password = await resetPassword();
    const request = await desk.newest();
    const by = accountOf('dana');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => desk.app.desk.revealSecret(by, request.id, 0)),
    );

    expect(answers.filter(({ kind }) => kind === 'shown')).toEqual([
      expect.objectContaining({ secret: password }),
    ]);
    expect(answers.filter(({ kind }) => kind === 'gone')).toHaveLength(9);
  });

  it.each([
    ['the technician who approved', { id: 'U0TESS', team_id: 'T0HARBOR' }],
    ['the manager who approved', { id: 'U0MAX', team_id: 'T0LAKESIDE' }],
    ['an admin', { id: 'U0ADA', team_id: 'T0HARBOR' }],
    ['a stranger with the requester’s user id', { id: 'U0DANA', team_id: 'T0STRANGE' }],
  ])('is refused to %s', async (_who, user) => {
    const password = await resetPassword();
    const offer = offerTo('dana');
    const { id } = await desk.newest();
    const by = { provider: 'slack', tenant: user.team_id, user: user.id } as const;
    const body = clickBody({
      user,
      channel: offer.channel,
      action: 'secret_reveal',
      value: { requestId: id, step: 0 },
    });
    await deliver(desk.url, { path: '/slack/interactions', body });

    expect(await desk.app.desk.revealSecret(by, id, 0)).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify([...desk.slack.state.modals.values()])).not.toContain(password);
    expect(await reveal('dana', offer)).toContain(password);
  });

  it('is gone after eight hours', async () => {
    const password = await resetPassword();
    const offer = offerTo('dana');
    desk.clock.advance({ hours: 8, ms: 1 });

    const window = await reveal('dana', offer);
    expect(window).not.toContain(password);
    expect(window).toContain('its time is over');
  });

  it('is set neither by itself nor by one signature', async () => {
    const before = passwordsSet().length;
    await desk.ask('dana', FORGOTTEN);
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('awaiting_approval');
    expect(passwordsSet()).toHaveLength(before);
  });

  it('is not made for an account that a local directory masters: a technician is told why', async () => {
    const before = passwordsSet().length;
    const request = await desk.ask('sam', FORGOTTEN);

    expect(request.status).toBe('handed_over');
    expect(request.outcome?.reason).toMatch(/local Active Directory|synchroni/u);
    expect(desk.told('tess').join()).toMatch(/local Active Directory|synchroni/u);
    expect(passwordsSet()).toHaveLength(before);
  });

  it('is not made for somebody else’s account: a technician is told why', async () => {
    const before = passwordsSet().length;
    desk.openai.script([
      calls('find_user', { search: 'lee' }),
      calls('propose_plan', {
        diagnosis: 'For Lee.',
        steps: [{ tool: 'reset_password', arguments: { userId: lakeside.user('lee') } }],
      }),
    ]);
    const request = await desk.ask('dana', 'Reset the password of Lee');

    expect(request.status).toBe('handed_over');
    expect(request.outcome?.reason).toContain('only to the owner of the account');
    expect(desk.cards('tess')).toEqual([]);
    expect(passwordsSet()).toHaveLength(before);
  });

  it('cannot be let run by itself', async () => {
    await expect(desk.policy('reset_password', AUTO)).rejects.toThrow(/high risk/u);
  });
});
