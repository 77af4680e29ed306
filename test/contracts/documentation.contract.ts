import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Documentation } from '../../src/tools/documentation.ts';

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
  /** Null for one that the MSP marked as meant for all. */
  companyId: string | null;
  title: string;
  /** As an editor in the browser saves it. */
  html: string;
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
      (await bench.documentation.search(bench.companyId, words, limit)).map(({ title }) => title);
    const read = (id: string, maxCharacters = ENOUGH) =>
      bench.documentation.read(bench.companyId, id, maxCharacters);

    it('finds a runbook by words of its title, and reads what the search named', async () => {
      const id = write('Zendesk access', '<p>Add the user to <b>Zendesk Users</b>.</p>');
      write('Printer driver');

      const [found, ...others] = await bench.documentation.search(bench.companyId, 'zendesk', 10);

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
