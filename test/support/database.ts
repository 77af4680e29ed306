import { randomUUID } from 'node:crypto';
import { type Connection, createConnection } from 'mongoose';
import { inject } from 'vitest';

export type TestDatabase = {
  /** Address of the server with this database's name in it. */
  uri: string;
  name: string;
  connection: Connection;
  /** Removes the database and closes the connection. */
  close(): Promise<void>;
};

/**
 * An empty database on the run's server for one test file. Open one per file and empty its collections
 * between tests with `deleteMany`: the embedded engine gives the space of dropped ones back only on restart.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID()}`;
  const uri = withDatabaseName(inject('mongoUri'), name);
  const connection = await createConnection(uri).asPromise();
  return {
    uri,
    name,
    connection,
    close: async () => {
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

/** `URL` does not read the addresses of replica sets, which name several hosts. */
function withDatabaseName(uri: string, name: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`);
}
