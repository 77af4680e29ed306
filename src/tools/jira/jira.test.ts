import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dana, type JiraBench, openJiraBench, scopedToken, tess } from '../../../test/support/jira.ts';
import type { Finding } from '../../finding.ts';
import type { NewNote } from '../psa.ts';
import type { Jira } from './index.ts';

let bench: JiraBench;

beforeEach(async () => {
  bench = await openJiraBench();
});

afterEach(async () => {
  expect(bench.vendor.faults.unused).toEqual([]);
  await bench.vendor.close();
});

const first = { retry: false, signal: new AbortController().signal };
const note: NewNote = { key: 'req_1:plan', visibility: 'internal', text: 'Plan' };
const inService = () => bench.vendor.contactOpensTicket({ email: dana.email, summary: 'Printer' }).key;
const inSoftware = () =>
  bench.vendor.technicianOpensTicket({ technician: tess, email: dana.email, summary: 'Disk', project: 'OPS' })
    .key;
const sent = (path: RegExp) =>
  bench.vendor.calls.filter((call) => call.method === 'POST' && path.test(call.path));

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

describe('comments in Jira Service Management', () => {
  it('carry their key beside them, in the last line, and the mark that makes them internal', async () => {
    const ticketId = inService();
    await bench.jira.psa.addNote(ticketId, { ...note, key: 'req_1:plan note]' }, first);
    await bench.jira.psa.addNote(ticketId, { ...note, key: 'reply', visibility: 'public' }, first);

    expect(sent(/comment$/).map(({ body }) => body)).toMatchObject([
      {
        properties: [
          { key: 'countersign', value: { key: 'req_1%3Aplan%20note%5D' } },
          { key: 'sd.public.comment', value: { internal: true } },
        ],
      },
      { properties: [{ key: 'countersign', value: { key: 'reply' } }] },
    ]);
    expect(
      (await bench.jira.psa.notes(ticketId)).map(({ text, visibility }) => ({ text, visibility })),
    ).toEqual([
      { text: 'Plan\n\n[countersign req_1%3Aplan%20note%5D]', visibility: 'internal' },
      { text: 'Plan\n\n[countersign reply]', visibility: 'public' },
    ]);
  });

  it('raise the alarm unless both APIs say that customers cannot see them', async () => {
    const ticketId = inService();
    const answers: [RegExp, object][] = [
      [/servicedeskapi.*comment\/\d+$/, { id: '1', public: true }],
      [/api\/3.*comment\/\d+$/, comment({ jsdPublic: true })],
      [/api\/3.*comment\/\d+$/, comment({})],
    ];
    for (const [index, [path, body]] of answers.entries()) {
      bench.vendor.faults.add({ method: 'GET', path, answer: { kind: 'status', status: 200, body } });
      const written = bench.jira.psa.addNote(ticketId, { ...note, key: `plan ${index}` }, first);
      await expect(written).rejects.toMatchObject({ code: 'note_visible' });
    }
  });

  it('are internal on an issue that is no request of anybody’s, which only one API knows', async () => {
    const ticketId = inService();
    bench.vendor.faults.add({
      path: /servicedeskapi.*comment\/\d+$/,
      answer: { kind: 'status', status: 404, body: { errorMessage: 'The request could not be found.' } },
    });
    await bench.jira.psa.addNote(ticketId, note, first);
    expect(await bench.jira.psa.notes(ticketId)).toMatchObject([{ visibility: 'internal' }]);
  });

  it('are found again by their property, though somebody edited the last line away', async () => {
    const ticketId = inService();
    const id = await bench.jira.psa.addNote(ticketId, note, first);
    bench.vendor.technicianEdits({ commentId: id, technician: tess, text: 'Plan, shortened' });

    expect(await bench.jira.psa.addNote(ticketId, note, { ...first, retry: true })).toBe(id);
    expect(await bench.jira.psa.notes(ticketId)).toMatchObject([
      { edited: true, author: { kind: 'ourselves' } },
    ]);
  });

  it('that somebody sent by mail from outside of the issue are marked as mail', async () => {
    const issueKey = inService();
    bench.vendor.contactMails({ issueKey, email: 'max@lakeside.example', text: 'Me too' });
    bench.vendor.contactMails({ issueKey, email: dana.email, text: 'Any news?' });

    expect((await bench.jira.psa.notes(issueKey)).map(({ author, byMail }) => [author, byMail])).toEqual([
      [{ kind: 'contact', id: 'qm:demo:502', name: 'Max Moreno' }, true],
      [{ kind: 'contact', id: dana.id, name: 'Dana Diaz' }, false],
    ]);
  });

  it('are edited also when the same moment is stamped on them, by somebody else', async () => {
    const issueKey = inService();
    bench.vendor.technicianWrites({ issueKey, technician: tess, text: 'deny 7Q4KXM' });
    const [stored] = bench.vendor.comments(issueKey);
    const theo = bench.vendor.accounts.find(({ accountId }) => accountId === '712020:theo');
    if (stored && theo) stored.updateAuthor = theo;

    expect(await bench.jira.psa.notes(issueKey)).toMatchObject([{ edited: true }]);
  });

  function comment(fields: object): object {
    const author = { accountId: bench.vendor.integrationAccountId, accountType: 'atlassian' };
    const at = '2026-11-23T10:00:00.000+0000';
    return {
      id: '1',
      author,
      created: at,
      updated: at,
      body: { type: 'doc', version: 1, content: [] },
      ...fields,
    };
  }
});

