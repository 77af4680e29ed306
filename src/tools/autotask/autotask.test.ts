import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AutotaskBench,
  dana,
  openAutotaskBench,
  TESS_ID,
  tess,
} from '../../../test/support/autotask.ts';
import type { Fault, ReceivedCall } from '../../sandbox/simulated-vendor.ts';

let bench: AutotaskBench;

beforeEach(async () => {
  bench = await openAutotaskBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const note = { key: 'k', visibility: 'internal', text: 'Plan\nfor Dana' } as const;
const openTicket = () => String(bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' }).id);
const calls = (path: RegExp, method?: string): ReceivedCall[] =>
  bench.vendor.calls.filter((call) => path.test(call.path) && (method ?? call.method) === call.method);
const refused = (text: string, status = 500): Fault['answer'] => ({
  kind: 'status',
  status,
  body: { errors: [text] },
});

describe('calls to Autotask', () => {
  it('are no more than three at once to tickets and their notes, however many are wanted', async () => {
    const ticketIds = Array.from({ length: 6 }, openTicket);
    let open = 0;
    let most = 0;
    bench.vendor.observe(async (stage, { path }) => {
      if (!path.includes('/Ticket')) return;
      open += stage === 'arrived' ? 1 : -1;
      most = Math.max(most, open);
      // Others get their turn while this one is open.
      if (stage === 'arrived') for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    });

    await Promise.all(
      ticketIds.flatMap((id) => [bench.autotask.psa.notes(id), bench.autotask.psa.addNote(id, note, first)]),
    );

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    expect(bench.vendor.calls.every(({ status }) => status === 200)).toBe(true);
  });

  it('that were one too many at once are made again where they read, and reported where they write', async () => {
    const ticketId = openTicket();
    const tooMany = refused(
      'The Autotask API thread threshold of 3 threads has been exceeded. (Itgenatr005)',
    );
    bench.vendor.faults.add({ path: /TicketNotes\/query$/, times: 2, answer: tooMany });
    expect(await bench.autotask.psa.notes(ticketId)).toEqual([]);
    expect(calls(/TicketNotes\/query$/)).toHaveLength(3);

    bench.vendor.faults.add({ path: /\/Notes$/, answer: tooMany });
    await expect(bench.autotask.psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { vendorCode: 'Itgenatr005', status: 500 },
    });
    expect(calls(/\/Notes$/, 'POST')).toHaveLength(1);
  });

  it('end for everybody when the hour’s calls are used up, and are told as that', async () => {
    const busy = await openAutotaskBench({ callsAnHour: 2 });
    const { id } = busy.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });
    await busy.autotask.psa.notes(String(id));
    await expect(busy.autotask.psa.notes(String(id))).rejects.toMatchObject({ code: 'rate_limited' });

    busy.clock.advance({ hours: 1, ms: 1 });
    expect(await busy.autotask.psa.notes(String(id))).toEqual([]);
    await busy.vendor.close();
  });

  it.each([
    ['No matching records found', 'not_found'],
    ['Reference value on field: contactID of type: Contact does not exist or is invalid.', 'invalid_input'],
    ['Missing Required Field: dueDateTime is required.', 'invalid_input'],
    ['Unable to find nonsense in the Ticket Entity.', 'invalid_input'],
    ['The logged in Resource does not have the adequate permissions.', 'forbidden'],
    ['Object reference not set to an instance of an object.', 'unavailable'],
  ])('refused with 500 and %j are %s, and are not made again', async (text, code) => {
    const ticketId = openTicket();
    bench.vendor.faults.add({ path: /TicketNotes\/query$/, answer: refused(text) });

    await expect(bench.autotask.psa.notes(ticketId)).rejects.toMatchObject({ code, facts: { status: 500 } });

    expect(calls(/TicketNotes\/query$/)).toHaveLength(1);
  });

  it('say nothing of what Autotask wrote: it may be about people', async () => {
    const ticketId = openTicket();
    bench.vendor.faults.add({
      path: /TicketNotes/,
      answer: refused('Value: dana@lakeside.example is invalid'),
    });
    const error = await bench.autotask.psa.notes(ticketId).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toContain('dana@');
    expect(String(error)).not.toContain('dana@');
  });
});

