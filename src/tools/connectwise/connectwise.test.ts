import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectWiseBench, dana, openConnectWiseBench } from '../../../test/support/connectwise.ts';
import type { Finding } from '../../finding.ts';

let bench: ConnectWiseBench;

beforeEach(async () => {
  bench = await openConnectWiseBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const note = { key: 'k', visibility: 'internal', text: 'Plan' } as const;
const openTicket = () => bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer' });

describe('the codebase of ConnectWise', () => {
  it('is looked up again when an upgrade took it away, for reads and writes, and then remembered', async () => {
    const { psa } = bench.connectWith({ codebase: 'v2026_1' });
    const ticketId = String(openTicket().id);
    await psa.notes(ticketId);
    bench.vendor.upgradeTo('v2026_2');

    await psa.addNote(ticketId, note, first);
    await psa.notes(ticketId);

    const paths = bench.vendor.calls.map(({ path }) => path.split('/').slice(0, 3).join('/'));
    expect(paths.filter((path) => path.startsWith('/login'))).toHaveLength(1);
    expect(paths.slice(-2)).toEqual(['/v2026_2/apis', '/v2026_2/apis']);
    expect(bench.vendor.notes(Number(ticketId))).toHaveLength(1);
  });

  it('does not make a missing ticket out of a wrong company or wrong keys', async () => {
    const ticketId = String(openTicket().id);
    const stranger = bench.connectWith({ companyId: 'somebody' });
    await expect(stranger.psa.ticket(ticketId)).rejects.toMatchObject({ code: 'bad_configuration' });
    const wrongKey = bench.connectWith({ privateKey: 'wrong' });
    await expect(wrongKey.psa.ticket(ticketId)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('notes in ConnectWise', () => {
  it('go to internal analysis or to the discussion alone, and mail nobody unless asked to', async () => {
    const ticketId = String(openTicket().id);
    await bench.connectwise.psa.addNote(ticketId, note, first);
    await bench.connectwise.psa.addNote(ticketId, { ...note, key: 'r', visibility: 'public' }, first);

    const posted = bench.vendor.calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(posted).toMatchObject([
      { internalAnalysisFlag: true, detailDescriptionFlag: false, resolutionFlag: false },
      { internalAnalysisFlag: false, detailDescriptionFlag: true, resolutionFlag: false },
    ]);
    for (const body of posted)
      expect(body).toMatchObject({ processNotifications: false, customerUpdatedFlag: false });
  });

  it('end in a short marker with the key', async () => {
    const { id } = openTicket();
    await bench.connectwise.psa.addNote(String(id), { ...note, key: 'req_01JD8Z:plan note]' }, first);
    expect(bench.vendor.notes(id)[0]?.text).toBe('Plan\n\n[countersign req_01JD8Z%3Aplan%20note%5D]');
  });
});

describe('tickets in ConnectWise', () => {
  it('carry our key in externalXRef, or a digest of one that is too long for it', async () => {
    const ticket = { companyId: '42', summary: 'Printer', description: 'It smokes.' };
    for (const key of ['req_01JD8Z', 'k'.repeat(200), `${'k'.repeat(200)}2`])
      for (const retry of [false, true])
        await bench.connectwise.psa.openTicket({ ...ticket, key }, { ...first, retry });

    const references = bench.vendor.tickets.map(({ externalXRef = '' }) => externalXRef);
    expect(references).toHaveLength(3);
    expect(references[0]).toBe('countersign:req_01JD8Z');
    expect(new Set(references).size).toBe(3);
    expect(Math.max(...references.map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('are for us on the boards that are named, whatever their case, and on no board where none is', async () => {
    const onsite = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer', board: 'Onsite' });
    const helpDesk = openTicket();
    const intakeWith = async (settings: { intakeBoards?: string[] }) => {
      const { psa } = bench.connectWith(settings);
      const tickets = await psa.ticketsChangedSince(bench.clock.now());
      return tickets.filter(({ intake }) => intake).map(({ id }) => Number(id));
    };

    expect(await intakeWith({})).toEqual([helpDesk.id]);
    expect(await intakeWith({ intakeBoards: [' onsite'] })).toEqual([onsite.id]);
    expect(await intakeWith({ intakeBoards: ['Onsite', 'HELP DESK'] })).toEqual([onsite.id, helpDesk.id]);
    expect(await intakeWith({ intakeBoards: [] })).toEqual([]);
  });

  it('that we opened ourselves have the requester’s words as their description, not as a program’s note', async () => {
    const ticket = {
      key: 'k',
      companyId: '42',
      summary: 'Zendesk',
      description: 'I need it.',
      contactEmail: dana,
    };
    const { id } = await bench.connectwise.psa.openTicket(ticket, first);

    expect((await bench.connectwise.psa.ticket(id))?.description).toBe('I need it.');
    expect(await bench.connectwise.psa.notes(id)).toEqual([]);

    bench.vendor.contactReplies({ ticketId: Number(id), email: dana, text: 'Today, please.' });
    expect(await bench.connectwise.psa.notes(id)).toMatchObject([{ text: 'Today, please.' }]);
  });

  it('have no description of theirs in what was written to the discussion later', async () => {
    const { id } = openTicket();
    bench.vendor.technicianWritesNote({ ticketId: id, member: 'ttanaka', text: 'Look!' });
    bench.clock.advance({ minutes: 1 });
    bench.vendor.technicianWritesNote({ ticketId: id, member: 'ttanaka', text: 'Hi', visibility: 'public' });

    expect((await bench.connectwise.psa.ticket(String(id)))?.description).toBeUndefined();
  });

  it('name their people with one look-up for many of them', async () => {
    for (let number = 0; number < 30; number += 1) {
      const { id } = openTicket();
      bench.vendor.technicianTakes({ ticketId: id, member: number % 2 === 0 ? 'ttanaka' : 'tbrandt' });
    }

    const tickets = await bench.connectwise.psa.ticketsChangedSince(bench.clock.now());

    expect(new Set(tickets.map(({ assignee }) => assignee?.name))).toEqual(
      new Set(['Tess Tanaka', 'Theo Brandt']),
    );
    expect(bench.vendor.calls.filter(({ path }) => path.endsWith('/members'))).toHaveLength(1);
  });
});

describe('contacts in ConnectWise', () => {
  it('have the address that tickets of theirs show, or none', async () => {
    const contact = { id: 7, firstName: 'Ana', inactiveFlag: null, company: { id: 42 } };
    const email = (value: string, defaultFlag: boolean) => ({
      value,
      defaultFlag,
      communicationType: 'Email',
    });
    const phone = { value: '555', defaultFlag: true, communicationType: 'Phone' };
    for (const [items, address] of [
      [
        [phone, email('old@lakeside.example', false), email('ana@lakeside.example', true)],
        'ana@lakeside.example',
      ],
      [[phone], undefined],
      [null, undefined],
    ] as const) {
      const body = { ...contact, communicationItems: items };
      bench.vendor.faults.add({ path: /contacts\/7$/, answer: { kind: 'status', status: 200, body } });
      expect(await bench.connectwise.psa.contact('7')).toEqual({
        id: '7',
        companyId: '42',
        name: 'Ana',
        active: true,
        ...(address !== undefined && { email: address }),
      });
    }
  });

  it('are taken by the whole address alone, whatever a condition may match', async () => {
    const body = [{ id: 501, communicationItems: [{ value: dana, communicationType: 'Email' }] }];
    bench.vendor.faults.add({ path: /contacts$/, answer: { kind: 'status', status: 200, body } });
    const wanted = {
      companyId: '42',
      email: '%@lakeside.example',
      words: '',
      limit: 1,
      signal: first.signal,
    };

    await expect(bench.connectwise.psa.earlierTickets(wanted)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('statuses in ConnectWise', () => {
  it('are those of the board that the ticket is on, asked for once for many tickets', async () => {
    const onsite = bench.vendor.contactOpensTicket({ email: dana, summary: 'Printer', board: 'Onsite' });
    for (let number = 0; number < 20; number += 1) openTicket();

    await bench.connectwise.psa.setStatus(String(onsite.id), 'waiting');
    expect(bench.vendor.tickets[0]?.status.name).toBe('Pending customer');

    await bench.connectwise.psa.ticketsChangedSince(bench.clock.now());
    expect(bench.vendor.calls.filter(({ path }) => path.endsWith('/statuses'))).toHaveLength(2);
  });

  it('are never reported as set when the ticket kept the old one', async () => {
    const { id } = openTicket();
    const unchanged = { ...bench.vendor.tickets[0] };
    bench.vendor.faults.add({
      method: 'PATCH',
      path: /tickets/,
      answer: { kind: 'status', status: 200, body: unchanged },
    });
    await expect(bench.connectwise.psa.setStatus(String(id), 'completed')).rejects.toMatchObject({
      code: 'unexpected_response',
    });
  });
});

describe('the check of a ConnectWise connection', () => {
  const problems = (findings: Finding[]) => findings.filter((finding) => finding.kind === 'problem');

  it('finds nothing wrong with a good one, and changes nothing', async () => {
    const findings = await bench.connectwise.check();
    expect(problems(findings)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Address, company and keys',
      'Service board',
      'Contacts',
    ]);
    expect(bench.vendor.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([
    [{ companyId: 'nobody' }, /does not know the company id nobody/, /company id that people type/],
    [{ privateKey: 'wrong' }, /did not accept our credentials/, /private key/],
    [{ clientId: 'wrong' }, /did not accept our credentials/, /client id/],
    [{ intakeBoards: ['Help Desk', 'Projects'] }, /no active service board Projects/, /exactly as it is/],
    [{ board: 'Helpdesk', intakeBoards: [] }, /no active service board Helpdesk/, /exactly as it is written/],
    [{ statuses: { waiting: 'Parked' } }, /no active status Parked/, /statuses\.waiting/],
  ])('says what to fix with %j', async (settings, problem, fix) => {
    expect(problems(await bench.connectWith(settings).check())).toEqual([
      expect.objectContaining({
        problem: expect.stringMatching(problem) as string,
        fix: expect.stringMatching(fix) as string,
      }),
    ]);
  });

  it('names the permission that a security role lacks', async () => {
    bench.vendor.faults.add({ path: /contacts/, answer: { kind: 'status', status: 403, body: {} } });
    bench.vendor.faults.add({ path: /statuses/, answer: { kind: 'status', status: 403, body: {} } });
    expect(
      problems(await bench.connectwise.check()).map((finding) => 'fix' in finding && finding.fix),
    ).toEqual([expect.stringMatching(/Service Tickets/), expect.stringMatching(/Companies > Contacts/)]);
  });

  it('says so when there is nobody at the address', async () => {
    const { baseUrl } = bench.settings;
    const away = bench.connectWith({ baseUrl: baseUrl.replace(/\d+$/, '9') });
    expect(problems(await away.check())).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(/reach it/) as string }),
    ]);
  });
});