describe('comments in Jira Software', () => {
  it('are never written when they should be internal and nothing makes them so', async () => {
    const ticketId = inSoftware();
    await expect(bench.jira.psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'bad_configuration',
    });
    await bench.jira.psa.addNote(ticketId, { ...note, visibility: 'public' }, first);

    expect(sent(/comment$/).map(({ status }) => status)).toEqual([201]);
    expect(await bench.jira.psa.notes(ticketId)).toMatchObject([{ visibility: 'public' }]);
  });

  it('are for the configured role, which is read back', async () => {
    const ticketId = inSoftware();
    const { psa } = bench.connectWith({ internalRole: 'Technicians' });
    await psa.addNote(ticketId, note, first);

    expect(sent(/comment$/)[0]?.body).toMatchObject({ visibility: { type: 'role', value: 'Technicians' } });
    expect(await psa.notes(ticketId)).toMatchObject([
      { visibility: 'internal', author: { kind: 'ourselves' } },
    ]);
    expect(bench.vendor.calls.some(({ path }) => path.includes('servicedeskapi'))).toBe(false);
  });

  it('raise the alarm when a rule of the MSP’s shows them to everybody', async () => {
    bench.vendor.publishInternalComments(true);
    const { psa } = bench.connectWith({ internalRole: 'Technicians' });
    await expect(psa.addNote(inSoftware(), note, first)).rejects.toMatchObject({ code: 'note_visible' });
  });

  it('are refused by Jira for a role that there is not, before anything is written', async () => {
    const ticketId = inSoftware();
    const { psa } = bench.connectWith({ internalRole: 'Techs' });
    await expect(psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'invalid_input',
      facts: { vendorCode: 'commentLevel' },
    });
    expect(bench.vendor.comments(ticketId)).toEqual([]);
  });

  it('that a technician restricted to a role are internal, and others are not', async () => {
    const issueKey = inSoftware();
    bench.vendor.technicianWrites({
      issueKey,
      technician: tess,
      text: 'approve 7Q4KXM',
      visibility: 'internal',
    });
    bench.vendor.technicianWrites({ issueKey, technician: tess, text: 'On it', visibility: 'public' });

    expect(await bench.jira.psa.notes(issueKey)).toMatchObject([
      { visibility: 'internal', author: { kind: 'technician', id: tess } },
      { visibility: 'public', author: { kind: 'technician', id: tess } },
    ]);
  });
});

