import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openRunDirectory } from './run-directory.ts';

it('leaves the data of a sandbox that runs alone, and removes what ended ones left', async () => {
  const root = await mkdtemp(join(tmpdir(), 'countersign-runs-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  onTestFinished(() => void other.kill());
  const ended = spawn(process.execPath, ['-e', '']);
  await once(ended, 'exit');
  for (const name of [String(other.pid), String(ended.pid), 'of-an-older-version']) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'data'), '');
  }

  const own = await openRunDirectory(root);

  expect(await readdir(root)).toEqual([String(other.pid)]);
  expect(own).toBe(join(root, String(process.pid)));
});
