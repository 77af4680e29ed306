import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createConnection } from 'mongoose';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { openDatabaseLine } from '../../test/support/database-line.ts';
import { CountersignError } from '../errors.ts';
import { silentLogger } from '../logger.ts';
import { connectDatabase } from '../models/mongoose/index.ts';
import { type Job, type JobOptions, type RunningJobs, startJobs } from './start-jobs.ts';

const LONG_MS = 3_600_000;

let database: TestDatabase;
let started: RunningJobs[];

beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  started = [];
  await jobDocuments().deleteMany({});
});
afterEach(() => Promise.all(started.map((one) => one.stop())));
afterAll(() => database.close());

interface JobDocument {
  name: string;
  lockedAt: Date | null;
  nextRunAt: Date;
  lastRunAt: Date;
  lastFinishedAt: Date;
}

function jobDocuments() {
  return database.connection.collection<JobDocument>('jobs');
}

async function start(jobs: readonly Job[], more: Partial<JobOptions> = {}): Promise<RunningJobs> {
  const running = await startJobs({
    connection: database.connection,
    logger: silentLogger,
    jobs,
    processEveryMs: 20,
    ...more,
  });
  started.push(running);
  return running;
}

/** Resolves with the n-th call of `count`. */
function counter(goal: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let calls = 0;
  return {
    reached: promise,
    get calls() {
      return calls;
    },
    count() {
      calls += 1;
      if (calls === goal) resolve();
    },
  };
}

describe('a recurring job', () => {
  it('runs again and again, failures or not, and every failure is logged', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = pino({}, { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
    const runs = counter(3);

    await start(
      [
        {
          name: 'poll-tickets',
          everyMs: 10,
          run: async () => {
            runs.count();
            throw runs.calls === 1 ? new CountersignError('timeout', 'no answer') : new TypeError('a bug');
          },
        },
      ],
      { logger },
    );
    await runs.reached;

    expect(lines[0]).toMatchObject({ level: 40, job: 'poll-tickets' });
    expect(lines[1]).toMatchObject({ level: 50, job: 'poll-tickets' });
  });

  it('that is in no hurry waits its interval before it runs for the first time', async () => {
    let runs = 0;
    const run = async () => void (runs += 1);
    const running = await start([
      { name: 'check-integrations', everyMs: LONG_MS, first: 'after_interval', run },
      { name: 'poll-tickets', everyMs: LONG_MS, run },
    ]);
    await running.runNow('poll-tickets');

    const [patient, prompt] = await Promise.all(
      ['check-integrations', 'poll-tickets'].map((name) => jobDocuments().findOne({ name })),
    );
    const dueInMs = (patient?.nextRunAt.getTime() ?? 0) - Date.now();
    expect(dueInMs).toBeGreaterThan(LONG_MS / 2);
    expect(prompt?.name).toBe('poll-tickets');
    expect(runs).toBeGreaterThan(0);
  });

  it('is never run by two instances at the same time', async () => {
    const other = await createConnection(database.uri).asPromise();
    const runs = counter(25);
    let running = 0;
    let most = 0;
    const job: Job = {
      name: 'deliver-outbox',
      everyMs: 1,
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await jobDocuments().findOne({});
        running -= 1;
        runs.count();
      },
    };

    await Promise.all([start([job]), start([job], { connection: other })]);
    await runs.reached;
    await Promise.all(started.splice(0).map((one) => one.stop()));

    expect(most).toBe(1);
    expect(await jobDocuments().countDocuments()).toBe(1);
    await other.close();
  });

  it('keeps its lock for as long as it runs, though that is longer than the lock lives', async () => {
    const begun = counter(1);
    const finish = Promise.withResolvers<void>();
    const others = counter(1);
    const job = { name: 'poll-tickets', everyMs: 1 };
    const lockLifetimeMs = 1_500;
    await start([{ ...job, run: () => (begun.count(), finish.promise) }], { lockLifetimeMs });
    await begun.reached;

    await start([{ ...job, run: async () => others.count() }], { lockLifetimeMs });
    await renewals(4);
    expect(others.calls).toBe(0);
    finish.resolve();
    await others.reached;
  });

  it('is taken over when the process that ran it was killed', async () => {
    const lockLifetimeMs = 1_000;
    const holder = fork(fileURLToPath(new URL('holder.fixture.ts', import.meta.url)), [
      database.uri,
      'poll-tickets',
      String(lockLifetimeMs),
    ]);
    await once(holder, 'message');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lockedAt = (await jobDocuments().findOne({ name: 'poll-tickets' }))?.lockedAt;

    const ran = Promise.withResolvers<number>();
    const run = async () => ran.resolve(Date.now());
    await start([{ name: 'poll-tickets', everyMs: 50, run }], { lockLifetimeMs });

    expect((await ran.promise) - (lockedAt?.getTime() ?? Number.NaN)).toBeGreaterThanOrEqual(lockLifetimeMs);
  });

  it('goes on by itself after the database was away', async () => {
    const line = await openDatabaseLine(database.uri);
    const connection = await connectDatabase({
      uri: line.uri,
      logger: silentLogger,
      serverSelectionMs: 1_000,
    });
    const noticed = Promise.withResolvers<void>();
    const logger = pino(
      {},
      { write: (text) => text.includes('jobs could not be looked after') && noticed.resolve() },
    );
    const before = counter(2);
    const after = counter(2);
    let runs = before;
    const job = { name: 'poll-tickets', everyMs: 5, run: async () => runs.count() };
    const jobs = await start([job], { connection, logger, lockLifetimeMs: 1_000 });
    await before.reached;

    line.cut();
    await noticed.promise;
    runs = after;
    line.mend();
    await after.reached;

    await jobs.stop();
    await connection.close();
    line.close();
  });

  it('goes on after the machine slept for longer than a lock lives', async () => {
    const before = counter(1);
    const after = counter(3);
    let runs = before;
    const job = { name: 'poll-tickets', everyMs: 400, run: async () => runs.count() };
    await start([job], { processEveryMs: 250, lockLifetimeMs: 500 });
    await before.reached;

    await lockedAheadOfTime();
    runs = after;
    sleepAsAMachineDoes(700);

    await after.reached;
  });

  it('follows a changed interval', async () => {
    const slow = await start([{ name: 'poll-tickets', everyMs: LONG_MS, run: async () => undefined }]);
    await slow.stop();
    const runs = counter(3);

    await start([{ name: 'poll-tickets', everyMs: 5, run: async () => runs.count() }]);
    await runs.reached;
  });
});

