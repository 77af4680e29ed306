import { MongoBackend, type MongoBackendConfig } from '@agendajs/mongo-backend';
import type { JobParameters } from 'agenda';
import type { Db } from 'mongodb';

/** Where Agenda keeps its jobs. */
export const JOBS_COLLECTION = 'jobs';

/**
 * Agenda's storage on our own connection, without what would end the process when the database goes away: Agenda leaves
 * the promises of `connect` (which makes indexes) and of `unlockJob` to themselves, and a rejected one is fatal in Node.
 */
export class JobBackend extends MongoBackend {
  readonly #beingTaken = new Set<Promise<unknown>>();
  #takes = true;

  constructor(db: Db, onError: (error: unknown) => void) {
    const config: MongoBackendConfig = { mongo: db, collection: JOBS_COLLECTION, ensureIndex: false };
    super(config);
    const { repository } = this;
    const unlockJob = repository.unlockJob.bind(repository);
    repository.unlockJob = (job: JobParameters) => unlockJob(job).catch(onError);
    const getNextJobToRun = repository.getNextJobToRun.bind(repository);
    repository.getNextJobToRun = (...asked) => this.#taking(() => getNextJobToRun(...asked));
  }

  /**
   * From now on no job is locked for a run; resolves when none is being locked. Agenda forgets what it asked for before it
   * was stopped: a job that it locks then is run by nobody until the lock has run out.
   */
  async takeNoMore(): Promise<void> {
    this.#takes = false;
    await Promise.allSettled(this.#beingTaken);
  }

  async #taking(lockNext: () => Promise<JobParameters | undefined>): Promise<JobParameters | undefined> {
    if (!this.#takes) return undefined;
    const taking = lockNext().then(async (job) => {
      if (!job || this.#takes) return job;
      await this.repository.unlockJob(job);
      return undefined;
    });
    this.#beingTaken.add(taking);
    try {
      return await taking;
    } finally {
      this.#beingTaken.delete(taking);
    }
  }

  /** Only takes the collection; Agenda's own log of events, and its indexes, are not used. */
  override async connect(): Promise<void> {
    await this.repository.connect();
  }
}

/**
 * One document a job. Without the unique index two instances that start together would make two, for ever; with it,
 * finding a job by its name takes no scan either.
 */
export async function ensureJobIndexes(db: Db): Promise<void> {
  await db.collection(JOBS_COLLECTION).createIndex({ name: 1 }, { unique: true });
}
