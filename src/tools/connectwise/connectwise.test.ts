import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectWiseBench, dana, openConnectWiseBench } from '../../../test/support/connectwise.ts';
import type { Finding } from './index.ts';

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
    [{ board: 'Helpdesk' }, /no active service board Helpdesk/, /exactly as it is written/],
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
