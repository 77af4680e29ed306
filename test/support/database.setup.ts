import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedMongo } from '../../src/sandbox/embedded-mongodb/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the one MongoDB server that the whole run shares; see database.ts. */
    mongoUri: string;
  }
}

/**
 * Starts one embedded MongoDB for the whole run, in a fresh directory, and provides its address. With
 * TEST_MONGODB_URI set the tests use that server instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_MONGODB_URI'];
  if (given) {
    project.provide('mongoUri', given);
    return async () => undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'countersign-test-'));
  const mongo = await startEmbeddedMongo({ directory });
  project.provide('mongoUri', mongo.uri);
  return async () => {
    await mongo.close();
    await rm(directory, { recursive: true, force: true });
  };
}
