import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AUTO } from '../../src/models/tool-policy.ts';
import { type Chat, type ChatName, chatsOf, otherThan } from '../support/chats.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { cardsSentTo, problemsWithCards } from '../support/teams-cards.ts';

const ZENDESK = 'I need access to Zendesk';
const APPROVERS = ['tess', 'theo', 'ada'];
const CHATS: readonly ChatName[] = ['slack', 'teams'];
/** Where it is asked, and where it is decided. */
const MIXTURES = CHATS.flatMap((asked) => CHATS.map((decided) => ({ asked, decided })));

let desk: TestDesk;
let chats: Readonly<Record<ChatName, Chat>>;

beforeAll(async () => {
  desk = await openDesk();
  chats = chatsOf(desk);
});
beforeEach(() => desk.tickets({ approvalChannels: ['slack', 'teams'] }));
afterEach(() => desk.reset());
afterAll(async () => {
  await desk.close();
  expect(problemsWithCards(cardsSentTo(desk.teams))).toEqual([]);
});

/** Of everybody who was asked, on both. */
const copies = () => CHATS.flatMap((name) => APPROVERS.flatMap((who) => chats[name].cards(who)));

describe.each(MIXTURES)('asked in $asked and decided in $decided', ({ asked, decided }) => {
  const there = () => chats[decided];
  const elsewhere = () => chats[otherThan(decided)];
  const hears = (who: string) => chats[asked].told(who);
  const hearsElsewhere = (who: string) => chats[otherThan(asked)].told(who);

  it('a request is carried out once when it is approved, and every copy on both follows', async () => {
    expect((await chats[asked].ask('dana', ZENDESK)).status).toBe('awaiting_approval');
    for (const name of CHATS) for (const who of APPROVERS) expect(chats[name].cards(who)).toHaveLength(1);
    expect(hears('dana')).toEqual([]);
    const shown = { same: elsewhere().card('tess'), others: elsewhere().card('theo') };

    expect(await there().card('tess').approve()).not.toMatch(/wrong|could not/u);

    expect((await desk.newest()).status).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(desk.writes()).toHaveLength(1);
    expect(hears('dana')).toEqual([
      expect.stringContaining('Dana Diaz was added to the group Zendesk Users'),
    ]);
    expect(hearsElsewhere('dana')).toEqual([]);
    expect(copies()).toHaveLength(6);
    expect(cardsSentTo(desk.teams).length).toBeGreaterThanOrEqual(APPROVERS.length);
    for (const card of copies())
      expect(card).toMatchObject({ buttons: [], text: expect.stringMatching(/Approved.*Tess Tanaka/su) });

    // Both are taps on copies as they were before.
    await shown.same.approve();
    expect(await shown.others.deny()).toMatch(/Tess Tanaka has approved this already/u);
    expect((await desk.newest()).status).toBe('completed');
    expect(desk.writes()).toHaveLength(1);
    expect(hears('dana')).toHaveLength(1);
  });

  it('a request is denied with a reason that its author reads, and nothing is changed', async () => {
    await chats[asked].ask('dana', ZENDESK);
    const shown = elsewhere().card('tess');
    await there().card('theo').deny('Ask your manager first');

    expect((await desk.newest()).status).toBe('denied');
    expect(hears('dana')).toEqual([expect.stringMatching(/not approved.*Ask your manager first/su)]);
    expect(hearsElsewhere('dana')).toEqual([]);
    for (const card of copies())
      expect(card).toMatchObject({ buttons: [], text: expect.stringMatching(/Denied.*Theo Brandt/su) });
    expect(await shown.approve()).toMatch(/Theo Brandt has denied this already/u);
    expect(desk.writes()).toEqual([]);
  });

  it('a request expires after 24 hours, its cards are closed, and a late tap decides nothing', async () => {
    await chats[asked].ask('dana', ZENDESK);
    const late = there().card('tess');
    await desk.control.advance({ hours: 24, ms: 1 });

    expect((await desk.newest()).status).toBe('expired');
    expect(hears('dana')).toEqual([expect.stringMatching(/expired.*send it again/su)]);
    for (const card of copies())
      expect(card).toMatchObject({ buttons: [], text: expect.stringContaining('Expired') });
    expect(await late.approve()).toMatch(/has expired/u);
    expect((await desk.newest()).status).toBe('expired');
    expect(desk.writes()).toEqual([]);
  });
});

describe.each(CHATS)('asked in %s', (asked) => {
  it('a request is noted once on its ticket in plan mode, and nobody is told or asked anything', async () => {
    await desk.control.setMode('lakeside', 'plan');
    const said = desk.teams.calls.filter(({ method }) => method !== 'GET').length;
    const request = await chats[asked].ask('dana', ZENDESK);

    expect(request.status).toBe('plan_noted');
    expect(desk.notes(request).filter(({ internal }) => internal)).toHaveLength(1);
    expect(copies()).toEqual([]);
    for (const name of CHATS)
      for (const who of ['dana', 'max', 'tess']) expect(chats[name].told(who)).toEqual([]);
    const calls = desk.teams.calls.filter(({ method }) => method !== 'GET').slice(said);
    expect(calls.filter(({ path }) => path.includes('/activities'))).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  it('a request is carried out at once, without a card, where every step is auto', async () => {
    await desk.policy('add_to_group', AUTO);
    const request = await chats[asked].ask('dana', ZENDESK);

    expect(request).toMatchObject({ status: 'completed', approvals: [] });
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(chats[asked].told('dana')).toEqual([expect.stringMatching(/^Done\. Dana Diaz was added/u)]);
    expect(chats[otherThan(asked)].told('dana')).toEqual([]);
    expect(copies()).toEqual([]);
    const [plan, ...others] = desk.notes(request).filter(({ internal }) => internal);
    expect(plan?.text).toContain('Add Dana Diaz to the group Zendesk Users');
    expect(others).not.toEqual([]);
  });
});
