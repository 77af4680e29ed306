import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dana,
  danaId,
  type HaloPsaBench,
  lakesideId,
  openHaloPsaBench,
  tessId,
} from '../../../test/support/halopsa.ts';

let bench: HaloPsaBench;

beforeEach(async () => {
  bench = await openHaloPsaBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const again = { ...first, retry: true };
const note = { key: 'k', visibility: 'internal', text: 'Plan' } as const;
const newTicket = {
  key: 'req_1:ticket',
  companyId: lakesideId,
  summary: 'Access to Zendesk',
  description: 'Please.',
};
const opened = (type?: string) =>
  String(bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer', type }).id);
const posted = (path: string) =>
  bench.vendor.calls.filter((call) => call.method === 'POST' && call.path === path).map(({ body }) => body);

describe('notes in Halo', () => {
  it('say of themselves who sees them and whether they are mailed, whatever the outcome would do', async () => {
    const ticketId = opened();
    const { psa } = bench.connectWith({ internalOutcome: 'Email User', publicOutcome: '7' });
    await psa.addNote(ticketId, { ...note, text: 'a < b' }, first);
    await psa.addNote(ticketId, { ...note, key: 'r', visibility: 'public', notifyContact: true }, first);

    expect(posted('/api/Actions')).toEqual([
      [
        {
          ticket_id: Number(ticketId),
          outcome: 'Email User',
          note_html: '<p>a &lt; b<br><br>[countersign k]</p>',
          hiddenfromuser: true,
          sendemail: false,
        },
      ],
      [
        {
          ticket_id: Number(ticketId),
          outcome_id: 7,
          note_html: '<p>Plan<br><br>[countersign r]</p>',
          hiddenfromuser: false,
          sendemail: true,
        },
      ],
    ]);
  });

  it('need an outcome that Halo has; that is not taken for a missing ticket', async () => {
    const ticketId = opened();
    const { psa } = bench.connectWith({ internalOutcome: 'No such action' });
    await expect(psa.addNote(ticketId, note, first)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(psa.addNote('99999', note, first)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are named by their ticket too, since Halo counts them in each ticket', async () => {
    const [one, other] = [opened(), opened()];
    expect(await bench.halopsa.psa.addNote(one, note, first)).toBe(`${one}:2`);
    expect(await bench.halopsa.psa.addNote(other, note, first)).toBe(`${other}:2`);
  });

  it('are all there, or it is a failure: never some of them', async () => {
    const ticketId = opened();
    const body = { record_count: 9, actions: [{ id: 2, note: 'one' }] };
    bench.vendor.faults.add({ path: /Actions$/, times: 3, answer: { kind: 'status', status: 200, body } });
    await expect(bench.halopsa.psa.notes(ticketId)).rejects.toMatchObject({ code: 'unexpected_response' });
  });

  it('leave out what says nothing: statuses and assignments', async () => {
    const ticketId = opened();
    bench.vendor.technicianTakes({ ticketId: Number(ticketId), agent: tessId });
    const body = {
      actions: [
        { id: 2, note: '', note_html: '<p>&nbsp;</p>', datetime: '2026-11-23T10:02:11' },
        { id: 3, note: 'On it', datetime: '2026-11-23T10:02:12' },
      ],
    };
    expect(await bench.halopsa.psa.notes(ticketId)).toEqual([]);
    bench.vendor.faults.add({ path: /Actions$/, answer: { kind: 'status', status: 200, body } });
    expect((await bench.halopsa.psa.notes(ticketId)).map(({ text }) => text)).toEqual(['On it']);
  });
});

describe('tickets in Halo', () => {
  it('are opened with type, client, the contact and the contact’s site', async () => {
    await bench.halopsa.psa.openTicket({ ...newTicket, contactEmail: dana }, first);
    expect(posted('/api/Tickets')).toEqual([
      [
        {
          summary: 'Access to Zendesk',
          details_html: '<p>Please.</p>',
          tickettype_id: 2,
          client_id: Number(lakesideId),
          user_id: Number(danaId),
          site_id: Number(lakesideId) + 1_000,
          third_party_id_string: 'countersign:req_1%3Aticket',
        },
      ],
    ]);
  });

  it('have no contact where Halo has its general user on them', async () => {
    const { id } = await bench.halopsa.psa.openTicket(newTicket, first);
    expect(bench.vendor.tickets[0]?.user_name).toBe('General User');
    expect(await bench.halopsa.psa.ticket(id)).not.toHaveProperty('contactId');
  });

  it('are found again though lists leave out the reference', async () => {
    const { id } = await bench.halopsa.psa.openTicket(newTicket, first);
    const tickets = bench.vendor.tickets.map(({ id: ticket, summary }) => ({ id: ticket, summary }));
    const body = { record_count: 1, tickets };
    bench.vendor.faults.add({ path: /Tickets$/, answer: { kind: 'status', status: 200, body } });
    expect((await bench.halopsa.psa.openTicket(newTicket, again)).id).toBe(id);
    expect(bench.vendor.tickets).toHaveLength(1);
  });

  it('are not listed as changed when Halo passes over what was asked for', async () => {
    opened();
    bench.clock.advance({ hours: 1 });
    const body = { record_count: 1, tickets: bench.vendor.tickets };
    bench.vendor.faults.add({ path: /Tickets$/, answer: { kind: 'status', status: 200, body } });
    expect(await bench.halopsa.psa.ticketsChangedSince(bench.clock.now())).toEqual([]);
  });

  it('are read to the last page though Halo gives smaller ones than we ask for', async () => {
    const since = bench.clock.now();
    for (let number = 0; number < 5; number += 1) opened();
    const page = (from: number, to: number) => ({
      kind: 'status' as const,
      status: 200,
      body: { record_count: 5, tickets: bench.vendor.tickets.slice(from, to) },
    });
    for (const answer of [page(0, 2), page(2, 4), page(4, 5)])
      bench.vendor.faults.add({ path: /Tickets$/, answer });
    expect(await bench.halopsa.psa.ticketsChangedSince(since)).toHaveLength(5);
  });

  it('are for us by ticket type, by team, or by both', async () => {
    const [incident, alert] = [opened(), opened('Alert')];
    const intakeOf = async (settings: object, ticketId: string) =>
      (await bench.connectWith({ intakeTicketTypes: [], ...settings }).psa.ticket(ticketId))?.intake;

    expect(await intakeOf({ intakeTicketTypes: ['incident'] }, incident)).toBe(true);
    expect(await intakeOf({ intakeTicketTypes: ['21'] }, alert)).toBe(true);
    expect(await intakeOf({ intakeTicketTypes: ['Incident'] }, alert)).toBe(false);
    expect(await intakeOf({ intakeTeams: ['monitoring'] }, alert)).toBe(true);
    expect(await intakeOf({ intakeTicketTypes: ['Incident'], intakeTeams: ['Monitoring'] }, incident)).toBe(
      false,
    );
    expect(await intakeOf({}, incident)).toBe(false);
  });

  it('have nobody where the agent is Halo’s stand-in, a program, or gone', async () => {
    const ticketId = opened();
    const assigneeOf = async () => (await bench.halopsa.psa.ticket(ticketId))?.assignee;
    for (const agent of [1, 2, 3, 4]) {
      bench.vendor.technicianTakes({ ticketId: Number(ticketId), agent });
      expect(await assigneeOf()).toBeUndefined();
    }
    bench.vendor.technicianTakes({ ticketId: Number(ticketId), agent: tessId });
    expect(await assigneeOf()).toEqual({ id: String(tessId), name: 'Tess Tanaka' });
  });

  it('are open again when they were reopened, though they have been closed', async () => {
    const ticketId = opened();
    await bench.halopsa.psa.setStatus(ticketId, 'completed');
    await bench.halopsa.psa.setStatus(ticketId, 'in_progress');
    expect(bench.vendor.tickets[0]?.hasbeenclosed).toBe(true);
    expect(await bench.halopsa.psa.ticket(ticketId)).toMatchObject({ closed: false, status: 'in_progress' });
  });
});

describe('statuses in Halo', () => {
  it('close a ticket whatever they are called, as Halo itself tells', async () => {
    const ticketId = opened();
    await bench.connectWith({ statuses: { completed: 'Cancelled' } }).psa.setStatus(ticketId, 'completed');
    expect(await bench.halopsa.psa.ticket(ticketId)).toMatchObject({
      statusName: 'Cancelled',
      closed: true,
      status: 'completed',
    });
  });

  it('are those of the ticket’s type, asked for once for many tickets', async () => {
    const alert = opened('Alert');
    for (let number = 0; number < 20; number += 1) opened();

    await bench.halopsa.psa.setStatus(alert, 'waiting');
    expect(bench.vendor.tickets[0]?.status_name).toBe('Awaiting vendor');

    await bench.halopsa.psa.ticketsChangedSince(bench.clock.now());
    // Two types, all statuses and the open ones of each.
    expect(bench.vendor.calls.filter(({ path }) => path === '/api/Status')).toHaveLength(4);
  });

  it('are never reported as set when the ticket kept the old one', async () => {
    const ticketId = opened();
    const unchanged = { ...bench.vendor.tickets[0] };
    bench.vendor.faults.add({
      method: 'POST',
      path: /Tickets$/,
      answer: { kind: 'status', status: 200, body: unchanged },
    });
    await expect(bench.halopsa.psa.setStatus(ticketId, 'completed')).rejects.toMatchObject({
      code: 'unexpected_response',
    });
  });
});
