import type { JobId } from 'agenda';
import type { Db } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { ensureJobIndexes, JOBS_COLLECTION, JobBackend } from './job-backend.ts';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await openTestDatabase();
  db = database.connection.db ?? expect.fail('not connected');
});
afterAll(() => database.close());

describe('storage for Agenda', () => {
  it('hands on the failure of an unlock that nobody waits for', async () => {
    const errors: unknown[] = [];
    const backend = new JobBackend(db, (error) => errors.push(error));
    await backend.connect();

    await backend.repository.unlockJob({
      name: 'poll-tickets',
      _id: 'no id' as JobId,
      priority: 0,
      nextRunAt: null,
      data: undefined,
      type: 'normal',
    });

    expect(errors).toHaveLength(1);
  });

  it('locks no job once it is to take no more, not even one that was just being locked', async () => {
    const backend = new JobBackend(db, () => undefined);
    await backend.connect();
    const jobs = db.collection(JOBS_COLLECTION);
    await jobs.insertOne({ name: 'poll-tickets', nextRunAt: new Date(0), lockedAt: null, type: 'normal' });
    const lockNext = () =>
      backend.repository.getNextJobToRun('poll-tickets', new Date(), new Date(0), undefined, undefined);

    const beingLocked = lockNext();
    await backend.takeNoMore();
    expect(await jobs.countDocuments({ lockedAt: null })).toBe(1);

    expect([await beingLocked, await lockNext()]).toEqual([undefined, undefined]);
    expect(await jobs.countDocuments({ lockedAt: null })).toBe(1);
  });

  it('makes no collection but its own', async () => {
    await ensureJobIndexes(db);
    await new JobBackend(db, () => undefined).connect();

    const collections = await db.listCollections().toArray();
    expect(collections.map(({ name }) => name)).toEqual([JOBS_COLLECTION]);
  });
});
