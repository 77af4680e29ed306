import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from './database.ts';

let databases: TestDatabase[];

beforeAll(async () => {
  databases = await Promise.all([openTestDatabase(), openTestDatabase()]);
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

it('gives every test file a database of its own', async () => {
  const [first, second] = databases.map(({ connection }) => connection.collection('notes'));
  await first?.insertOne({ text: 'hello' });

  expect(await first?.countDocuments()).toBe(1);
  expect(await second?.countDocuments()).toBe(0);
});

it('hands out an address that leads to the same database', () => {
  for (const { uri, name, connection } of databases) {
    expect(new URL(uri).pathname).toBe(`/${name}`);
    expect(connection.name).toBe(name);
  }
});