describe('notes in Autotask', () => {
  it('are published to nobody outside when internal, to all when public, as task notes with a title', async () => {
    const ticketId = openTicket();
    await bench.autotask.psa.addNote(ticketId, note, first);
    await bench.autotask.psa.addNote(ticketId, { ...note, key: 'r', visibility: 'public' }, first);

    expect(calls(/\/Notes$/, 'POST').map(({ body }) => body)).toEqual([
      {
        title: 'Plan for Dana',
        description: 'Plan\nfor Dana\n\n[countersign k]',
        noteType: 3,
        publish: 2,
      },
      expect.objectContaining({ noteType: 3, publish: 1 }),
    ]);
  });

  it('are not written where no label says that a note is internal', async () => {
    const ticketId = openTicket();
    const publish = [{ value: '2', label: 'Alle', isActive: true }];
    const fields = { fields: [{ name: 'publish', picklistValues: publish }] };
    bench.vendor.faults.add({
      path: /TicketNotes\/entityInformation/,
      answer: { kind: 'status', status: 200, body: fields },
    });

    await expect(bench.autotask.psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'bad_configuration',
    });
    expect(calls(/\/Notes$/, 'POST')).toEqual([]);
  });

  it('that are not there after they were written are a fault, not a success', async () => {
    const ticketId = openTicket();
    bench.vendor.faults.add({
      path: /TicketNotes\/\d+$/,
      answer: { kind: 'status', status: 200, body: { item: null } },
    });
    await expect(bench.autotask.psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'unexpected_response',
    });
  });

  it('are not taken for written because a technician pasted one', async () => {
    const ticketId = openTicket();
    const text = 'Plan\nfor Dana\n\n[countersign k]';
    bench.vendor.technicianWrites({ ticketId: Number(ticketId), technician: tess, text });

    await bench.autotask.psa.addNote(ticketId, note, { ...first, retry: true });

    expect(bench.vendor.notes(Number(ticketId))).toHaveLength(2);
  });

  it('count as edited when a program changed them in somebody’s name, within the same second too', async () => {
    const ticketId = openTicket();
    const text = 'approve 7Q4KXM';
    const written = bench.vendor.technicianWrites({ ticketId: Number(ticketId), technician: tess, text });
    written.impersonatorUpdaterResourceID = 29_682_901;

    expect(await bench.autotask.psa.notes(ticketId)).toMatchObject([{ edited: true }]);
  });

  it('of workflow rules, of API users and of technicians who have left are nobody’s', async () => {
    const ticketId = Number(openTicket());
    bench.vendor.workflowWrites({ ticketId, text: 'approve 7Q4KXM' });
    await bench.vendor.programWrites({ ticketId, text: 'approve 7Q4KXM' });
    bench.vendor.technicianWrites({ ticketId, technician: tess, text: 'approve 7Q4KXM' });
    const kinds = async () =>
      (await bench.autotask.psa.notes(String(ticketId))).map(({ author }) => author.kind);
    expect(await kinds()).toEqual(['automation', 'automation', 'technician']);

    bench.vendor.technicianLeaves(tess);
    bench.clock.advance({ minutes: 6 });
    expect(await kinds()).toEqual(['automation', 'automation', 'automation']);
  });
});

