import { execFile } from 'node:child_process';
import { cleanEnvironment, ROOT } from './node-process.ts';
import { EXCHANGE_LOG_VARIABLE } from './test-environment.ts';

/** A command brings up a whole sandbox; on a busy machine that takes a while. */
export const COMMAND_TIMEOUT_MS = 240_000;

/** How a command ended, and everything it said. */
export interface Ended {
  exitCode: number;
  output: string;
}

/**
 * Runs one of scripts/ as an operator would, with this environment and nothing of the test's own but the way to find
 * programs. A command that does not end in time is killed, with exit code -1.
 */
export function runCommand(
  script: string,
  given: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = cleanEnvironment({ ...EXCHANGE_LOG_VARIABLE, ...environment });
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`scripts/${script}.ts`, ...given],
      { cwd: ROOT, env, timeout: COMMAND_TIMEOUT_MS / 2 },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, output: `${stdout}\n${stderr}` }),
    );
  });
}
