import { once } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Agenda, type Job as LockedJob } from 'agenda';
import type { Db } from 'mongodb';
import type { Connection } from 'mongoose';
import { CountersignError, isPassing } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { databaseError } from '../models/mongoose/database-error.ts';
import { ensureJobIndexes, JobBackend } from './job-backend.ts';
import { SingleFlight } from './single-flight.ts';

/** Recurring work. What it does is its own affair; here is only when, and that one instance at a time does it. */
export interface Job {
  /** `deliver-outbox`: unique, and kept over deployments. */
  name: string;
  everyMs: number;
  /** When it runs for the first time ever; at once unless it says otherwise. */
  first?: 'after_interval';
  /** The signal ends when the process stops or the lock is lost: come to an end at the next safe point. */
  run(signal: AbortSignal): Promise<void>;
}

export interface JobOptions {
  connection: Connection;
  logger: Logger;
  jobs: readonly Job[];
  /** How often the database is asked for jobs that are due. */
  processEveryMs: number;
  /** An instance that died holds its jobs for so long. A run may take longer: its lock is renewed. */
  lockLifetimeMs?: number;
  /** `stop` waits no longer. */
  stopWithinMs?: number;
}

export interface RunningJobs {
  /**
   * Runs a job in this process, whoever holds its lock, beginning after this call; resolves when it has ended. Its
   * failure is logged like any other. Throws `not_found` for a job that there is not.
   */
  runNow(name: string): Promise<void>;
  /** Starts nothing more, tells what runs to come to its end, and waits for it, but no longer than `stopWithinMs`. */
  stop(): Promise<void>;
}

const DEFAULT_LOCK_LIFETIME_MS = 30_000;
const DEFAULT_STOP_WITHIN_MS = 10_000;

/** Starts the recurring jobs of this instance. Throws `database_unavailable` when they could not be registered. */
export async function startJobs(options: JobOptions): Promise<RunningJobs> {
  const { connection, logger, jobs, stopWithinMs = DEFAULT_STOP_WITHIN_MS } = options;
  if (!connection.db) throw new CountersignError('database_unavailable', 'the database was never connected');
  const stopping = new AbortController();
  const onError = (error: unknown) => {
    if (!stopping.signal.aborted) logger.warn({ err: error }, 'jobs could not be looked after');
  };
  const flights = new Map(jobs.map((job) => [job.name, new SingleFlight(logged(job, logger))]));
  const backend = new JobBackend(connection.db, onError);
  const agenda = createAgenda(options, backend);
  agenda.on('error', onError);
  const allReleased = countLocked(agenda);
  define({ agenda, flights, stopping: stopping.signal, lockLifetimeMs: lockLifetimeOf(options) });
  await register(agenda, connection.db, jobs);
  return {
    async runNow(name) {
      const flight = flights.get(name);
      if (!flight) throw new CountersignError('not_found', `there is no job ${name}`);
      await flight.runAfresh(stopping.signal);
    },
    async stop() {
      stopping.abort();
      const ended = async () => {
        const noneTaken = backend.takeNoMore();
        await agenda.stop().catch(onError);
        await Promise.all([
          noneTaken,
          allReleased(),
          ...[...flights.values()].map((flight) => flight.idle()),
        ]);
      };
      if ((await within(stopWithinMs, ended())) === 'late') logger.warn('jobs did not end in time');
    },
  };
}

function createAgenda({ processEveryMs }: JobOptions, backend: JobBackend): Agenda {
  // A number: Agenda reads '200 milliseconds' as 200 seconds. The name is who holds a lock, for people who look.
  return new Agenda({ backend, name: `${hostname()}:${process.pid}`, processEvery: processEveryMs });
}

/** A lock is taken up to one look ahead of its time, and must not have run out by then. */
function lockLifetimeOf({ lockLifetimeMs = DEFAULT_LOCK_LIFETIME_MS, processEveryMs }: JobOptions): number {
  return Math.max(lockLifetimeMs, 2 * processEveryMs);
}

interface Definitions {
  agenda: Agenda;
  flights: ReadonlyMap<string, SingleFlight>;
  stopping: AbortSignal;
  lockLifetimeMs: number;
}

function define({ agenda, flights, stopping, lockLifetimeMs }: Definitions): void {
  for (const [name, flight] of flights) {
    const run = (locked: LockedJob) => runLocked({ locked, flight, stopping, lockLifetimeMs });
    // No lock limit: Agenda never gives back the place of a lock that ran out before its run began (a machine that slept).
    // oxlint-disable-next-line typescript/no-misused-promises -- the overload for callbacks comes before ours
    agenda.define(name, run, { concurrency: 1, lockLifetime: lockLifetimeMs });
  }
}

async function register(agenda: Agenda, db: Db, jobs: readonly Job[]): Promise<void> {
  try {
    await ensureJobIndexes(db);
    for (const job of jobs) await schedule(agenda, job);
    await agenda.start();
  } catch (error) {
    throw databaseError(error);
  }
}

function logged(job: Job, logger: Logger): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    if (signal.aborted) return;
    try {
      await job.run(signal);
    } catch (error) {
      const level = isPassing(error) ? 'warn' : 'error';
      logger[level]({ err: error, job: job.name }, 'job failed and will run again in its time');
    }
  };
}

/** Inserts what is new and touches nothing else: Agenda's `every` would clear the lock under another instance's run. */
async function schedule(agenda: Agenda, { name, everyMs, first }: Job): Promise<void> {
  const { jobs } = await agenda.queryJobs({ name });
  if (jobs.some(({ repeatInterval }) => repeatInterval !== everyMs)) await agenda.cancel({ name });
  const options = first === 'after_interval' ? { skipImmediate: true } : {};
  await agenda.create(name).repeatEvery(everyMs, options).unique({ name }, { insertOnly: true }).save();
}

interface LockedRun {
  locked: LockedJob;
  flight: SingleFlight;
  stopping: AbortSignal;
  lockLifetimeMs: number;
}

/** Runs under Agenda's lock and renews it meanwhile; a lock that was lost ends the run. */
async function runLocked({ locked, flight, stopping, lockLifetimeMs }: LockedRun): Promise<void> {
  const lost = new AbortController();
  let renewal: Promise<void> = Promise.resolve();
  const renew = async () => {
    // What fails for another reason is tried again next time; only Agenda's own verdict counts.
    await locked.touch().catch(() => undefined);
    if (locked.getCanceledMessage() !== undefined) lost.abort();
  };
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, lockLifetimeMs / 3);
  try {
    await flight.join(AbortSignal.any([stopping, lost.signal]));
  } finally {
    clearInterval(timer);
    // A renewal that overtook the release would leave the job locked by nobody.
    await renewal;
  }
}

/** Gives a function that waits until Agenda holds no lock for a run of this instance any more. */
function countLocked(agenda: Agenda): () => Promise<void> {
  const runs = { locked: 0 };
  agenda.on('start', () => {
    runs.locked += 1;
  });
  agenda.on('complete', () => {
    runs.locked -= 1;
  });
  return async () => {
    while (runs.locked > 0) await once(agenda, 'complete');
  };
}

async function within(ms: number, work: Promise<void>): Promise<'in_time' | 'late'> {
  const timer = new AbortController();
  const late = delay(ms, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
  const outcome = await Promise.race([work.then(() => 'in_time' as const), late]);
  timer.abort();
  return outcome;
}