describe('tickets in Autotask', () => {
  const wanted = {
    key: 'req_01JD8ZTICKET',
    companyId: '242',
    summary: 'Access to Zendesk',
    description: 'Please.',
    contactEmail: dana,
  };

  it('are opened in the configured queue, new, at the usual priority, with our key', async () => {
    const { psa } = bench.connectWith({ dueAfterHours: 48 });
    const before = bench.clock.now().getTime();
    await psa.openTicket(wanted, first);

    const [body] = calls(/\/Tickets$/, 'POST').map((call) => call.body as Record<string, unknown>);
    expect(body).toMatchObject({
      companyID: 242,
      contactID: 2_501,
      queueID: 29_682_833,
      status: 1,
      priority: 2,
      externalID: 'countersign:req_01JD8ZTICKET',
    });
    const dueAt = Date.parse(String(body?.['dueDateTime']));
    expect(Math.abs(dueAt - before - 48 * 3_600_000)).toBeLessThan(60_000);
  });

  it.each([
    [{ queue: 'Helpdesk' }, 'a queue that is not there'],
    [{ queue: 'Old Projects' }, 'a queue that is no longer used'],
    [{ priority: 'Sehr hoch' }, 'a priority that is not there'],
    [{ statuses: { new: 'Neu' } }, 'a status that is not there'],
  ])('are not opened with %j: %s', async (settings, _why) => {
    const { psa } = bench.connectWith(settings);
    await expect(psa.openTicket(wanted, first)).rejects.toMatchObject({ code: 'bad_configuration' });
    expect(bench.vendor.tickets).toEqual([]);
  });

  it('link to where technicians open them, of the zone or as configured', async () => {
    const ticketId = openTicket();
    const path = `Autotask/AutotaskExtend/ExecuteCommand.aspx?Code=OpenTicketDetail&TicketID=${ticketId}`;
    expect((await bench.autotask.psa.ticket(ticketId))?.url).toBe(`${bench.vendor.url}/${path}`);
    const { psa } = bench.connectWith({ siteUrl: 'https://ww5.autotask.net/' });
    expect((await psa.ticket(ticketId))?.url).toBe(`https://ww5.autotask.net/${path}`);
  });

  it('are never reported to have a status that they did not take', async () => {
    const ticketId = openTicket();
    bench.vendor.faults.add({
      method: 'PATCH',
      path: /Tickets$/,
      answer: { kind: 'status', status: 200, body: { itemId: Number(ticketId) } },
    });
    await expect(bench.autotask.psa.setStatus(ticketId, 'completed')).rejects.toMatchObject({
      code: 'unexpected_response',
    });
  });

  it('change one field and leave the others', async () => {
    const ticketId = openTicket();
    bench.vendor.technicianTakes({ ticketId: Number(ticketId), technician: tess });
    await bench.autotask.psa.setStatus(ticketId, 'waiting');

    expect(calls(/Tickets$/, 'PATCH').map(({ body }) => body)).toEqual([{ id: Number(ticketId), status: 7 }]);
    expect(bench.vendor.tickets[0]).toMatchObject({ assignedResourceID: TESS_ID, title: 'Printer' });
  });

  it('have changed when a note was, though Autotask did not stamp the ticket', async () => {
    const ticketId = Number(openTicket());
    const [ticket] = bench.vendor.tickets;
    const openedAt = ticket?.lastActivityDate ?? '';
    bench.clock.advance({ hours: 2 });
    const since = bench.clock.now();
    bench.vendor.technicianWrites({ ticketId, technician: tess, text: 'On it' });
    if (ticket) ticket.lastActivityDate = openedAt;

    const changed = await bench.autotask.psa.ticketsChangedSince(since);
    expect(changed.map(({ id }) => id)).toEqual([String(ticketId)]);
    expect(changed[0]?.updatedAt.getTime()).toBeGreaterThanOrEqual(since.getTime());
  });

  it('of many are told with one look at the tenant’s lists, its people and its contacts', async () => {
    const since = bench.clock.now();
    for (let number = 0; number < 40; number += 1) openTicket();
    expect(await bench.autotask.psa.ticketsChangedSince(since)).toHaveLength(40);

    expect(calls(/Tickets\/entityInformation/)).toHaveLength(1);
    expect(calls(/Contacts\/query/)).toHaveLength(1);
    expect(calls(/Resources\/query/)).toHaveLength(1);
  });

  it('of a person are never those of whoever Autotask takes for them', async () => {
    openTicket();
    const stranger = { id: 2_501, companyID: 242, emailAddress: 'dana@elsewhere.example', isActive: 1 };
    bench.vendor.faults.add({
      path: /Contacts\/query/,
      answer: { kind: 'status', status: 200, body: { items: [stranger] } },
    });
    const wantedTickets = { companyId: '242', email: dana, words: '', limit: 10, signal: first.signal };
    await expect(bench.autotask.psa.earlierTickets(wantedTickets)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('that are answered with nothing where the ticket would be are unknown', async () => {
    const ticketId = openTicket();
    bench.vendor.faults.add({
      path: /Tickets\/\d+$/,
      answer: { kind: 'status', status: 200, body: { item: null } },
    });
    expect(await bench.autotask.psa.ticket(ticketId)).toBeUndefined();
  });
});