/** The lock of the one job has been renewed so many times. */
async function renewals(times: number): Promise<void> {
  const seen = new Set<number>();
  while (seen.size <= times) {
    const found = await jobDocuments().findOne({});
    if (found?.lockedAt) seen.add(found.lockedAt.getTime());
  }
}

/** The one job is locked for a run that has not begun. */
async function lockedAheadOfTime(): Promise<void> {
  for (;;) {
    const found = await jobDocuments().findOne({});
    if (found?.lockedAt && found.nextRunAt > new Date() && found.lastFinishedAt >= found.lastRunAt) return;
  }
}

/** Nothing in this process happens meanwhile. */
function sleepAsAMachineDoes(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('running a job at once', () => {
  it('begins after it was asked for, even while an earlier run is under way', async () => {
    const first = Promise.withResolvers<void>();
    const begun = counter(1);
    const ends: string[] = [];
    const jobs = await start([
      {
        name: 'expire-and-resume',
        everyMs: LONG_MS,
        run: async () => {
          begun.count();
          if (begun.calls === 1) await first.promise;
          ends.push(`run ${begun.calls}`);
        },
      },
    ]);
    await begun.reached;

    const asked = [jobs.runNow('expire-and-resume'), jobs.runNow('expire-and-resume')];
    expect(begun.calls).toBe(1);
    first.resolve();
    await Promise.all(asked);

    expect(ends).toEqual(['run 1', 'run 2']);
  });

  it('does not fail with the job', async () => {
    const jobs = await start([
      { name: 'poll-tickets', everyMs: LONG_MS, run: () => Promise.reject(new TypeError('a bug')) },
    ]);

    await expect(jobs.runNow('poll-tickets')).resolves.toBeUndefined();
  });

  it('is an error for a job that there is not', async () => {
    const jobs = await start([]);

    await expect(jobs.runNow('no-such-job')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('stopping', () => {
  it('tells what runs to come to its end, waits for it, and leaves no lock', async () => {
    const connection = await createConnection(database.uri).asPromise();
    const begun = counter(1);
    let ended = false;
    const job: Job = {
      name: 'poll-tickets',
      everyMs: 10,
      run: async (signal) => {
        begun.count();
        await once(signal, 'abort');
        await jobDocuments().findOne({});
        ended = true;
      },
    };
    const jobs = await start([job], { connection });
    await begun.reached;

    await jobs.stop();
    await connection.close(true);

    expect(ended).toBe(true);
    expect(begun.calls).toBe(1);
    expect(await jobDocuments().countDocuments({ lockedAt: { $ne: null } })).toBe(0);
  });

  it('waits for no run that will not end', async () => {
    const begun = counter(1);
    const never = new Promise<void>(() => undefined);
    const jobs = await start([{ name: 'poll-tickets', everyMs: 10, run: () => (begun.count(), never) }], {
      stopWithinMs: 50,
    });
    await begun.reached;

    await expect(jobs.stop()).resolves.toBeUndefined();
  });

  it('lets nothing start afterwards', async () => {
    const runs = counter(1);
    const jobs = await start([{ name: 'poll-tickets', everyMs: LONG_MS, run: async () => runs.count() }]);
    await runs.reached;
    await jobs.stop();

    await jobs.runNow('poll-tickets');
    expect(runs.calls).toBe(1);
  });
});
