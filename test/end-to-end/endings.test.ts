import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AUTO, TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { accountOf } from '../support/accounts.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const ZENDESK = 'I need access to Zendesk';

describe('a request for a group, in execute mode', () => {
  it('is noted on the ticket before any card, and the employee hears nothing yet', async () => {
    const request = await desk.ask('dana', ZENDESK);

    expect(request.status).toBe('awaiting_approval');
    const [note, ...others] = desk.notes(request).filter(({ internal }) => internal);
    expect(others).toHaveLength(0);
    expect(note?.text).toContain('Add Dana Diaz to the group Zendesk Users');
    expect(note?.text).toContain('approval_needed');
    const written = desk.connectwise.calls.findIndex(
      ({ path, method }) => method === 'POST' && path.endsWith('/notes'),
    );
    expect(written).toBeGreaterThanOrEqual(0);
    for (const who of ['tess', 'theo', 'ada']) expect(desk.cards(who)).toHaveLength(1);
    expect(desk.told('dana')).toEqual([]);
    expect(desk.writes()).toEqual([]);
  });

  it('is carried out once when a technician approves, and everybody is told', async () => {
    await desk.ask('dana', ZENDESK);
    await desk.approve('tess');

    const request = await desk.newest();
    expect(request.status).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
    expect(desk.writes()).toHaveLength(1);
    expect(desk.told('dana')).toEqual([
      expect.stringContaining('Dana Diaz was added to the group Zendesk Users'),
    ]);
    const answers = desk.notes(request).filter(({ internal }) => !internal);
    expect(answers.map(({ text }) => text).join()).toContain(
      'Dana Diaz was added to the group Zendesk Users',
    );
    for (const who of ['tess', 'theo', 'ada']) {
      expect(JSON.stringify(desk.card(who).blocks)).toContain('Tess Tanaka');
      expect(JSON.stringify(desk.card(who).blocks)).not.toContain('approval_approve');
    }
    expect(request.outbox).toEqual([]);
  });

  it('changes nothing when it is denied, and the employee learns the reason', async () => {
    await desk.ask('dana', ZENDESK);
    await desk.deny('theo', 'Ask your manager first');

    expect((await desk.newest()).status).toBe('denied');
    expect(desk.writes()).toEqual([]);
    expect(desk.told('dana')).toEqual([expect.stringMatching(/not approved.*Ask your manager first/su)]);
    expect(JSON.stringify(desk.card('tess').blocks)).toContain('Theo Brandt');
  });

  it('expires after 24 hours, and a late click decides nothing', async () => {
    await desk.ask('dana', ZENDESK);
    const late = desk.card('tess');
    await desk.control.advance({ hours: 24, ms: 1 });

    const request = await desk.newest();
    expect(request.status).toBe('expired');
    expect(desk.told('dana')).toEqual([expect.stringMatching(/expired.*send it again/su)]);
    await desk.slack.clicks('tess', late, 'approval_approve');
    await desk.settled();
    expect((await desk.newest()).status).toBe('expired');
    expect(desk.writes()).toEqual([]);
  });

  it('refuses a click one millisecond late, though no job has run', async () => {
    await desk.ask('dana', ZENDESK);
    desk.clock.advance({ hours: 24, ms: 1 });
    await desk.approve('tess');

    expect((await desk.newest()).status).toBe('awaiting_approval');
    expect(desk.writes()).toEqual([]);
  });
});

it('writes one internal note and nothing else at all in plan mode', async () => {
  await desk.control.setMode('lakeside', 'plan');
  const posted = desk.slack.calls.filter(({ method }) => method === 'POST').length;
  const request = await desk.ask('dana', ZENDESK);

  expect(request.status).toBe('plan_noted');
  expect(desk.notes(request).filter(({ text }) => text.includes('countersign'))).toHaveLength(1);
  expect(desk.told('dana')).toEqual([]);
  for (const who of ['tess', 'theo', 'ada', 'max']) expect(desk.cards(who)).toEqual([]);
  expect(desk.writes()).toEqual([]);
  const since = desk.slack.calls.filter(({ method }) => method === 'POST').slice(posted);
  expect(since.filter(({ path }) => /chat|reactions|views/u.test(path))).toEqual([]);
});

it('does at once, without a card, what policies allow a person for themselves', async () => {
  await desk.policy('add_to_group', AUTO);
  const request = await desk.ask('dana', ZENDESK);

  expect(request.status).toBe('completed');
  expect(request.approvals).toEqual([]);
  expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  expect(desk.cards('tess')).toEqual([]);
  expect(desk.told('dana')).toEqual([expect.stringContaining('Done.')]);
  expect(
    desk
      .notes(request)

      .some(({ text, internal }) => internal && text.includes('Plan')),
  ).toBe(true);
});

describe('a request that needs the manager too', () => {
  it('waits for both signatures, whichever comes first', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    await desk.ask('dana', ZENDESK);
    await desk.approve('max');
    expect((await desk.newest()).status).toBe('awaiting_approval');
    expect(desk.writes()).toEqual([]);
    await desk.approve('theo');

    expect((await desk.newest()).status).toBe('completed');
    expect(desk.groupsOf('dana')).toContain('Zendesk Users');
  });

  it('is over when either of them denies', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    await desk.ask('dana', ZENDESK);
    await desk.approve('tess');
    await desk.deny('max');

    expect((await desk.newest()).status).toBe('denied');
    expect(desk.writes()).toEqual([]);
  });

  it('cannot be signed twice by one person who is both', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    await desk.ask('dana', ZENDESK);
    const max = await desk.app.stores.people.byIdentity(accountOf('max'));
    if (max) await desk.app.stores.people.setRole(max, 'msp_technician');
    await desk.approve('max');
    const request = await desk.newest();
    const technician = request.approvals.find(({ kind }) => kind === 'technician');
    const answer = await desk.app.desk.decide({
      by: accountOf('max'),
      requestId: request.id,
      approvalId: technician?.id ?? '',
      planDigest: technician?.planDigest ?? '',
      verdict: { kind: 'approve' },
    });

    expect(answer).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('other half') });
    expect((await desk.newest()).status).toBe('awaiting_approval');
  });
});

describe('what is written in a thread', () => {
  it('answers the question that was asked there', async () => {
    await desk.slack.mentions('dana', 'it-help', 'I need access to the finance share');
    await desk.settled();
    const asked = await desk.newest();
    expect(asked.status).toBe('awaiting_requester');
    const [question] = desk.slack.messagesSeenBy('dana', 'it-help').filter(({ byBot }) => byBot);
    const root = desk.slack.messagesSeenBy('dana', 'it-help').find(({ ts }) => ts === question?.threadTs);
    if (root) await desk.slack.says('dana', 'it-help', 'Read and write, please', { thread: root });
    await desk.settled();

    expect((await desk.newest()).id).toBe(asked.id);
    expect((await desk.newest()).status).toBe('awaiting_approval');
  });

  it('joins the same wish of the same person instead of asking twice', async () => {
    await desk.ask('dana', ZENDESK);
    const again = await desk.ask('dana', ZENDESK);

    expect(again.status).toBe('completed');
    expect(desk.told('dana')).toEqual([expect.stringContaining('still waiting for approval')]);
    expect(desk.cards('tess')).toHaveLength(1);
  });
});
