import { afterEach, beforeEach, expect, it } from 'vitest';
import { dana, danaId, type HaloPsaBench, openHaloPsaBench, tessId } from '../../../test/support/halopsa.ts';
import type { PsaApprovals } from '../psa.ts';

let bench: HaloPsaBench;
let approvals: PsaApprovals;
let ticketId: string;

beforeEach(async () => {
  bench = await openHaloPsaBench();
  ticketId = String(bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' }).id);
  const offered = bench.halopsa.psa.approvals;
  if (!offered) throw new Error('Halo’s own approvals are not offered');
  approvals = offered;
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const plan = { key: 'req_1:approval', text: 'Add Dana Diaz to Zendesk Users.' };
const ask = () => approvals.ask(ticketId, plan, first);
const answers = (approvalId: string, answer: 'approve' | 'reject', reason?: string) =>
  bench.vendor.technicianAnswersApproval({
    ticketId: Number(ticketId),
    actionId: Number(approvalId),
    agent: tessId,
    answer,
    ...(reason !== undefined && { reason }),
  });

/** The ticket as Halo gives it, with these parts in the approval that action 2 started. */
function approversAre(...approvers: object[]): void {
  const rows = approvers.map((row, index) => ({ actionnumber: 2, seq: index + 1, ...row }));
  const body = { ...bench.vendor.tickets[0], approvers: rows };
  bench.vendor.faults.add({ path: /Tickets\/\d+$/, answer: { kind: 'status', status: 200, body } });
}

it('are offered only where an action for them is configured', () => {
  expect(bench.connectWith({ approvalOutcome: undefined }).psa.approvals).toBeUndefined();
});

it('are started by a hidden action with the plan, and wait until somebody answers', async () => {
  const approvalId = await ask();

  expect(bench.vendor.actions(Number(ticketId)).at(-1)).toMatchObject({
    outcome: 'Request Approval',
    hiddenfromuser: true,
    sendemail: false,
    note: expect.stringContaining('Add Dana Diaz to Zendesk Users.') as string,
  });
  expect(bench.vendor.tickets[0]?.approvers).toHaveLength(3);
  expect(await approvals.answerTo(ticketId, approvalId)).toEqual({ kind: 'waiting' });
});

it('name the technician who approved in Halo’s own window, and when', async () => {
  const approvalId = await ask();
  bench.clock.advance({ minutes: 5 });
  const answeredAt = bench.clock.now().getTime();
  answers(approvalId, 'approve');

  const answer = await approvals.answerTo(ticketId, approvalId);
  expect(answer).toEqual({
    kind: 'approved',
    by: { kind: 'technician', id: String(tessId), name: 'Tess Tanaka' },
    at: expect.any(Date) as Date,
  });
  expect(Math.abs((answer && 'at' in answer ? answer.at.getTime() : 0) - answeredAt)).toBeLessThan(1_000);
});

it('pass on why somebody denied', async () => {
  const approvalId = await ask();
  answers(approvalId, 'reject', 'Not without her manager.');
  expect(await approvals.answerTo(ticketId, approvalId)).toMatchObject({
    kind: 'denied',
    by: { kind: 'technician', id: String(tessId) },
    reason: 'Not without her manager.',
  });
});

it('are started once, though the answer to the first attempt was lost', async () => {
  const answer = { kind: 'effect_then_cut' } as const;
  bench.vendor.faults.add({ method: 'POST', path: /Actions$/, answer });
  await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });

  const approvalId = await approvals.ask(ticketId, plan, { ...first, retry: true });

  expect(bench.vendor.actions(Number(ticketId)).map(({ id }) => id)).toEqual([1, Number(approvalId)]);
  expect(bench.vendor.tickets[0]?.approvers.every(({ actionnumber }) => actionnumber === 2)).toBe(true);
});

it('raise the alarm when the customer can see the plan', async () => {
  bench.vendor.showHiddenActions(true);
  await expect(ask()).rejects.toMatchObject({ code: 'note_visible' });
});

it('keep two approvals on one ticket apart', async () => {
  const one = await ask();
  const other = await approvals.ask(ticketId, { ...plan, key: 'req_2:approval' }, first);
  answers(other, 'approve');
  expect(await approvals.answerTo(ticketId, one)).toEqual({ kind: 'waiting' });
  expect(await approvals.answerTo(ticketId, other)).toMatchObject({ kind: 'approved' });
});

it.each([
  ['a user', { user_id: Number(danaId), agent_id: 0, name: 'Dana Diaz' }, { kind: 'contact', id: danaId }],
  ['an agent for the API alone', { agent_id: 3 }, { kind: 'automation' }],
  ['an agent who is disabled', { agent_id: 4 }, { kind: 'automation' }],
  ['ourselves', { agent_id: 2 }, { kind: 'automation' }],
  ['nobody who is named', {}, { kind: 'automation' }],
  [
    'an admin instead of the approver',
    { agent_id: 12, admin_overridden: true, admin_override_id: tessId },
    { kind: 'technician', id: String(tessId) },
  ],
])('answered by %s are not taken for another’s answer', async (_who, row, by) => {
  await ask();
  approversAre({ ...row, result: 1, dateapproved: '2026-11-23T10:02:11' });
  expect(await approvals.answerTo(ticketId, '2')).toMatchObject({
    kind: 'approved',
    by,
    at: new Date('2026-11-23T10:02:11Z'),
  });
});

it('are approved by as many as the process needs, and denied by one', async () => {
  await ask();
  const needed = { votes_required_to_accept: 2, agent_id: tessId };
  const early = { ...needed, result: 1, dateapproved: '2026-11-23T10:00:00' };
  const late = { ...needed, agent_id: 12, result: 1, dateapproved: '2026-11-23T11:00:00' };

  approversAre(early, { ...needed, agent_id: 12, result: 0 });
  expect(await approvals.answerTo(ticketId, '2')).toEqual({ kind: 'waiting' });

  approversAre(late, early);
  expect(await approvals.answerTo(ticketId, '2')).toMatchObject({ kind: 'approved', by: { id: '12' } });

  approversAre(early, { ...late, result: 2 });
  expect(await approvals.answerTo(ticketId, '2')).toMatchObject({ kind: 'denied', by: { id: '12' } });
});

it('wait where Halo has not named the approvers yet, and are gone where the action or the ticket is', async () => {
  const approvalId = await ask();
  approversAre();
  expect(await approvals.answerTo(ticketId, approvalId)).toEqual({ kind: 'waiting' });
  for (const [ticket, approval] of [
    [ticketId, '77'],
    ['99999', approvalId],
    [ticketId, '../2'],
    ['1 or 1=1', '2'],
  ] as const)
    expect(await approvals.answerTo(ticket, approval)).toBeUndefined();
});
