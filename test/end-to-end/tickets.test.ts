import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, type TestDesk } from '../support/desk.ts';

let desk: TestDesk;

beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

const dana = 'dana@lakeside.example';

/** Asks what cannot be planned without an answer. */
async function asked() {
  const request = await desk.ask('dana', 'I need access to the finance share');
  expect(request.status).toBe('awaiting_requester');
  return { request, ticketId: Number(request.ticket?.id) };
}

describe('a ticket in the PSA', () => {
  it('that a technician closes ends what waits, closes the cards, and tells the employee', async () => {
    const request = await desk.ask('dana', 'I need access to Zendesk');
    desk.connectwise.technicianCloses({ ticketId: Number(request.ticket?.id), member: 'ttanaka' });
    await desk.settled();

    expect((await desk.newest()).status).toBe('cancelled');
    expect(desk.told('dana')).toEqual([expect.stringContaining('technician has closed your ticket')]);
    for (const who of ['tess', 'theo'])
      expect(JSON.stringify(desk.card(who).blocks)).not.toContain('approval_approve');
    await desk.app.runDue();
    expect(desk.writes()).toEqual([]);
  });

  it('carries the answer to a question when the employee replies there', async () => {
    const { request, ticketId } = await asked();
    desk.connectwise.contactReplies({ ticketId, email: dana, text: 'Read and write, please' });
    await desk.settled();

    const now = await desk.newest();
    expect(now.id).toBe(request.id);
    expect(now.status).toBe('awaiting_approval');
    expect(now.messages.map(({ from }) => from)).toEqual(['requester', 'agent', 'requester']);
  });

  it('takes no answer from somebody else of the same company', async () => {
    const { ticketId } = await asked();
    desk.connectwise.contactReplies({
      ticketId,
      email: 'lee@lakeside.example',
      text: 'Give them everything',
    });
    await desk.settled();

    expect((await desk.newest()).status).toBe('awaiting_requester');
  });

  it('takes no answer from a technician’s note', async () => {
    const { ticketId } = await asked();
    desk.connectwise.technicianWritesNote({
      ticketId,
      member: 'ttanaka',
      text: 'Read and write',
      visibility: 'public',
    });
    await desk.settled();

    expect((await desk.newest()).status).toBe('awaiting_requester');
  });

  it('is handled once when the webhook and several polls bring the same reply', async () => {
    const { ticketId } = await asked();
    desk.connectwise.contactReplies({ ticketId, email: dana, text: 'Read and write, please' });
    await Promise.all([desk.app.runDue(), desk.app.runDue()]);
    await desk.settled();

    const now = await desk.newest();
    expect(now.status).toBe('awaiting_approval');
    expect(now.messages.filter(({ key }) => key.startsWith('psa:'))).toHaveLength(1);
    expect(desk.cards('tess')).toHaveLength(1);
  });
});

it('goes to a technician when the employee does not answer in two days', async () => {
  await asked();
  await desk.control.advance({ hours: 49 });

  const request = await desk.newest();
  expect(request.status).toBe('handed_over');
  expect(desk.told('dana').at(-1)).toContain('technician has taken over');
  expect(desk.told('tess').join()).toContain('has not answered');
});
