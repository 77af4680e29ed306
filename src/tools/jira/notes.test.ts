import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dana, type JiraBench, openJiraBench, tess } from '../../../test/support/jira.ts';
import type { NewNote } from '../psa.ts';

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
