import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../../src/config.ts';
import { exportsOf } from './exports.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

async function foldersIn(room: string): Promise<string[]> {
  const entries = await readdir(join(SRC, room), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

const vendors = await foldersIn('tools');
const sources = (await readdir(SRC, { recursive: true }))
  .filter((path) => /\.tsx?$/.test(path) && !/\.(test|fixture)\.tsx?$/.test(path))
  .toSorted();

/** What every vendor's folder has; and one of these, for the contract that it implements. */
const IN_EVERY_VENDOR = ['README.md', 'api.ts', 'check.ts', 'index.ts', 'schema.ts', 'settings.ts'];
const CONTRACTS = ['directory.ts', 'documentation.ts', 'language-model.ts', 'psa.ts'];

/** Simulators are called by their vendor, whatever the room that speaks to it is for. */
const SIMULATORS: Readonly<Record<string, string>> = { voice: 'twilio' };

describe('vendors’ rooms', () => {
  it.each(vendors)('%s has the files that every vendor has', async (vendor) => {
    const files = await readdir(join(SRC, 'tools', vendor));

    expect(files).toEqual(expect.arrayContaining(IN_EVERY_VENDOR));
    expect(files.filter((name) => CONTRACTS.includes(name))).toHaveLength(1);
  });

  it('are those that can be configured, and each has a simulator', async () => {
    const parts = [...new Set(VARIABLES.flatMap(({ part }) => part ?? []))];
    const surfaces = (await foldersIn('bots')).filter((name) => name !== 'psa');
    const simulators = await foldersIn('sandbox');

    expect(parts.toSorted()).toEqual([...vendors, ...surfaces].map(camelCase).toSorted());
    for (const name of [...vendors, ...surfaces])
      expect(simulators).toContain(SIMULATORS[name] ?? name.replace(/-.*/, ''));
  });
});

function camelCase(folder: string): string {
  return folder.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Where types are contracts, they are documented too; elsewhere a type that only one room uses may speak for itself. */
const CONTRACT_FILES = /^([^/]+|models\/[^/]+|tools\/[^/]+|flows\/(desk|surface))\.ts$/;

it('can tell a documented export from one that is not', () => {
  const text = [
    '/** Does it. */',
    'export function one(): void {}',
    'export const two = 2;',
    '/** A schema. */',
    'export const Three = z.object({});',
    'export type Three = z.output<typeof Three>;',
    'export async function* four() {}',
  ].join('\n');
  expect(exportsOf(text)).toEqual([
    { name: 'one', kind: 'value', documented: true },
    { name: 'two', kind: 'value', documented: false },
    { name: 'Three', kind: 'value', documented: true },
    { name: 'Three', kind: 'type', documented: true },
    { name: 'four', kind: 'value', documented: false },
  ]);
});

describe('every source file', () => {
  it('is short enough to be read', async () => {
    const long: string[] = [];
    for (const path of sources) {
      const lines = (await readFile(join(SRC, path), 'utf8')).split('\n').length - 1;
      if (lines > 350) long.push(`${path}: ${lines} lines`);
    }
    expect(long).toEqual([]);
  });

  it('says of everything that it exports what it is', async () => {
    const silent: string[] = [];
    for (const path of sources) {
      const exported = exportsOf(await readFile(join(SRC, path), 'utf8'));
      const wanted = exported.filter(({ kind }) => kind === 'value' || CONTRACT_FILES.test(path));
      silent.push(...wanted.filter(({ documented }) => !documented).map(({ name }) => `${path}: ${name}`));
    }
    expect(silent).toEqual([]);
  });

  it('names no kind of thing that says nothing', () => {
    // A service desk is what this is all about, and service URL is the Bot Framework's own word.
    const vague = /(^|[/-])(utils?|helpers?|common|managers?|services?(?!-desk|-urls)|misc)(\.|\/|-)/;
    expect(sources.filter((path) => vague.test(path))).toEqual([]);
  });
});

it('has a README in every room', async () => {
  const rooms = ['flows', 'bots', 'tools', 'models', 'jobs', 'sandbox'];
  const inner = await Promise.all(
    ['bots', 'tools', 'sandbox'].map(async (room) => (await foldersIn(room)).map((name) => join(room, name))),
  );
  for (const room of [...rooms, ...inner.flat()])
    expect(await readdir(join(SRC, room)), room).toContain('README.md');
});
