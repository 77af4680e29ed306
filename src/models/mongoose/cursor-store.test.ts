import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { CursorStore } from '../stores.ts';
import { createCursorStore } from './cursor-store.ts';
import { minutesAfter, NOW } from './samples.fixture.ts';

let database: TestDatabase;
let cursors: CursorStore;

beforeAll(async () => {
  database = await openTestDatabase();
  cursors = createCursorStore(database.connection);
});
afterAll(() => database.close());

describe('a cursor', () => {
  it('is unknown at first and never moves back', async () => {
    expect(await cursors.read('connectwise')).toEqual(new Map());
    await cursors.advance('connectwise', NOW);
    await cursors.advance('connectwise', minutesAfter(-5));

    expect(await cursors.read('connectwise', 'halopsa')).toEqual(new Map([['connectwise', NOW]]));
  });

  it('is where it was put, further back too', async () => {
    for (const minutes of [5, -5]) {
      await cursors.put('waiting', minutesAfter(minutes));
      expect((await cursors.read('waiting')).get('waiting')).toEqual(minutesAfter(minutes));
    }
  });

  it('counts where it is a number, and never back', async () => {
    expect(await cursors.readNumbers('admins-told')).toEqual(new Map());
    for (const to of [3, 12, 7]) await cursors.advanceNumber('admins-told', to);

    expect(await cursors.readNumbers('admins-told', 'tickets')).toEqual(new Map([['admins-told', 12]]));
    expect(await cursors.read('admins-told')).toEqual(new Map());
  });

  it('ends at the latest of many simultaneous advances, also the very first', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, minutes) => cursors.advance('tickets', minutesAfter(minutes))),
    );

    expect((await cursors.read('tickets')).get('tickets')).toEqual(minutesAfter(39));
  });
});
