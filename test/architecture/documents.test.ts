import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../src/flows/admin/command-language.ts';
import { splitWords } from '../../src/flows/admin/words.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const PAGES = [
  new URL('../README.md', DOCS),
  ...readdirSync(DOCS)
    .filter((name) => name.endsWith('.md'))
    .map((name) => new URL(name, DOCS)),
].map((url) => ({ url, name: url.pathname.split('/').at(-1) ?? '', text: readFileSync(url, 'utf8') }));

/** Misspelled on purpose, to show what is answered. */
const MISSPELLED = ['polcy list'];

it.each(PAGES)('$name leads to pages and headings that there are', ({ url, text }) => {
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/gu)) {
    if (/^https?:/u.test(target)) continue;
    const to = new URL(target, url);
    expect(existsSync(new URL(to.pathname, to)), target).toBe(true);
    if (to.hash)
      expect(headingsOf(readFileSync(new URL(to.pathname, to), 'utf8')), target).toContain(to.hash);
  }
});

it('names commands that there are, with their words', () => {
  const written = PAGES.flatMap(({ text }) => [...text.matchAll(/`\/countersign ([^`…]+)`/gu)]);
  const lines = written.map(([, line = '']) => line).filter((line) => !MISSPELLED.includes(line));
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(COMMAND_NAMES, line).toContain(commandOf(line));
});

/** The command with the most words at the start of the line. */
function commandOf(line: string): string | undefined {
  const words = splitWords(line);
  return COMMAND_NAMES.filter((name) => name.split(' ').every((part, index) => part === words[index]))
    .toSorted((one, other) => other.length - one.length)
    .at(0);
}

/** As GitHub links to them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gmu)].map(
    ([, heading = '']) =>
      `#${heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
        .trim()
        .replaceAll(' ', '-')}`,
  );
}
