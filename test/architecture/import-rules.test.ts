import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cruise, cruise } from './cruise.ts';

describe('the import rules', () => {
  it('are kept by every file there is', async () => {
    const { files, violations } = await cruise(['src', 'scripts', 'test']);

    expect(violations).toEqual([]);
    // A tool that cannot read TypeScript finds nothing, and nothing wrong.
    expect(files.filter((path) => path.startsWith('src/')).length).toBeGreaterThan(250);
    expect(files).toContain('src/sandbox/console/page/app.tsx');
  });
});

/** A file that breaks a rule: where it would lie, what it says, and which rule has to object. */
const PLANTED: readonly (readonly [string, string, string])[] = [
  ['src/flows/a.ts', "import '../tools/acme/index.ts';", 'flows-know-no-vendor-and-no-surface'],
  ['src/flows/b.ts', "import '../bots/slack/index.ts';", 'flows-know-no-vendor-and-no-surface'],
  ['src/flows/c.ts', "import '../models/mongoose/index.ts';", 'flows-know-no-vendor-and-no-surface'],
  ['src/flows/d.ts', "import type { Agenda } from 'agenda'; export type D = Agenda;", 'agenda-in-jobs'],
  ['src/flows/e.ts', "import mongoose from 'mongoose'; export const e = mongoose;", 'database-in-stores'],
  ['src/tools/acme/a.ts', "import '../zenith/index.ts';", 'vendors-are-strangers'],
  ['src/tools/acme/b.ts', "import '../../flows/desk.ts';", 'vendors-know-contracts-only'],
  ['src/tools/psa.ts', "import './acme/index.ts';", 'contracts-know-no-vendor'],
  ['src/bots/teams/a.ts', "import '../slack/index.ts';", 'surfaces-are-strangers'],
  ['src/bots/teams/b.ts', "import '../../tools/acme/index.ts';", 'surfaces-know-flows-only'],
  ['src/bots/teams/c.ts', "import { App } from '@slack/bolt'; export const c = App;", 'bolt-in-slack'],
  ['src/jobs/a.ts', "import '../bots/slack/index.ts';", 'jobs-know-flows-only'],
  ['src/models/a.ts', "import './mongoose/index.ts';", 'nouns-know-no-database'],
  ['src/models/b.ts', "import '../tools/psa.ts';", 'models-know-nouns-only'],
  ['src/clock.ts', "import './models/noun.ts';", 'hall-knows-no-room'],
  ['src/app.ts', "import './sandbox/index.ts';", 'sandbox-is-started-in-one-place'],
  ['src/start.ts', "import './sandbox/slack/index.ts';", 'sandbox-is-outside'],
  ['src/sandbox/slack/a.ts', "import '../../tools/acme/index.ts';", 'simulators-know-no-product'],
  ['src/sandbox/slack/b.ts', "import '../openai/index.ts';", 'simulators-are-strangers'],
  ['src/tools/acme/c.ts', "import OpenAI from 'openai'; export const c = OpenAI;", 'openai-in-one-file'],
  [
    'src/tools/acme/d.ts',
    "import { Client } from '@microsoft/microsoft-graph-client'; export const d = Client;",
    'graph-client-in-its-room',
  ],
  [
    'src/tools/acme/e.ts',
    "import { Configuration } from 'openid-client'; export const e = Configuration;",
    'openid-client-in-one-file',
  ],
  ['src/flows/f.ts', "import '../start.ts';", 'rooms-do-not-import-the-root'],
  ['src/flows/g.ts', "import './h.ts';", 'no-circles'],
  ['src/flows/orphan.ts', 'export const nobody = 1;', 'no-orphans'],
  ['src/flows/i.ts', "import './is-not-there.ts';", 'no-unresolved'],
  ['src/flows/j.ts', "import 'vitest';", 'declared-packages-only'],
  ['src/flows/k.ts', "import './l.test.ts';", 'tests-are-not-imported'],
];

/** Innocent files, so that what is planted has something to import. */
const AROUND = [
  ['src/flows/h.ts', "import type {} from './g.ts';"],
  ...[
    'src/models/noun.ts',
    'src/models/mongoose/index.ts',
    'src/tools/acme/index.ts',
    'src/tools/zenith/index.ts',
    'src/flows/desk.ts',
    'src/flows/l.test.ts',
    'src/bots/slack/index.ts',
    'src/sandbox/index.ts',
    'src/sandbox/slack/index.ts',
    'src/sandbox/openai/index.ts',
  ].map((path): [string, string] => [path, 'export {};']),
] as const;

describe('a planted violation', () => {
  let folder: string;
  let found: Cruise;

  beforeAll(async () => {
    // Inside the repository, so that packages resolve; in a folder that no other tool looks into.
    const place = fileURLToPath(new URL('../../.countersign/', import.meta.url));
    await mkdir(place, { recursive: true });
    folder = await mkdtemp(join(place, 'import-rules-'));
    for (const [path, text] of [...AROUND, ...PLANTED]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), `${text}\n`);
    }
    found = await cruise(['src'], folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(PLANTED)('is caught: in %s, %s', (path, _text, rule) => {
    const rules = found.violations.filter(({ from }) => from === path).map((one) => one.rule);
    expect(rules).toContain(rule);
  });
});
