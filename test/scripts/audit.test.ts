import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createAuditStore } from '../../src/models/mongoose/audit-store.ts';
import { ensureIndexes } from '../../src/models/mongoose/index.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { COMMAND_TIMEOUT_MS, runCommand } from '../support/run-command.ts';

vi.setConfig({ testTimeout: COMMAND_TIMEOUT_MS });

let database: TestDatabase;
let folder: string;
let exported: string;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'countersign-audit-'));
  exported = join(folder, 'export.jsonl');
  await ensureIndexes(database.connection);
  const at = new Date('2026-11-23T10:00:00Z');
  await createAuditStore(database.connection).append(
    ['add_to_group', 'reset_password', 'disable_account'].map((tool) => ({
      key: tool,
      at,
      action: 'policy_changed',
      by: { personId: 'per_ada', name: 'Ada Okafor' },
      details: { tool, to: 'disabled' },
    })),
  );
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

it('takes the trail out of the database, and checks it without one', async () => {
  const { exitCode, output } = await runCommand('audit', ['export'], { MONGODB_URI: database.uri });
  expect(exitCode).toBe(0);
  await writeFile(exported, output.trim());

  const checked = await runCommand('audit', ['verify', exported]);
  expect(checked).toMatchObject({ exitCode: 0 });
  expect(checked.output).toMatch(/^Intact: 3 entries \(1 to 3\)/);

  const [, head = ''] = /Head: (\w+)/.exec(checked.output) ?? [];
  expect((await runCommand('audit', ['verify', exported, '--head', head])).exitCode).toBe(0);
  const other = await runCommand('audit', ['verify', exported, '--head', 'f'.repeat(64)]);
  expect(other).toMatchObject({ exitCode: 1 });
  expect(other.output).toContain('it is another trail');
});

it('names the first entry that somebody has changed', async () => {
  const tampered = join(folder, 'tampered.jsonl');
  await writeFile(tampered, (await readFile(exported, 'utf8')).replace('reset_password', 'read_password'));

  const { exitCode, output } = await runCommand('audit', ['verify', tampered]);
  expect(output).toContain('BROKEN at line 2 (entry 2): was changed after it was written.');
  expect(exitCode).toBe(1);
});

it('names the first entry of an export whose lines were swapped, or whose end was cut off', async () => {
  const lines = (await readFile(exported, 'utf8')).split('\n');
  const files = {
    'swapped.jsonl': [lines[0], lines[2], lines[1], lines[3]],
    'cut-off.jsonl': lines.slice(0, 2),
  };
  const said = await Promise.all(
    Object.entries(files).map(async ([name, kept]) => {
      await writeFile(join(folder, name), kept.join('\n'));
      return (await runCommand('audit', ['verify', join(folder, name)])).output;
    }),
  );
  expect(said[0]).toContain('BROKEN at line 2 (entry 3): is entry 3 where 2 belongs.');
  expect(said[1]).toMatch(/BROKEN at line 3 \(entry 3\): the end of the export is missing/u);
});

it('says in a sentence what is missing', async () => {
  expect((await runCommand('audit', ['verify', join(folder, 'none.jsonl')])).output).toContain('ENOENT');
  const { exitCode, output } = await runCommand('audit', ['export']);
  expect(output).toContain('MONGODB_URI: missing');
  expect(exitCode).toBe(1);
});
