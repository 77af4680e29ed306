import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerCard } from '../../src/bots/teams/cards/answer-card.ts';
import { COMMANDS } from '../../src/flows/admin/commands.ts';
import type { Identity } from '../../src/models/conversation.ts';
import { ADA, administrationOf, DANA, TESS } from '../support/administration.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;
const { say, said, tap } = administrationOf(() => desk);

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe('a mistyped command', () => {
  it.each([
    ['client shwo lakeside', 'client show lakeside'],
    ['client lst', 'client list'],
    ['person shwo tess', 'person show tess'],
    ['requests wating', 'requests waiting'],
    ['audit exprt csv --client lakeside', 'audit export csv --client lakeside'],
    ['keys rotat', 'keys rotate'],
    ['integration chek hudu', 'integration check hudu'],
    ['polcy set add_to_group auto', 'policy set add_to_group auto'],
    ['policy sett add_to_group auto', 'policy set add_to_group auto'],
    ['/help', 'help'],
  ])('is not guessed but offered: %s', async (typed, meant) => {
    const answer = await say(typed);

    expect(answer.kind).toBe('not_understood');
    expect(answer.text).toMatch(/Did you mean/u);
    expect(answer.choices?.map(({ command }) => command)).toContain(meant);
  });

  it('is carried out when what was meant is tapped', async () => {
    const answer = await tap((await say('client shwo lakeside')).choices?.[0]);

    expect(answer.text).toContain('Lakeside Dental (`lakeside`)');
  });

  it('offers nobody what their role does not let them do', async () => {
    for (const typed of ['polcy', 'requests wating', 'clint'])
      expect((await say(typed, DANA)).choices ?? []).toEqual([]);
  });

  it.each([
    'integration conect hudu Kx93hfQm2LpW7zTn',
    'intgration connect hudu Kx93hfQm2LpW7zTn',
    'intgration conect Kx93hfQm2LpW7zTn',
    'integration Kx93hfQm2LpW7zTn',
    'integration show hudu Kx93hfQm2LpW7zTn',
    'integration check hudu -Kx93hfQm2LpW7zTn',
    'keys rotate Kx93hfQm2LpW7zTn',
  ])('has no key repeated that stood in it, in words or in a button: %s', async (typed) => {
    const answer = await desk.app.desk.command(ADA, typed);

    expect(answer.kind).not.toBe('answer');
    expect(JSON.stringify(answer)).not.toContain('Kx93hfQm2LpW7zTn');
  });
});

describe('a command without its argument', () => {
  it.each([
    ['client map', 'client map lakeside'],
    ['client channels', 'client channels lakeside'],
    ['client fallback', 'client fallback lakeside'],
    ['client decide-by-note lakeside', 'client decide-by-note lakeside on'],
    ['integration show', 'integration show hudu'],
    ['integration rotate', 'integration rotate hudu'],
    ['mode lakeside', 'mode lakeside plan'],
    ['mode lakeside look', 'mode lakeside plan'],
  ])('offers what can stand there: %s', async (typed, meant) => {
    expect((await say(typed)).choices?.map(({ command }) => command)).toContain(meant);
  });

  it('offers people of the MSP and roles', async () => {
    const whom = await say('person grant');
    const tess = whom.choices?.find(({ label }) => label === 'Tess Tanaka');

    expect((await tap(tess)).choices?.map(({ label }) => label)).toEqual(['technician', 'admin']);
  });

  it('offers somebody their own requests, and to withdraw only what can be', async () => {
    const request = await desk.ask('dana', 'I need access to Zendesk');
    const commands = async (line: string) =>
      ((await say(line, DANA)).choices ?? []).map(({ command }) => command);
    expect(await commands('request')).toEqual([`request ${request.id}`]);
    expect(await commands('withdraw')).toEqual([`withdraw ${request.id}`]);

    await desk.app.desk.command(DANA, `withdraw ${request.id}`);
    await desk.settled();

    expect(await commands('request')).toEqual([`request ${request.id}`]);
    expect(await commands('withdraw')).toEqual([]);
  });

  it('offers a technician what waits and what is newest at the clients that they serve', async () => {
    await desk.ask('lee', 'I need access to Zendesk');
    const asked = await say('request', TESS);
    expect(asked.choices?.[0]?.label).toMatch(/^[0-9A-Z]{6} · I need access to Zendesk$/u);
    expect((await tap(asked.choices?.[0], TESS)).text).toContain('Lee ');

    const withdrawn = await say('withdraw', TESS);
    expect(withdrawn.choices?.map(({ label }) => label)).toEqual([asked.choices?.[0]?.label]);
    expect((await tap(withdrawn.choices?.[0], TESS)).text).toContain('Withdraw this request for Lee ');
  });

  it.each([
    ['withdraw', '`withdraw` needs to know which request.'],
    ['policy show', '`policy show` needs to know which tool.'],
    ['policy try', '`policy try` needs more words.'],
  ])('is told in words of ours what is missing where nothing can be offered: %s', async (typed, problem) => {
    expect(await said(typed, typed === 'withdraw' ? DANA : ADA)).toMatch(problem);
  });

  it('opens the form of what was tapped', async () => {
    const which = await say('client map');
    const lakeside = which.choices?.find(({ label }) => label === 'Lakeside Dental');
    const answer = await desk.app.desk.command(ADA, lakeside?.command ?? '');

    expect(answer).toMatchObject({ kind: 'form', form: { intro: 'Lakeside Dental (lakeside)' } });
  });
});

