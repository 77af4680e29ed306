import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, ROOT } from './node-process.ts';

const CLI = join(ROOT, 'node_modules/@microsoft/m365agentsplayground/cli.js');

/** A running Microsoft 365 Agents Playground. */
export interface Playground {
  /** Of its page. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts the Playground as the documentation says, against the bot at this address, with the people of a folder of
 * `manifests/teams`. It writes a log beside its configuration, so that it gets a copy of the folder.
 */
export async function startPlayground({
  folder,
  botUrl,
}: {
  folder: string;
  botUrl: string;
}): Promise<Playground> {
  const home = await mkdtemp(join(tmpdir(), 'countersign-playground-'));
  const configuration = '.m365agentsplayground.yml';
  await cp(join(ROOT, 'manifests/teams', folder, configuration), join(home, configuration));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [CLI, 'start', '-e', botUrl, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    { cwd: home, env: cleanEnvironment({ HOME: home }), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit');
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (line === `Listening on ${port}`) ready.resolve();
    });
  void ended.then(() => ready.reject(new Error(`the Playground has ended:\n${lines.join('\n')}`)));
  await ready.promise;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.kill('SIGKILL');
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('there is no free port');
  return address.port;
}
