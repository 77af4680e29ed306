import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cleanEnvironment, ROOT } from '../support/node-process.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'counter sign '));
  await cp(join(ROOT, 'scripts/install-if-needed.mjs'), join(folder, 'scripts/install-if-needed.mjs'));
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "name": "a", "version": "1.0.0" }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const before = (wanted: object, installed: object) =>
  Promise.all([
    writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted })),
    writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed })),
  ]);
const install = (environment = {}) =>
  run(process.execPath, [join(folder, 'scripts/install-if-needed.mjs')], {
    cwd: tmpdir(),
    env: cleanEnvironment(environment),
  });

it('does nothing where everything is there, in whatever folder it is', async () => {
  await before(
    { '': {}, 'node_modules/x': { version: '1.0.0' } },
    { 'node_modules/x': { version: '1.0.0' } },
  );

  expect(await install()).toEqual({ stdout: '', stderr: '' });
});

it('installs nothing that is only for development where the product runs', async () => {
  await before({ '': {}, 'node_modules/x': { version: '1.0.0', dev: true } }, {});

  expect(await install({ NODE_ENV: 'production' })).toEqual({ stdout: '', stderr: '' });
});
