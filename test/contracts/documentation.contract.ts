import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/errors.ts';
import type { FaultPlan, ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { Documentation } from '../../src/tools/documentation.ts';
import { processorMs } from '../support/processor-time.ts';

/** A documentation system under test, with the vendor's side of it. */
export interface DocumentationBench {
  documentation: Documentation;
  /** Two companies there. */
  companyId: string;
  otherCompanyId: string;
  /** Has somebody write an article there; returns its id. */
  write(article: StoredArticle): string;
  close(): Promise<void>;
}

export interface StoredArticle {
  /** Null for one of the MSP: marked as meant for all, or kept for its own people. */
  companyId: string | null;
  mspOnly?: true;
  title: string;
  /** As an editor in the browser saves it. */
  html: string;
  /** Absent: published. */
  state?: 'draft' | 'archived';
}

/** A documentation system that is reached over HTTP, and can fail. */
export interface RemoteDocumentationBench extends DocumentationBench {
  calls: readonly ReceivedCall[];
  faults: FaultPlan;
  /** Paths of the calls that a search and a read begin with. */
  paths: { search: RegExp; read: RegExp };
  /** Has the vendor take no notice of filters, and answer with every company's rows. */
  ignoreFilters(): void;
  /** An instance that has another, wrong key. */
  stranger: Documentation;
}

const ENOUGH = 100_000;

const NASTY = [
  '"',
  "'",
  '" or 1=1 --',
  '%',
  '*',
  '\\',
  '<script>',
  '{}',
  '[]',
  '$where',
  '&page=2',
  '👩‍👩‍👧‍👦',
  'שלום',
  'a'.repeat(5_000),
];

/** What any documentation system must do for us, whatever it is called. */
export function describeDocumentation(name: string, open: () => Promise<DocumentationBench>): void {
  describe(`${name} as documentation`, () => {
    let bench: DocumentationBench;

    beforeEach(async () => {
      bench = await open();
    });

    afterEach(() => bench.close());

    const write = (title: string, html = '<p>text</p>', companyId: string | null = bench.companyId) =>
      bench.write({ companyId, title, html });
    const titles = async (words: string, limit = 10) =>
      (await bench.documentation.search(bench.companyId, { words, limit })).map(({ title }) => title);
    const read = (id: string, maxCharacters = ENOUGH) =>
      bench.documentation.read(bench.companyId, { id, maxCharacters });

    it('finds a runbook by words of its title, and reads what the search named', async () => {
      const id = write('Zendesk access', '<p>Add the user to <b>Zendesk Users</b>.</p>');
      write('Printer driver');

      const [found, ...others] = await bench.documentation.search(bench.companyId, {
        words: 'zendesk',
        limit: 10,
      });

      expect(others).toEqual([]);
      expect(found).toMatchObject({ id, title: 'Zendesk access' });
      expect(URL.canParse(found?.url ?? '')).toBe(true);
      expect(await read(id)).toMatchObject({
        id,
        title: 'Zendesk access',
        url: found?.url,
        text: 'Add the user to Zendesk Users.',
        truncated: false,
      });
    });

    it('names no more than asked for, the best match first', async () => {
      for (let number = 1; number <= 5; number += 1) write(`VPN ${number}`);
      write('Zendesk VPN access');

      expect(await titles('zendesk vpn access', 3)).toHaveLength(3);
      expect((await titles('zendesk vpn access', 3))[0]).toBe('Zendesk VPN access');
    });

    it('shows a company its own runbooks and those meant for all, and never another company’s', async () => {
      const foreign = write('Zendesk of the others', '<p>secret</p>', bench.otherCompanyId);
      write('Zendesk of ours');
      const shared = write('Zendesk for everybody', '<p>shared</p>', null);

      expect((await titles('zendesk')).toSorted()).toEqual(['Zendesk for everybody', 'Zendesk of ours']);
      expect(await read(foreign)).toBeUndefined();
      expect(await read(shared)).toMatchObject({ text: 'shared' });
    });

    it('shows nobody what the MSP wrote for its own people alone', async () => {
      const html = '<p>internal</p>';
      const internal = bench.write({ companyId: null, mspOnly: true, title: 'Zendesk inside', html });

      expect(await titles('zendesk')).toEqual([]);
      expect(await read(internal)).toBeUndefined();
    });

    it.each(['draft', 'archived'] as const)('does not show what is %s', async (state) => {
      const id = bench.write({ companyId: bench.companyId, title: 'Zendesk', html: '<p>old</p>', state });

      expect(await titles('zendesk')).toEqual([]);
      expect(await read(id)).toBeUndefined();
    });

    it.each(['', '0', '-1', 'x', '99999999', '42 or 43', '*', 'null'])(
      'has nothing for %j, which is no company of ours',
      async (company) => {
        const id = write('Zendesk');

        expect(await bench.documentation.search(company, { words: 'zendesk', limit: 10 })).toEqual([]);
        expect(await bench.documentation.read(company, { id, maxCharacters: ENOUGH })).toBeUndefined();
      },
    );

    it('finds the last of very many', async () => {
      for (let number = 1; number <= 260; number += 1) write(`Router ${number}`);
      write('Router of the annex');

      expect(await titles('router annex', 1)).toEqual(['Router of the annex']);
    });

    it('gives plain text: no markup, no scripts, with lines where the article had them', async () => {
      const html =
        '<h1>Steps</h1><ul><li>Open &lt;Admin&gt; &amp; wait</li><li>Click</li></ul><script>steal()</script><style>p{}</style><p>Done<br>well</p>';

      const text = (await read(write('Steps', html)))?.text ?? '';

      expect(
        text
          .split('\n')
          .map((line) => line.replace(/^[-*•\s]+/, ''))
          .filter(Boolean),
      ).toEqual(['Steps', 'Open <Admin> & wait', 'Click', 'Done', 'well']);
    });

    it('cuts a long runbook to its budget, not through a character, and says so', async () => {
      const id = write('Long', `<p>${'👍'.repeat(1_000)}</p>`);

      const cut = await read(id, 501);

      expect(cut?.truncated).toBe(true);
      expect(cut?.text.length).toBeLessThanOrEqual(501);
      expect(cut?.text.length).toBeGreaterThan(400);
      expect(cut?.text.isWellFormed()).toBe(true);
      expect((await read(id))?.truncated).toBe(false);
    });

    it('cuts where a reader would: between paragraphs, with a mark', async () => {
      const paragraphs = Array.from({ length: 40 }, (_, index) => `Paragraph ${index} says this and that.`);
      const id = write('Paragraphs', paragraphs.map((text) => `<p>${text}</p>`).join(''));

      const lines = (await read(id, 700))?.text.split('\n').filter(Boolean) ?? [];

      expect(lines.length).toBeGreaterThan(10);
      expect(paragraphs).toEqual(expect.arrayContaining(lines.slice(0, -1)));
      expect(lines.at(-1)).toMatch(/cut/);
    });

    it.each([
      ['no script, style or comment', '<script>a()</script><style>b{}</style><!-- c --><p>Text</p>'],
      ['nothing that a reader would not see', '<p hidden>a</p><p style="display: none">b</p><p>Text</p>'],
      ['no embedded picture', `<img src="data:image/png;base64,${'A'.repeat(200_000)}"><p>Text</p>`],
      ['no link but to the web', '<p><a href="javascript:a()">Te</a><a href="data:text/html,b">xt</a></p>'],
    ])('shows %s', async (_what, html) => {
      expect((await read(write('Hostile', html)))?.text).toBe('Text');
    });

    it('reads what is nested without end, or endless, without being kept busy', async () => {
      const id = write('Deep', `<p>Text</p>${'<div>'.repeat(100_000)}${'<p>more</p>'.repeat(100_000)}`);

      const busyMs = await processorMs(async () => {
        const deep = await read(id, 1_000);
        expect(deep?.text).toMatch(/^Text/);
        expect(deep?.truncated).toBe(true);
      });

      expect(busyMs).toBeLessThan(5_000);
    });

    it.each(['', '0', '99999999', '../companies', 'x"y'])('knows no runbook %j', async (id) => {
      write('Zendesk');
      expect(await read(id)).toBeUndefined();
    });

    it.each(NASTY)('searches for %j as for any other text', async (words) => {
      write('Zendesk of the others', '<p>secret</p>', bench.otherCompanyId);
      expect(await titles(words)).toEqual([]);
    });

    it('finds nothing when there are no words', async () => {
      write('Zendesk');
      expect(await titles('  ')).toEqual([]);
    });
  });
}

/** What a system must do besides that is reached over HTTP, and may be away, refuse, or answer more than it was asked. */
export function describeRemoteDocumentation(
  name: string,
  open: () => Promise<RemoteDocumentationBench>,
): void {
  describeDocumentation(name, open);

  describe(`${name} as documentation at a distance`, () => {
    let bench: RemoteDocumentationBench;
    let id: string;

    beforeEach(async () => {
      bench = await open();
      id = bench.write({ companyId: bench.companyId, title: 'Zendesk', html: '<p>text</p>' });
    });

    afterEach(() => bench.close());

    const search = (documentation = bench.documentation) =>
      documentation.search(bench.companyId, { words: 'zendesk', limit: 10 });
    const read = (documentation = bench.documentation) =>
      documentation.read(bench.companyId, { id, maxCharacters: ENOUGH });

    it('drops other companies’ runbooks even where the vendor names them', async () => {
      bench.write({ companyId: bench.otherCompanyId, title: 'Zendesk of the others', html: '<p>x</p>' });
      bench.write({ companyId: null, mspOnly: true, title: 'Zendesk inside', html: '<p>x</p>' });
      bench.ignoreFilters();

      expect((await search()).map(({ title }) => title)).toEqual(['Zendesk']);
    });

    it('calls nobody for words that are none, or for what is no company or no runbook', async () => {
      const before = bench.calls.length;
      await bench.documentation.search(bench.companyId, { words: ' %* ', limit: 10 });
      await bench.documentation.search('nobody', { words: 'zendesk', limit: 10 });
      await bench.documentation.read(bench.companyId, { id: '../companies', maxCharacters: 10 });

      expect(bench.calls.length).toBe(before);
    });

    it('only ever reads, and never a password', async () => {
      await search();
      await read();

      expect(bench.calls.length).toBeGreaterThan(0);
      for (const { method, path, query } of bench.calls) {
        expect(method).toBe('GET');
        expect(`${path} ${JSON.stringify(query)}`).not.toMatch(/password/i);
      }
    });

    it('says that a key is not accepted', async () => {
      await expect(search(bench.stranger)).rejects.toMatchObject({ code: 'unauthenticated' });
      await expect(read(bench.stranger)).rejects.toMatchObject({ code: 'unauthenticated' });
    });

    const FAILURES: readonly (readonly [number, ErrorCode])[] = [
      [401, 'unauthenticated'],
      [403, 'forbidden'],
      [422, 'invalid_input'],
      [429, 'rate_limited'],
      [500, 'unavailable'],
      [503, 'unavailable'],
    ];

    it.each(FAILURES)('takes a %i with a body of plain text for %s', async (status, code) => {
      const answer = { kind: 'status', status, body: 'Retry later' } as const;
      bench.faults.add({ path: bench.paths.search, answer, times: 10 });
      await expect(search()).rejects.toMatchObject({ name: 'CountersignError', code });
      bench.faults.clear();
      bench.faults.add({ path: bench.paths.read, answer, times: 10 });
      await expect(read()).rejects.toMatchObject({ name: 'CountersignError', code });
    });

    it('takes a runbook that is gone for none', async () => {
      bench.faults.add({
        path: bench.paths.read,
        answer: { kind: 'status', status: 404, body: 'Not found' },
      });
      expect(await read()).toBeUndefined();
    });

    it('asks once more after a passing failure', async () => {
      bench.faults.add({ path: bench.paths.search, answer: { kind: 'status', status: 503 } });
      bench.faults.add({ path: bench.paths.read, answer: { kind: 'effect_then_cut' } });

      expect(await search()).toHaveLength(1);
      expect(await read()).toMatchObject({ id });
      expect(bench.faults.unused).toEqual([]);
    });

    it.each(['<html>Sign in</html>', '{"data":', '{}', '[]', 'null', '{"articles":{},"data":{}}'])(
      'does not make a runbook of the answer %j',
      async (body) => {
        const answer = { kind: 'status', status: 200, body } as const;
        bench.faults.add({ path: bench.paths.search, answer, times: 10 });
        await expect(search()).rejects.toMatchObject({ code: 'unexpected_response' });
        bench.faults.clear();
        bench.faults.add({ path: bench.paths.read, answer, times: 10 });
        await expect(read()).rejects.toMatchObject({ code: 'unexpected_response' });
      },
    );

    it('ends when it is told to, though the vendor hangs', async () => {
      bench.faults.add({ path: bench.paths.search, answer: { kind: 'hang' }, times: 10 });
      const stop = new AbortController();
      const answer = bench.documentation.search(bench.companyId, {
        words: 'zendesk',
        limit: 10,
        signal: stop.signal,
      });
      stop.abort();

      // Not its own time limit.
      await expect(answer).rejects.toMatchObject({
        code: 'timeout',
        message: expect.stringMatching(/was ended$/) as string,
      });
    });
  });
}
