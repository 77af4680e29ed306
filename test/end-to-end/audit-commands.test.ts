import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CommandAnswer } from '../../src/flows/desk.ts';
import type { AuditAction } from '../../src/models/audit.ts';
import { verifyExport } from '../../src/models/audit-export.ts';
import type { Identity } from '../../src/models/conversation.ts';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { openDesk, type TestDesk } from '../support/desk.ts';

const slack = (user: string): Identity => ({ provider: 'slack', tenant: 'T0HARBOR', user });
const [ADA, TESS] = [slack('U0ADA'), slack('U0TESS')];

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterEach(() => desk.reset());
afterAll(() => desk.close());

async function answer(line: string, by = ADA): Promise<Exclude<CommandAnswer, { kind: 'form' }>> {
  const given = await desk.app.desk.command(by, line);
  return given.kind === 'form' ? expect.fail('a form') : given;
}
const said = async (line: string) => (await answer(line)).text;
const audited = async (action: AuditAction) =>
  (await desk.audit()).filter((entry) => entry.action === action);

/** Two modes and a refusal: a trail with some things to look for. */
async function something(): Promise<void> {
  await said('mode lakeside plan');
  await said('mode brightfield plan');
  await answer('mode lakeside execute', TESS);
}

async function download(line: string): Promise<Response> {
  return fetch(await linkOf(line), { method: 'POST' });
}

async function linkOf(line: string): Promise<string> {
  const { link, text } = await answer(line);
  return link?.url ?? expect.fail(text);
}

