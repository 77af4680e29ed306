import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { EmbeddedMongoError } from './embedded-mongo-error.ts';

const engineListening = z.object({ port: z.number() });
/** What the child tells its parent, once. */
export type EngineListening = z.infer<typeof engineListening>;

export type EngineProcessOptions = {
  directory: string;
  /** 0 takes any free port. */
  port: number;
  /** Path of the engine's native library. */
  library: string;
};

/** How a process ended, with the last it wrote to standard error. */
export type EngineExit = { exitCode: number | null; signal: NodeJS.Signals | null; lastErrors: string };

export type EngineProcess = {
  pid: number;
  port: number;
  ended: Promise<EngineExit>;
  /** Asks it to end and waits; ends it by force after ten seconds. */
  stop(): Promise<void>;
};

const childPath = fileURLToPath(new URL('./child.ts', import.meta.url));
const stopLimitMs = 10_000;
const keptErrorsLength = 2_000;

/** Resolves when the engine listens. Throws `EmbeddedMongoError` `start_failed` if it ends before. */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  const child = fork(childPath, [options.directory, String(options.port)], {
    // The engine is somebody else's native code: it gets none of our secrets.
    env: { NAPI_RS_NATIVE_LIBRARY_PATH: options.library },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = watchEnd(child);
  const { port } = await Promise.race([
    once(child, 'message').then(([message]) => engineListening.parse(message)),
    ended.then((exit) => {
      throw startFailed(exit);
    }),
  ]);
  return { pid: child.pid ?? 0, port, ended, stop: () => stop(child, ended) };
}

function startFailed({ lastErrors, signal, exitCode }: EngineExit): EmbeddedMongoError {
  const reason = lastErrors || `it ended with ${signal ?? `code ${exitCode}`}`;
  return new EmbeddedMongoError('start_failed', `The embedded database did not start: ${reason}`);
}

async function watchEnd(child: ChildProcess): Promise<EngineExit> {
  let lastErrors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastErrors = (lastErrors + text).slice(-keptErrorsLength);
  });
  return new Promise((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, lastErrors }));
    child.once('error', (error) => resolve({ exitCode: null, signal: null, lastErrors: error.message }));
  });
}

async function stop(child: ChildProcess, ended: Promise<EngineExit>): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(force);
}