describe('many comments on one issue', () => {
  it('keep to the pace that Jira allows, so that it refuses none of them', async () => {
    const ticketId = inService();
    const written = Array.from({ length: 12 }, (_, index) =>
      bench.jira.psa.addNote(ticketId, { ...note, visibility: 'public', key: `k${index}` }, first),
    );
    await Promise.all(written);

    expect(bench.vendor.comments(ticketId)).toHaveLength(12);
    expect(sent(/comment$/).every(({ status }) => status === 201)).toBe(true);
  });

  it('pass on how long Jira wants to be left alone, and why', async () => {
    const ticketId = inService();
    const resetAt = new Date(Date.now() + 30_000).toISOString();
    bench.vendor.faults.add({
      method: 'POST',
      path: /comment$/,
      answer: {
        kind: 'status',
        status: 429,
        headers: { 'x-ratelimit-reset': resetAt, 'ratelimit-reason': 'jira-per-issue-on-write' },
      },
    });
    await expect(bench.jira.psa.addNote(ticketId, note, first)).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { retryAfterMs: expect.closeTo(30_000, -4) as number, vendorCode: 'jira-per-issue-on-write' },
    });
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

describe('the check of a Jira connection', () => {
  const problems = async (jira: Jira): Promise<Finding[]> =>
    (await jira.check()).filter((finding) => finding.kind === 'problem');

  it('finds nothing wrong with a good one, and changes nothing', async () => {
    const findings = await bench.jira.check();
    expect(findings.filter(({ kind }) => kind === 'problem')).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Address and API token',
      'Agent licence',
      'Request type',
      'Customers',
      'Project LAKE',
      'Project BRIG',
      'Project HELP',
      'Shared projects',
      'Webhook secret',
    ]);
    expect(bench.vendor.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it.each([
    [{ apiToken: 'expired' }, /did not accept our credentials/, /tokens end after a year/],
    [{ ...scopedToken, cloudId: undefined }, /did not accept our credentials/, /scopes needs the cloud id/],
    [
      { ...scopedToken, cloudId: '00000000-0000-4000-8000-000000000000' },
      /not set up completely/,
      /cloud id/,
    ],
    [{ requestType: 'Ask us' }, /no request type Ask us in LAKE, BRIG, HELP/, /exactly as it is written/],
    [{ intakeProjects: ['NOPE'] }, /does not know what was asked for/, /Name the key of a project/],
    [{ intakeProjects: ['OPS'] }, /comments there cannot be internal/, /internalRole/],
    [
      { sharedProjects: ['OPS'], internalRole: 'Technicians' },
      /OPS has no organizations/,
      /service projects alone/,
    ],
  ])('says what to fix with %j', async (settings, problem, fix) => {
    expect(await problems(bench.connectWith(settings))).toEqual([
      expect.objectContaining({
        problem: expect.stringMatching(problem) as string,
        fix: expect.stringMatching(fix) as string,
      }),
    ]);
  });

  it('names the permissions that the account lacks', async () => {
    bench.vendor.withhold('MODIFY_REPORTER');
    const [found] = await problems(bench.connectWith({ intakeProjects: [] }));
    expect(found).toMatchObject({ problem: expect.stringMatching(/permissions Modify reporter$/) as string });
  });

  it('names the licence that it lacks', async () => {
    const ours = bench.vendor.accounts.find(
      ({ accountId }) => accountId === bench.vendor.integrationAccountId,
    );
    if (ours) ours.licences = [];
    expect(await problems(bench.jira)).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(/agent licence/) as string }),
    ]);
  });

  it('says so when there is nobody at the address', async () => {
    const away = bench.connectWith({ site: bench.settings.site.replace(/\d+$/, '9') });
    expect(await problems(away)).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(/reach it/) as string }),
    ]);
  });
});