describe('searching the trail', () => {
  it('shows who did what where, newest first, by whatever it is searched by', async () => {
    await something();

    const lines = (await said('audit')).split('\n');
    expect(lines[0]).toMatch(
      /^• #\d+ 20\S+ ..:.. UTC · command refused · Tess Tanaka: command mode, identity slack:/u,
    );
    expect(lines[2]).toMatch(/· mode changed · Ada Okafor · Lakeside Dental: from execute, to plan$/u);
    expect(await said('audit --client bright')).toMatch(
      /^• #\d+ .* Brightfield Law: from execute, to plan$/u,
    );
    expect(await said('audit --person tess')).toMatch(/^• #\d+ .*command refused[^\n]*$/u);
    expect((await said('audit --action mode_changed')).split('\n')).toHaveLength(2);
    expect(await said('audit --since 1h --until 2h')).toBe('The trail has nothing like that.');
    expect((await said('audit --since 1h --client lakeside')).split('\n')).toHaveLength(1);
  });

  it('by request and by tool, as people name them', async () => {
    const request = await desk.ask('dana', 'I need access to Zendesk');
    await desk.approve('tess');

    const story = await said(`audit --request #${request.ticket?.id}`);
    for (const action of ['plan proposed', 'approval decided', 'step executed', 'request ended'])
      expect(story).toContain(`${action} · `.trim());
    expect(await said('audit --tool add_to')).toMatch(/^• #\d+ .*step executed/u);
  });

  it('asks back what is not clear, and never guesses', async () => {
    expect(await answer('audit --action mode')).toMatchObject({ kind: 'answer' });
    expect(await said('audit --action moode_changed')).toMatch(/Did you mean/u);
    expect(await said('audit --client nowhere')).toMatch(/know no client “nowhere”/u);
    expect(await said('audit --since yesterdayish')).toMatch(/A time is a day/u);
    expect(await said('audit --request 000000')).toMatch(/find no request/u);
  });

  it.each([
    ['audit --since nonsense', /A time is a day/u],
    ['audit --until 2026-02-30', /A time is a day/u],
    ['audit --after abc', /`--after` takes the number of an entry/u],
    ['audit --after -1', /`--after` takes the number of an entry/u],
    ['audit --client lakeside --after 999999', /There is no entry “999999” to go on after/u],
    ['audit export --after abc', /`--after` takes the number of an entry/u],
    ['audit export csv --since nonsense', /A time is a day/u],
    ['audit verify abc', /A head is 64 digits and letters/u],
  ])('says what is wrong with a value, and not that there is nothing: `%s`', async (line, sentence) => {
    await something();

    expect(await answer(line)).toMatchObject({
      kind: 'not_understood',
      text: expect.stringMatching(sentence),
    });
  });

  it('goes on from the first one where the place in the line is lost', async () => {
    await something();

    const [begin] = (await answer('audit --client lakeside --after 999999')).choices ?? [];
    expect(begin?.command).toBe('audit --client lakeside');
  });

  it('is paged by tapping More, without a gap and without a repeat', async () => {
    for (let index = 0; index < 12; index += 1)
      await said(`client channels lakeside ${index % 2 ? 'default' : 'slack'}`);
    const seen: string[] = [];
    let page = await answer('audit --client lakeside');
    for (;;) {
      seen.push(...[...page.text.matchAll(/^• #(\d+)/gmu)].map(([, number = '']) => number));
      const more = page.choices?.find(({ label }) => label === 'More');
      if (!more) break;
      page = await answer(more.command);
    }
    const all = (await audited('client_changed')).map(({ sequence }) => `${sequence}`);
    expect(all).toHaveLength(12);
    expect(seen).toEqual(all.toReversed());
  });
});

describe('verifying the trail', () => {
  it('says that it is intact, with its head, and that it still goes as far as a head that was noted', async () => {
    await something();
    const trail = await desk.audit();
    const head = trail.at(-1)?.hash ?? '';
    expect(await said('audit verify')).toContain(
      `Intact: ${trail.length} entries, each as it was written.\nHead: \`${head}\``,
    );

    await said('client map brightfield --language de');
    expect(await said(`audit verify ${head}`)).toContain(`The head that you noted is entry ${trail.length}`);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'was changed',
      () => entries().updateOne({ _id: 2 }, { $set: { 'details.to': 'execute' } }),
      /BROKEN at entry 2: was changed/u,
    ],
    [
      'was added to',
      () => entries().updateOne({ _id: 2 }, { $set: { comment: 'x' } }),
      /BROKEN at entry 2: was changed/u,
    ],
    [
      'has no time any more',
      () => entries().updateOne({ _id: 2 }, { $set: { at: 'yesterday' } }),
      /BROKEN at entry 2: was changed/u,
    ],
    ['was taken out', () => entries().deleteOne({ _id: 2 }), /BROKEN at entry 2: expected entry 2, found 3/u],
    ['was the first', () => entries().deleteOne({ _id: 1 }), /BROKEN at entry 1/u],
  ])('names the first entry that %s', async (_what, tamper, sentence) => {
    await something();
    await tamper();
    expect(await said('audit verify')).toMatch(sentence);
  });

  it('cannot see that the end was cut off, unless the head was noted', async () => {
    await something();
    const head = (await desk.audit()).at(-1)?.hash ?? '';
    await entries().deleteOne({ _id: (await desk.audit()).length });

    expect(await said('audit verify')).toContain('Intact: 2 entries');
    expect(await said(`audit verify ${head}`)).toMatch(/^BROKEN: no entry has the head that you noted/u);

    await entries().deleteMany({ _id: { $gt: 1 } });
    expect(await said('audit verify')).toContain('Intact: 1 entry, as it was written');
  });

  const entries = () => desk.database.connection.collection<{ _id: number }>('audit');
});

describe('exporting the trail', () => {
  it('as JSON lines that verify without the database, the download itself among them', async () => {
    await something();
    const response = await download('audit export jsonl');
    const lines = (await response.text()).trimEnd().split('\n');

    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store, private',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="countersign-audit-\d{4}-\d\d-\d\d\.jsonl"$/u,
      ),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(await verifyExport(each(lines))).toMatchObject({ kind: 'intact', entries: 4, from: 1, to: 4 });
    expect(await audited('audit_exported')).toMatchObject([
      { sequence: 4, by: { name: 'Ada Okafor' }, details: { format: 'jsonl', filter: '' } },
    ]);
    const end = (await (await download('audit export jsonl --after 2')).text()).trimEnd().split('\n');
    expect(await verifyExport(each(end))).toMatchObject({ kind: 'intact', from: 3 });
  });

  it('not as JSON lines of a part picked out: such a chain could not be told from a shortened one', async () => {
    const { kind, text, choices } = await answer('audit export jsonl --client lakeside');

    expect([kind, text]).toEqual(['refused', expect.stringMatching(/cannot be checked/u)]);
    expect(choices?.map(({ command }) => command)).toEqual([
      'audit export csv --client lakeside',
      'audit export jsonl',
    ]);
  });

  it('as CSV of what was searched for, in which no cell is a formula', async () => {
    const ada = await desk.app.stores.people.byIdentity(ADA);
    await desk.database.connection
      .collection<{ _id: string }>('people')
      .updateOne({ _id: ada?.id ?? '' }, { $set: { displayName: '=HYPERLINK("http://evil.example")' } });
    await said('mode lakeside plan');
    await said('mode brightfield plan');
    const text = await (await download('audit export csv --client lakeside --since 1h')).text();

    const rows = text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(2);
    expect(rows[0]).toBe('sequence,at,action,client,request,personId,person,details,hash');
    expect(rows[1]).toContain(`,"'=HYPERLINK(""http://evil.example"")",`);
    expect(rows[1]).toContain('mode_changed,lakeside');
  });

  it('is asked for by its button under a search, with what was searched for', async () => {
    await something();
    const { choices } = await answer('audit --client lakeside --action mode_changed');
    const button = choices?.find(({ label }) => label === 'Export as CSV');
    expect(button?.command).toBe('audit export csv --client lakeside --action mode_changed');
    expect((await (await download(button?.command ?? '')).text()).trimEnd().split('\r\n')).toHaveLength(2);
  });

  it.each<[string, (token: string) => string | Promise<string>]>([
    ['changed', (token) => `${token.slice(0, -4)}AAAA`],
    ['cut off', (token) => token.slice(0, -8)],
    ['made up', () => 'v1.sandbox.AAAA.BBBB.CCCC'],
    [
      'ten minutes old',
      (token) => {
        desk.clock.advance({ minutes: 10, ms: 1 });
        return token;
      },
    ],
    [
      'of somebody who is an admin no more',
      async (token) => {
        const ada = await desk.app.stores.people.byIdentity(ADA);
        if (ada) await desk.app.stores.people.setRole(ada, 'msp_technician');
        return token;
      },
    ],
    [
      'of an admin who has left',
      async (token) => {
        const ada = await desk.app.stores.people.byIdentity(ADA);
        if (ada) await desk.app.stores.people.setActive(ada, false);
        return token;
      },
    ],
  ])('gives nothing by a link that is %s, and does not say why', async (_what, spoil) => {
    const { link } = await answer('audit export csv');
    const [, base = '', token = ''] = /^(.*\/audit\/exports\/)(.+)$/u.exec(link?.url ?? '') ?? [];
    const spoiled = `${base}${await spoil(token)}`;

    for (const method of ['GET', 'POST']) {
      const response = await fetch(spoiled, { method });
      expect([response.status, await response.text()]).toEqual([404, 'Not found']);
    }
    expect(await audited('audit_exported')).toEqual([]);
  });

  it('is not taken by whatever only looks behind the link: that shows a button, and nothing of the trail', async () => {
    await something();
    const url = await linkOf('audit export csv');
    for (const method of ['HEAD', 'GET', 'GET']) {
      const response = await fetch(url, { method });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/u);
      expect(await response.text()).not.toMatch(/lakeside|Ada/u);
    }
    expect(await audited('audit_exported')).toEqual([]);
  });

  it.runIf(hasBrowser('the button of an export'))(
    'is taken in a browser by pressing the button',
    async () => {
      await something();
      const browser = await openBrowser();
      try {
        const page = await browser.newPage();
        await page.goto(await linkOf('audit export csv'));
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Download' }).click(),
        ]);

        expect(file.suggestedFilename()).toMatch(/^countersign-audit-.*\.csv$/u);
        expect(await readFile(await file.path(), 'utf8')).toMatch(/^\uFEFFsequence,at,action/u);
        expect(await audited('audit_exported')).toHaveLength(1);
      } finally {
        await browser.close();
      }
    },
  );
});

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
