import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Collection, MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { PATIENCE } from '../../../test/support/patience.ts';
import { prepareEngineLibrary } from './native-library.ts';
import { restartDelayMs, type SupervisedEngine, superviseEngine } from './supervisor.ts';

let directory: string;
let library: string;
let closers: (() => Promise<void>)[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-mongo-'));
  library = await prepareEngineLibrary();
  closers = [];
});
afterEach(async () => {
  for (const close of closers.toReversed()) await close();
  await rm(directory, { recursive: true, force: true });
});

describe('the engine process', () => {
  it('comes back on the same port after kill -9, with every journalled write', async () => {
    const engine = await openEngine();
    const jobs = await openCollection(engine.port);
    const acknowledged: number[] = [];
    const killing = new AbortController();
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let id = writer; !killing.signal.aborted; id += 8) {
        const written = await jobs.insertOne({ _id: id }).catch(() => undefined);
        if (written) acknowledged.push(id);
      }
    });
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(300), PATIENCE);
    const firstPid = engine.pid();

    process.kill(firstPid, 'SIGKILL');
    killing.abort();
    await Promise.all(writers);

    const found = await jobs.find({ _id: { $in: acknowledged } }).toArray();
    expect(found).toHaveLength(acknowledged.length);
    expect(engine.pid()).not.toBe(firstPid);
  });

  it('ends when its parent is killed', async () => {
    const fixture = fileURLToPath(new URL('./parent.fixture.ts', import.meta.url));
    const parent = spawn(process.execPath, [fixture, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(parent.stdout, 'data');
    await expect(openEngine(), 'while it runs nobody else opens its directory').rejects.toMatchObject({
      code: 'start_failed',
    });

    parent.kill('SIGKILL');

    await vi.waitFor(() => openEngine(Number(port)), PATIENCE);
  });

  it.each(['embedded database ended unexpectedly', 'embedded database is started again'])(
    'leaves nothing running when it is closed as "%s" is logged',
    async (moment) => {
      const logged: unknown[] = [];
      const log = (_fields: unknown, text?: unknown) => void logged.push(text);
      const engine = await superviseEngine({
        directory,
        port: 0,
        library,
        logger: { info: log, error: log },
      });
      process.kill(engine.pid(), 'SIGKILL');
      await vi.waitFor(() => expect(logged).toContain(moment), { ...PATIENCE, interval: 5 });

      await engine.close();

      const next = await openEngine(engine.port);
      expect(next.port).toBe(engine.port);
    },
  );

  it('is not started again after close', async () => {
    const logger = { info: vi.fn(), error: vi.fn() };
    const engine = await superviseEngine({ directory, port: 0, library, logger });

    await engine.close();
    await engine.close();

    expect(logger.error).not.toHaveBeenCalled();
    expect(() => process.kill(engine.pid(), 0)).toThrow('ESRCH');
  });

  it('says why it does not start', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');

    const started = superviseEngine({ directory: file, port: 0, library });

    await expect(started).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringMatching(/EEXIST/),
    });
  });

  it('does not start on a port that is taken, and leaves the directory free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    closers.push(async () => void other.close());
    await once(other, 'listening');
    const { port } = z.object({ port: z.number() }).parse(other.address());

    await expect(openEngine(port)).rejects.toMatchObject({
      code: 'start_failed',
      message: expect.stringContaining('EADDRINUSE'),
    });
    await openEngine();
  });

  it('is given more time with every failed start, up to ten seconds', () => {
    expect([0, 1, 2, 6, 7, 2_000].map(restartDelayMs)).toEqual([100, 200, 400, 6_400, 10_000, 10_000]);
  });
});

async function openEngine(port = 0): Promise<SupervisedEngine> {
  const engine = await superviseEngine({ directory, port, library });
  closers.push(() => engine.close());
  return engine;
}

async function openCollection(port: number): Promise<Collection<{ _id: number }>> {
  const uri = `mongodb://127.0.0.1:${port}/countersign?directConnection=true`;
  // Of one server, one is the majority; this engine now and then acknowledges `majority` before the journal has it.
  const client = await new MongoClient(uri, { w: 1, journal: true }).connect();
  closers.push(() => client.close());
  return client.db().collection('jobs');
}