describe('help', () => {
  it('is shown whole on every surface, about each noun and each command', async () => {
    const names = COMMANDS.map(({ name }) => name);
    for (const about of ['', ...names, ...names.map((name) => name.split(' ')[0] ?? '')]) {
      const answer = await say(`help ${about}`);
      const card = JSON.stringify(answerCard(answer).card);

      expect(answer.kind, about).toBe('answer');
      expect(card, about).not.toMatch(/…and \d+ more lines?|…"\}\]\}\]/u);
    }
  });

  it('fits on a phone: a line for each noun that somebody may use, in words of its own', async () => {
    for (const by of [ADA, TESS, DANA]) {
      const lines = (await said('help', by)).split('\n').filter((line) => line.startsWith('• '));
      const usable = COMMANDS.filter(
        ({ role }) => role === 'anyone' || by === ADA || (role === 'technician' && by === TESS),
      );
      const nouns = [...new Set(usable.map(({ name }) => name.split(' ')[0]))];

      expect(lines.map((line) => line.split('`')[1])).toEqual(nouns);
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(60);
      expect(COMMANDS.map(({ summary }) => summary).filter((one) => lines.join('\n').includes(one))).toEqual(
        [],
      );
    }
  });

  it('leads on by tapping: to what teaches a noun, or to what needs no other word', async () => {
    const labels = async (by: Identity) => (await say('help', by)).choices?.map(({ label }) => label);
    expect(await labels(DANA)).toEqual(['status', 'requests']);
    expect(await labels(TESS)).toEqual(['status', 'help requests', 'retry']);
    expect(await labels(ADA)).toEqual([
      'status',
      'help requests',
      'retry',
      'mode',
      'help client',
      'help person',
      'help policy',
      'help integration',
      'help keys',
      'help audit',
    ]);
    expect((await tap((await say('help', TESS)).choices?.[1], TESS)).text).toContain(
      'Example: `requests waiting',
    );
  });

  it('says nothing twice', async () => {
    const summaries = COMMANDS.map(({ summary }) => summary);
    expect(new Set(summaries).size).toBe(summaries.length);
  });

  it('teaches one command by itself', async () => {
    expect(await said('help client map')).toMatch(/^`client map <client>`.*--voice/su);
    expect(await said('help client map')).not.toContain('client add');
  });

  it('offers what may have been meant', async () => {
    expect((await say('help polcy')).choices).toEqual([{ label: 'policy', command: 'help policy' }]);
    expect((await say('help policy sett')).choices).toEqual([
      { label: 'policy set', command: 'help policy set' },
    ]);
  });
});

it.each(['constructor', 'toString', '__proto__', 'an'])(
  'deciding by note is on or off, and nothing else: %s',
  async (word) => {
    expect(await said(`client decide-by-note lakeside ${word}`)).toBe('It is `on` or `off`.');
  },
);

describe('what a client is mapped to', () => {
  it.each([
    ['--slack lakeside', /Slack workspaces cannot be that: ids of Slack workspaces begin with T/u],
    ['--slack "T0 ABC"', /Slack workspaces cannot be that/u],
    ['--domain "not a domain"', /mail domains cannot be that: a mail domain is like lakeside.example/u],
    ['--tenant lakeside.example', /Entra tenant cannot be that: it is an id, such as/u],
    ['--language deutsch', /language cannot be that: `en`, `de` or `es`/u],
    ['--hudu " "', /runbooks’ company cannot be that: its company there is needed/u],
  ])('has to look like it, and is said in words where it does not: %s', async (option, sentence) => {
    const before = await said('client show lakeside');

    expect(await said(`client map lakeside ${option}`)).toMatch(sentence);
    expect(await said('client show lakeside')).toBe(before);
  });

  it('may be in small letters, as telephones write', async () => {
    expect(await said('client map brightfield --slack t0second')).toMatch(/T0BRIGHT, T0SECOND/u);
    await said('client unmap brightfield t0second');
    expect(await said('client show brightfield')).toMatch(/Slack workspaces: T0BRIGHT\n/u);
  });

  it('is said to be the MSP’s own place where it is, with a new client too', async () => {
    const tenant = '11111111-1111-4111-8111-111111111111';
    expect(await said(`client add Harbor --tenant ${tenant} --slack T0HARBOR`)).toMatch(
      /Ada Okafor.* of the MSP write from there: everybody else there will count as an employee of Harbor/u,
    );
  });
});

describe('a line that is too long', () => {
  it('does nothing at all, instead of something else without its end', async () => {
    const policies = await said('policy list');
    const answer = await say(`policy set add_to_group disabled ${' '.repeat(2_000)} --client lakeside`);

    expect(answer).toMatchObject({ kind: 'refused', text: expect.stringMatching(/Nothing was done/u) });
    expect(answer.choices).toBeUndefined();
    expect(await said('policy list')).toBe(policies);
  });

  it('offers no button that could not be tapped', async () => {
    const answer = await say(`policy set add_to_group disabled --client ${'"" '.repeat(615)}lakeside`);
    const long = await say(`policy set ${'add_to_group '.repeat(144)} auto`);

    for (const one of [answer, long])
      for (const { command } of one.choices ?? []) expect(command.length).toBeLessThanOrEqual(1_900);
    expect(long.text).toMatch(/too long to go on from it by tapping/u);
  });
});
