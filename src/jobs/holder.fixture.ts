import { createConnection } from 'mongoose';
import { silentLogger } from '../logger.ts';
import { startJobs } from './start-jobs.ts';

/** A process that takes a job and never ends it, for a test to kill: `node holder.fixture.ts URI JOB LOCK_MS`. */
const [uri = '', name = '', lockLifetimeMs = ''] = process.argv.slice(2);

await startJobs({
  connection: await createConnection(uri).asPromise(),
  logger: silentLogger,
  processEveryMs: 20,
  lockLifetimeMs: Number(lockLifetimeMs),
  jobs: [
    {
      name,
      everyMs: 50,
      run: async () => {
        process.send?.('running');
        await new Promise(() => undefined);
      },
    },
  ],
});
