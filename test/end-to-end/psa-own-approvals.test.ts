import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RequestDocument } from '../../src/models/mongoose/request-document.ts';
import type { ServiceRequest } from '../../src/models/request.ts';
import { TECHNICIAN_AND_MANAGER } from '../../src/models/tool-policy.ts';
import { technicianIn } from '../../src/sandbox/demo-accounts.ts';
import { msp } from '../../src/sandbox/demo-data.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';
import { opens, ours, requestOn, resetBetween, ZENDESK } from '../support/psa-desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk({ parts: { halopsa: { approvalOutcome: 'Request Approval' } } });
});
beforeEach(async () => {
  await resetBetween(desk);
  await desk.tickets({ psa: 'halopsa', decideByNote: true, approvalChannels: ['slack', 'halopsa'] });
});
afterAll(() => desk.close());

const asking = (request: ServiceRequest) =>
  desk.halopsa.actions(Number(request.ticket?.id)).filter(({ note }) => note.startsWith('Approval needed'));
const now = (request: ServiceRequest) => requestOn(desk, request.ticket?.id ?? '');

/** In Halo's own window, which tells nobody: a poll finds it. */
async function answers(
  request: ServiceRequest,
  { technician, answer, reason }: { technician: string; answer: 'approve' | 'reject'; reason?: string },
): Promise<void> {
  const { technicians } = msp;
  const who = technicians.find(({ key }) => key === technician) ?? technicians[0];
  desk.halopsa.technicianAnswersApproval({
    ticketId: Number(request.ticket?.id),
    actionId: asking(request)[0]?.id ?? 0,
    agent: technicianIn.halopsa(who),
    answer,
    ...(reason === undefined ? {} : { reason }),
  });
  await desk.app.runDue();
  await desk.settled();
}

describe('an approval in Halo’s own window', () => {
  it('asks once, hidden from the customer, and names no code', async () => {
    const request = await opens(desk, 'halopsa', ZENDESK);

    expect(asking(request)).toEqual([
      expect.objectContaining({ outcome: 'Request Approval', hiddenfromuser: true, sendemail: false }),
    ]);
    expect(asking(request)[0]?.note).toMatch(
      /with the approval that was started on this ticket, or in chat/u,
    );
    expect(asking(request)[0]?.note).not.toContain(request.approvals[0]?.code);
    expect(desk.halopsa.tickets[0]?.approvers.map(({ name }) => name)).toContain('Theo Brandt');
    expect(desk.cards('tess')).toHaveLength(1);
  });

  it('approves as whoever answered it, once', async () => {
    const request = await opens(desk, 'halopsa', ZENDESK);
    await answers(request, { technician: 'theo', answer: 'approve' });
    await desk.app.runDue();

    expect((await now(request)).status).toBe('completed');
    expect(desk.writes()).toHaveLength(1);
    const decided = (await desk.audit()).filter(({ action }) => action === 'approval_decided');
    expect(decided.map(({ by }) => by?.name)).toEqual(['Theo Brandt']);
    expect(JSON.stringify(desk.card('tess').blocks)).toContain('Theo Brandt');
  });

  it('denies with the reason that was given there', async () => {
    const request = await opens(desk, 'halopsa', ZENDESK);
    await answers(request, { technician: 'tess', answer: 'reject', reason: 'No seat is left' });

    expect((await now(request)).status).toBe('denied');
    expect(ours(desk.notes(request)).public.join()).toContain('No seat is left');
    expect(desk.writes()).toEqual([]);
  });

  it('is found though many others wait for theirs', async () => {
    const request = await opens(desk, 'halopsa', ZENDESK);
    const requests = desk.database.connection.collection<RequestDocument>('requests');
    const [stored] = await requests.find({ _id: request.id }).toArray();
    if (!stored) throw new Error('the request is not stored');
    const { waitingKey: _, ...waiting } = stored;
    const others = Array.from({ length: 45 }, (_one, index) => ({
      ...waiting,
      _id: `req_00OTHER${index}`,
      messages: [],
      ticket: { psa: 'halopsa' as const, id: `${900_000 + index}` },
      createdAt: new Date(stored.createdAt.getTime() - 1_000 - index),
    }));
    await requests.insertMany(others);
    // Halo has not changed the ticket for so long that no poll lists it.
    await desk.app.runDue();
    desk.clock.advance({ minutes: 10 });
    await desk.app.runDue();
    await answers(request, { technician: 'theo', answer: 'approve' });
    for (let polls = 0; polls < 3; polls += 1) await desk.app.runDue();
    await desk.settled();

    expect((await now(request)).status).toBe('completed');
    await requests.deleteMany({ _id: { $in: others.map(({ _id }) => _id) } });
  });

  it('decides nothing when whoever answered is linked to nobody here', async () => {
    const request = await opens(desk, 'halopsa', ZENDESK);
    const people = desk.database.connection.collection<{ displayName: string; identities: object[] }>(
      'people',
    );
    await people.updateOne(
      { displayName: 'Theo Brandt' },
      { $pull: { identities: { provider: 'halopsa' } } },
    );
    await answers(request, { technician: 'theo', answer: 'approve' });
    await desk.app.runDue();

    expect((await now(request)).status).toBe('awaiting_approval');
    expect((await desk.audit()).filter(({ action }) => action === 'decision_refused')).toHaveLength(1);
    expect(desk.writes()).toEqual([]);
  });

  it('runs nothing when the approval is gone before the manager signs', async () => {
    await desk.policy('add_to_group', TECHNICIAN_AND_MANAGER);
    const request = await opens(desk, 'halopsa', ZENDESK);
    await answers(request, { technician: 'theo', answer: 'approve' });
    desk.halopsa.tickets[0]?.approvers_history.splice(0);
    await desk.approve('max');

    expect((await now(request)).status).toBe('handed_over');
    expect(desk.writes()).toEqual([]);
  });

  it.each([
    ['the plan is of high risk', 'I am locked out', true],
    ['the client lets no ticket decide', ZENDESK, false],
  ])('is not started when %s: a note says that it is decided in chat', async (_why, text, decideByNote) => {
    await desk.tickets({ decideByNote });
    const request = await opens(desk, 'halopsa', text);

    expect(asking(request)).toEqual([
      expect.objectContaining({
        outcome: 'Private Note',
        note: expect.stringContaining('decides nothing here'),
      }),
    ]);
    expect(desk.halopsa.tickets[0]?.approvers).toEqual([]);
  });
});
