import { describe, expect, it } from 'vitest';
import type { ApprovalCardStep } from '../../../flows/surface.ts';
import { approvalCardOf } from './approval-card.ts';
import { readDeed } from './card-actions.ts';
import { REASON_LENGTH } from './limits.ts';
import { ofType, type Plain, textOf } from './read-card.fixture.ts';
import { approvalWith, CARD, EXPIRES_AT, statesWith, TEAMS_ID } from './samples.fixture.ts';

const approval = (card: Partial<typeof CARD>) =>
  approvalCardOf({ ...CARD, ...card }, { refreshUserIds: [TEAMS_ID] }).card;

describe('an approval card', () => {
  it('shows an approver everything they need to decide', () => {
    const text = textOf(approval({ steps: [risky] }));
    for (const part of [
      'Approval needed',
      'Client: Lakeside Dental',
      'Dana Diaz asks:\nI need access to Zendesk',
      'What will change',
      'Reset the password of Dana Diaz',
      'Password: set in May → a temporary one',
      '⚠ High risk: Whoever has it can sign in as Dana; Sessions end',
      "The agent's own summary, unchecked: “Dana is not in the group that gives access.”",
      'Max Moreno (manager) must approve too',
      'Answer by {{DATE(2026-11-27T10:00:00Z, SHORT)}} at {{TIME(2026-11-27T10:00:00Z)}}; after that it expires.',
      'Ticket [#4711](https://psa.example/ticket/4711)',
      'Request 2V8N4B',
    ])
      expect(text).toContain(part);
  });

  it('shows what technicians have written on the ticket, who and when', () => {
    const technicianNotes = [
      { by: 'Theo Brandt', text: 'Called her;\nshe does need it', at: EXPIRES_AT },
      { by: '', text: '', at: EXPIRES_AT },
    ];
    const at = '{{DATE(2026-11-27T10:00:00Z, SHORT)}} at {{TIME(2026-11-27T10:00:00Z)}}';

    expect(textOf(approval({ technicianNotes }))).toContain(
      `On the ticket, ${at}:\nTheo Brandt: “Called her; she does need it”\nOn the ticket, ${at}:\n–: “”\n`,
    );
    expect(textOf(approval({}))).not.toContain('On the ticket');
  });

  it('tells a manager that they are asked as one', () => {
    expect(textOf(approval({ kind: 'manager' }))).toContain('You are asked as the manager of Dana Diaz');
    expect(textOf(approval({ kind: 'technician' }))).not.toContain('as the manager');
  });

  it('says what a notification has to say, with the deadline in UTC', () => {
    expect(approvalCardOf({ ...CARD, steps: [risky] }, { refreshUserIds: [] }).summary).toBe(
      'Approval needed (high risk): Lakeside Dental. Dana Diaz: Reset the password of Dana Diaz (until Fri 27 Nov 2026, 10:00 UTC)',
    );
  });

  it.each([
    [
      { kind: 'approved', by: 'Tess', at: EXPIRES_AT },
      /^Approved\n.*Lakeside.*\nBy Tess\n\{\{DATE\(2026-11-27/,
    ],
    [
      { kind: 'approved', by: 'Tess', at: EXPIRES_AT, waitingFor: 'Max' },
      /^Approved\n(.*\n){3}Still waiting for Max\n/,
    ],
    [
      { kind: 'denied', by: 'Max', at: EXPIRES_AT, reason: 'Not now' },
      /^Denied\n.*\nBy Max\n.*\nReason: “Not now”\n/,
    ],
    [{ kind: 'expired' }, /^Expired\n.*\nNobody decided by \{\{DATE.*; nothing was changed\.\n/],
    [{ kind: 'withdrawn', reason: 'The plan changed' }, /^Closed\n.*\nThe plan changed\n/],
  ] as const)('says first what became of it, and has no buttons then: %j', (state, says) => {
    const card = approval({ state });
    expect(textOf(card)).toMatch(says);
    expect(card.actions).toBeUndefined();
    expect(textOf(card)).toContain('Add Dana Diaz to the group Zendesk Users');
  });

  it('approves at one tap, and asks again where the risk is high', () => {
    const [simple] = approval({}).actions ?? [];
    expect(simple).toMatchObject({ type: 'Action.Execute', title: 'Approve', associatedInputs: 'none' });
    expect(readDeed(simple)).toEqual({ verb: 'approval_approve', ...shown });

    const [asksAgain] = approval({ steps: [risky] }).actions ?? [];
    expect(asksAgain).toMatchObject({ type: 'Action.ShowCard', title: 'Approve' });
    expect(ofType(asksAgain, 'TextBlock')).toMatchObject([{ text: expect.stringContaining('high risk') }]);
    const [inside] = ofType(asksAgain, 'Action.Execute');
    expect(inside).toMatchObject({ title: 'Approve it' });
    expect(readDeed(inside)).toEqual({ verb: 'approval_approve', ...shown });
  });

  it('denies with a reason that may be left out', () => {
    const [, deny] = approval({}).actions ?? [];
    expect(deny).toMatchObject({ type: 'Action.ShowCard', title: 'Deny' });
    expect(ofType(deny, 'Input.Text')).toMatchObject([
      { id: 'reason', maxLength: REASON_LENGTH, isMultiline: true },
    ]);
    const [inside] = ofType(deny, 'Action.Execute') as { verb: string; data: Plain }[];
    expect(readDeed(inside)).toEqual({ verb: 'approval_deny', ...shown });
    const typed = { ...inside, data: { ...inside?.data, reason: '  Not now ' } };
    expect(readDeed(typed)).toEqual({ verb: 'approval_deny', ...shown, reason: 'Not now' });
  });

  it('asks for its present state while that can change, for sixty people at most', () => {
    const people = Array.from({ length: 100 }, (_, index) => `29:${index}`);
    for (const state of statesWith('Tess')) {
      const { refresh } = approvalCardOf({ ...CARD, state }, { refreshUserIds: people }).card;
      const open = state.kind === 'waiting' || (state.kind === 'approved' && state.waitingFor !== undefined);
      expect(refresh?.userIds).toEqual(open ? people.slice(0, 60) : undefined);
      if (refresh) expect(readDeed(refresh.action)).toEqual({ verb: 'approval_refresh', ...shown });
    }
    expect(approvalCardOf(CARD, { refreshUserIds: [] }).card.refresh).toBeUndefined();
  });

  it('cuts the diagnosis and the request before it cuts what will change', () => {
    const long = 'word '.repeat(2_000);
    const steps = Array.from({ length: 10 }, (_, index) => ({
      ...risky,
      summary: `Step ${index}: ${'s'.repeat(500)}`,
    }));
    const text = textOf(approval({ steps, requestText: long, diagnosis: long }));

    for (const { summary, riskReasons } of steps)
      for (const part of [summary, ...riskReasons]) expect(text).toContain(part);
    expect(text).toContain('Password: set in May → a temporary one');
    expect(text).toContain('Dana Diaz asks:\nword word');
    expect(text.length).toBeLessThan(20_000);
  });

  it('counts what a very long plan leaves out, and says that some of that is risky', () => {
    const text = textOf(
      approvalCardOf(approvalWith('漢'.repeat(3_000), { steps: 60, facts: 9 }), { refreshUserIds: [] }).card,
    );
    expect(text).toContain('What will change, in 60 steps');
    expect(text).toContain('12. 漢漢漢');
    expect(text).toContain("…and 48 more steps; see the ticket's internal note. ⚠ 48 of them high risk.");
  });

  it('shows the ticket without a link where its address is no web address', () => {
    const text = textOf(approval({ ticket: { label: '#4711', url: 'javascript:alert(1)' } }));
    expect(text).toContain('\nTicket #4711\n');
  });
});

const risky: ApprovalCardStep = {
  summary: 'Reset the password of Dana Diaz',
  before: [{ label: 'Password', value: 'set in May' }],
  after: [{ label: 'Password', value: 'a temporary one' }],
  highRisk: true,
  riskReasons: ['Whoever has it can sign in as Dana', 'Sessions end'],
};

const shown = { requestId: CARD.requestId, approvalId: CARD.approvalId, planDigest: CARD.planDigest };
