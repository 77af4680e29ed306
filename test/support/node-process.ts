import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What Node has compiled, kept from run to run: with it a start of the product takes half of the time. */
const COMPILE_CACHE = join(tmpdir(), 'countersign-compile-cache');

/** For a process of Node: what was given, the way to find programs, and nothing else of the tests' own environment. */
export function cleanEnvironment(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILE_CACHE, ...given };
}

/**
 * Compiles the product for the processes that will be started. They would do so themselves, but one that is killed keeps
 * nothing, and those that are started meanwhile all do the same again.
 */
export async function compileAhead(): Promise<void> {
  const load =
    "await Promise.all(['app', 'start', 'sandbox/index'].map((file) => import(`./src/${file}.ts`)))";
  const run = promisify(execFile);
  await run(process.execPath, ['--input-type=module', '--eval', load], {
    cwd: ROOT,
    env: cleanEnvironment(),
  });
}
