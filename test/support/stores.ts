import { randomBytes } from 'node:crypto';
import { silentLogger } from '../../src/logger.ts';
import { ensureIndexes, openStores, type Stores } from '../../src/models/mongoose/index.ts';
import { createSealer } from '../../src/seal.ts';
import type { TestDatabase } from './database.ts';

/** Every store over a test's database, with its indexes and a sealing key that nobody else has. */
export async function openTestStores({ connection }: TestDatabase): Promise<Stores> {
  await ensureIndexes(connection);
  const sealer = createSealer([{ id: 'k1', key: randomBytes(32) }]);
  return openStores(connection, { sealer, logger: silentLogger });
}
