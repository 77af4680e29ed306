import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/flows/admin/commands.ts';
import { meantCommands, nounOf } from '../../src/flows/admin/did-you-mean.ts';
import { helpCommand } from '../../src/flows/admin/help.ts';
import { readLine } from '../../src/flows/admin/read-line.ts';
import { splitWords } from '../../src/flows/admin/words.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGES = [
  'README.md',
  ...['docs', 'src', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .toSorted(),
  ),
].map((name) => ({ name, url: new URL(name, ROOT), text: readFileSync(new URL(name, ROOT), 'utf8') }));

it('looks at the pages of every room', () => {
  for (const folder of ['docs/', 'src/flows/', 'src/tools/hudu/', 'test/', 'scripts/'])
    expect(PAGES.filter(({ name }) => name.startsWith(folder))).not.toEqual([]);
});

it.each(PAGES)('$name leads to pages and headings that there are', ({ url, text }) => {
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/gu)) {
    if (/^[a-z]+:/u.test(target)) continue;
    const to = new URL(target, url);
    expect(existsSync(new URL(to.pathname, to)), target).toBe(true);
    if (to.hash)
      expect(headingsOf(readFileSync(new URL(to.pathname, to), 'utf8')), target).toContain(to.hash);
  }
});

it('names scripts of npm that there are', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { scripts: object };
  const named = PAGES.flatMap(({ text }) => [...text.matchAll(/npm run ([a-z:-]+)/gu)]);
  expect(named.length).toBeGreaterThan(10);
  for (const [, script] of named) expect(Object.keys(scripts)).toContain(script);
});

it('names files of the repository that there are', () => {
  const named = PAGES.flatMap(({ text }) => [
    ...text.matchAll(/`((?:src|test|docs|scripts|manifests)\/[\w./-]+)`/gu),
  ]);
  expect(named.length).toBeGreaterThan(10);
  for (const [, file = ''] of named) expect(existsSync(new URL(file, ROOT)), file).toBe(true);
});

/** Misspelled on purpose, to show what is answered. */
const MISSPELLED = ['polcy list'];
const SPECS = [helpCommand(COMMANDS), ...COMMANDS];
const NOUNS = new Set(SPECS.map(nounOf));

it('shows command lines that are understood, in `docs` and on the first page', () => {
  const lines = PAGES.filter(({ name }) => /^docs\/|^README/u.test(name)).flatMap(commandLines);
  expect(lines.length).toBeGreaterThan(100);
  for (const { line, where } of lines) expect(problemOf(line), `${where}: ${line}`).toBeUndefined();
});

it.each([
  ['client shwo lakeside', /instead of/],
  ['client lst', /instead of/],
  ['mode lakeside plan now', /too many/],
  ['policy set add_to_group auto --clint lakeside', /no such option/],
  ['person grant tess', /which role/],
  ['polcy set', /no command/],
  ['help polices', /no command/],
])('would notice %s', (line, problem) => {
  expect(problemOf(line)).toMatch(problem);
});

/** What stands in backticks or in a block of its own and begins with `/countersign` or with a word of the language. */
function commandLines({ name, text }: { name: string; text: string }): { line: string; where: string }[] {
  const blocks = [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```/gmu)];
  const written = [
    ...blocks.flatMap(([, language, inside = '']) => (language ? [] : inside.split('\n'))),
    ...[...blocks.reduce((rest, [block]) => rest.replace(block, ''), text).matchAll(/`([^`]+)`/gu)].map(
      ([, inside = '']) => inside.replaceAll(/\s+/gu, ' '),
    ),
  ].map((one) => one.trim());
  return written
    .filter((one) => one.startsWith('/countersign ') || NOUNS.has(splitWords(one)[0] ?? ''))
    .map((one) => ({ line: one.replace(/^\/countersign /u, ''), where: name }))
    .filter(({ line }) => line !== '…' && !MISSPELLED.includes(line));
}

/** What is wrong with a line; a command may be named without what it takes. */
function problemOf(line: string): string | undefined {
  const words = splitWords(line).filter((word) => word !== '…');
  const spec = specOf(words);
  if (!spec) return 'there is no command of that name';
  const rest = words.slice(spec.name.split(' ').length);
  if (spec.name === 'help') return helped(rest) ? undefined : 'there is no command of that name';
  const [meant] = spec.name.includes(' ') ? [] : meantCommands(words, COMMANDS);
  if (meant) return `it says ${words[1]} instead of ${meant.label}`;
  const read = readLine(spec, rest);
  return read.kind === 'read' || rest.length === 0 ? undefined : read.problem;
}

/** The command with the most words at the start of the line. */
function specOf(words: readonly string[]) {
  return SPECS.filter(({ name }) => name.split(' ').every((part, index) => part === words[index]))
    .toSorted((one, other) => other.name.length - one.name.length)
    .at(0);
}

function helped(words: readonly string[]): boolean {
  return words.length < 2 ? NOUNS.has(words[0] ?? 'help') : specOf(words)?.name === words.join(' ');
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
