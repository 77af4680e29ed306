import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dana, type JiraBench, openJiraBench, scopedToken, tess } from '../../../test/support/jira.ts';

let bench: JiraBench;

beforeEach(async () => {
  bench = await openJiraBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const inService = () => bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' }).key;
const inSoftware = () =>
  bench.vendor.technicianOpensTicket({ technician: tess, email: dana.email, summary: 'Disk', project: 'OPS' })
    .key;

describe('credentials that Jira does not accept', () => {
  it('are told from an issue that is not there and from a search that finds nothing', async () => {
    const ticketId = inService();
    const { psa } = bench.connectWith({ apiToken: 'expired', sharedProjects: [] });

    await expect(psa.ticket(ticketId)).rejects.toMatchObject({
      code: 'unauthenticated',
      facts: { status: 404 },
    });
    await expect(psa.ticketsChangedSince(new Date(0))).rejects.toMatchObject({
      code: 'unauthenticated',
      facts: { status: 200 },
    });
    expect(await bench.jira.psa.ticketsChangedSince(new Date(0))).toHaveLength(1);
  });

  it('with scopes are for the gateway, and the others for the site', async () => {
    const ticketId = inService();
    expect((await bench.connectWith(scopedToken).psa.ticket(ticketId))?.id).toBe(ticketId);

    const atTheSite = bench.connectWith({ ...scopedToken, cloudId: undefined });
    await expect(atTheSite.psa.ticket(ticketId)).rejects.toMatchObject({ code: 'unauthenticated' });
    const elsewhere = bench.connectWith({ ...scopedToken, cloudId: '00000000-0000-4000-8000-000000000000' });
    await expect(elsewhere.psa.ticket(ticketId)).rejects.toMatchObject({ code: 'bad_configuration' });
  });
});

const ticket = { key: 'req_1:ticket', companyId: 'LAKE', summary: 'Printer', description: 'It smokes.' };

describe('opening issues', () => {
  it('makes a request of the configured type in a service project, its customer’s own', async () => {
    const { id } = await bench.jira.psa.openTicket({ ...ticket, contactEmail: dana.email }, first);

    expect(bench.vendor.issues).toMatchObject([
      { key: id, requestType: { name: 'Get IT help' }, reporter: { accountId: dana.id } },
    ]);
    expect(bench.vendor.issues[0]?.properties.get('countersign')).toEqual({ key: 'req_1%3Aticket' });
  });

  it('makes a task in a project of Jira Software', async () => {
    await bench.jira.psa.openTicket({ ...ticket, companyId: 'OPS' }, first);
    expect(bench.vendor.issues).toMatchObject([{ key: 'OPS-1', issueType: { name: 'Task' } }]);
    expect(bench.vendor.issues[0]?.requestType).toBeUndefined();
  });

  it('does without a reporter who has left, or hides the address', async () => {
    const account = bench.vendor.accounts.find(({ accountId }) => accountId === dana.id);
    if (account) account.hidesEmail = true;
    const hidden = await bench.jira.psa.openTicket({ ...ticket, contactEmail: dana.email }, first);
    if (account) account.hidesEmail = false;
    bench.vendor.contactLeaves({ email: dana.email });
    const left = await bench.jira.psa.openTicket({ ...ticket, key: 'k2', contactEmail: dana.email }, first);

    for (const { id } of [hidden, left]) {
      const opened = await bench.jira.psa.ticket(id);
      expect(opened?.contactId).toBeUndefined();
      expect(opened?.openedBy.kind).toBe('ourselves');
    }
  });

  it('says what is missing when the service desk has no such request type', async () => {
    const { psa } = bench.connectWith({ requestType: 'Ask us' });
    await expect(psa.openTicket(ticket, first)).rejects.toMatchObject({ code: 'bad_configuration' });
    expect(bench.vendor.issues).toEqual([]);
  });

  it.each(['lake', 'LAKE/1', 'HELP', 'HELP/', 'HELP/1/2', 'HELP/x', '../LAKE', ''])(
    'refuses %j, which names no company',
    async (companyId) => {
      await expect(bench.jira.psa.openTicket({ ...ticket, companyId }, first)).rejects.toMatchObject({
        code: 'invalid_input',
      });
      expect(bench.vendor.calls).toEqual([]);
    },
  );
});

describe('a project that several clients share', () => {
  const opens = (email: string) =>
    bench.vendor.contactOpensTicket({ email, summary: 'Printer', project: 'HELP' }).key;

  it('has each client’s tickets under the id of their organization, there and back', async () => {
    const lakeside = await bench.jira.psa.openTicket(
      { ...ticket, companyId: 'HELP/1', contactEmail: dana.email },
      first,
    );
    const brightfield = opens('bea@brightfield.example');

    expect((await bench.jira.psa.ticket(lakeside.id))?.companyId).toBe('HELP/1');
    expect((await bench.jira.psa.ticket(brightfield))?.companyId).toBe('HELP/2');
    expect(
      (await bench.jira.psa.ticketsChangedSince(new Date(0))).map(({ companyId }) => companyId).sort(),
    ).toEqual(['HELP/1', 'HELP/2']);
  });

  it('shows no client the tickets of another', async () => {
    opens('bea@brightfield.example');
    opens(dana.email);
    const wanted = { words: '', limit: 10, signal: first.signal };
    const { psa } = bench.jira;

    expect(await psa.earlierTickets({ ...wanted, companyId: 'HELP/1', email: dana.email })).toHaveLength(1);
    const [, ofDana] = bench.vendor.issues;
    if (ofDana) ofDana.organizations = bench.vendor.issues[0]?.organizations ?? [];
    expect(await psa.earlierTickets({ ...wanted, companyId: 'HELP/1', email: dana.email })).toEqual([]);
    await expect(
      psa.earlierTickets({ ...wanted, companyId: 'HELP/1', email: 'bea@brightfield.example' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is nobody’s where the issue has no organization, or more than one', async () => {
    const ticketId = opens(dana.email);
    const [stored] = bench.vendor.issues;
    const [organization] = stored?.organizations ?? [];
    if (!stored || !organization) throw new Error('the issue has no organization');

    for (const organizations of [[], [organization, { ...organization, id: '7' }]]) {
      stored.organizations = organizations;
      expect((await bench.jira.psa.ticket(ticketId))?.companyId).toBe('');
    }
  });
});

describe('people in Jira', () => {
  it('belong to the client that they report for, and to none when these are several', async () => {
    inService();
    expect((await bench.jira.psa.contact(dana.id))?.companyId).toBe('LAKE');
    bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer', project: 'BRIG' });
    expect((await bench.jira.psa.contact(dana.id))?.companyId).toBe('');
  });

  it('are no contacts when they are agents, programs or ourselves', async () => {
    for (const accountId of [tess, '5cf112d31f1a2d0e:rmm', bench.vendor.integrationAccountId])
      expect(await bench.jira.psa.contact(accountId)).toBeUndefined();
  });

  it('are looked up by the address itself, not by a name that looks like one', async () => {
    const bea = bench.vendor.accounts.find(({ displayName }) => displayName === 'Bea Berg');
    if (bea) bea.displayName = dana.email;
    bench.vendor.contactOpensTicket({ email: 'bea@brightfield.example', summary: 'Mine' });
    const opened = await bench.jira.psa.openTicket(
      { ...ticket, companyId: 'BRIG', contactEmail: dana.email },
      first,
    );
    expect((await bench.jira.psa.ticket(opened.id))?.contactId).toBeUndefined();
  });

  it('keep their notes when their account is deleted', async () => {
    const issueKey = inSoftware();
    bench.vendor.technicianWrites({ issueKey, technician: tess, text: 'Bye', visibility: 'public' });
    bench.vendor.faults.add({
      path: /\/user$/,
      answer: { kind: 'status', status: 404, body: { errorMessages: ['gone'], errors: {} } },
    });
    expect(await bench.jira.psa.notes(issueKey)).toMatchObject([
      { text: 'Bye', author: { kind: 'technician' } },
    ]);
  });
});

describe('statuses in Jira', () => {
  it('are never reported as set when the issue kept the old one', async () => {
    const ticketId = inService();
    bench.vendor.faults.add({
      method: 'POST',
      path: /transitions$/,
      answer: { kind: 'status', status: 204 },
    });
    await expect(bench.jira.psa.setStatus(ticketId, 'completed')).rejects.toMatchObject({
      code: 'unexpected_response',
    });
  });

  it('need a transition that leads there', async () => {
    await expect(bench.jira.psa.setStatus(inSoftware(), 'waiting')).rejects.toMatchObject({
      code: 'bad_configuration',
    });
  });
});
