import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { PolicyStore } from '../stores.ts';
import { AUTO, DISABLED, TECHNICIAN_AND_MANAGER } from '../tool-policy.ts';
import { ensureIndexes } from './index.ts';
import { createPolicyStore } from './policy-store.ts';

let database: TestDatabase;
let policies: PolicyStore;

beforeAll(async () => {
  database = await openTestDatabase();
  policies = createPolicyStore(database.connection);
  await ensureIndexes(database.connection);
});
beforeEach(() => database.connection.collection('policies').deleteMany({}));
afterAll(() => database.close());

describe('tool policies', () => {
  it('are set, changed and reset, a scope at a time', async () => {
    const first = await policies.set({
      scope: 'msp',
      version: 0,
      tools: { add_to_group: AUTO, reset_password: TECHNICIAN_AND_MANAGER, assign_licence: null },
    });
    expect(first).toEqual({
      scope: 'msp',
      version: 1,
      tools: { add_to_group: AUTO, reset_password: TECHNICIAN_AND_MANAGER },
    });

    const second = await policies.set({
      scope: 'msp',
      version: 1,
      tools: { add_to_group: null, assign_licence: DISABLED },
    });
    expect(second).toEqual({
      scope: 'msp',
      version: 2,
      tools: { reset_password: TECHNICIAN_AND_MANAGER, assign_licence: DISABLED },
    });
    expect(await policies.get(['msp', 'cli_lakeside'])).toEqual([second]);
  });

  it('take one of two changes made from the same state', async () => {
    const from = (version: number) => [
      policies.set({ scope: 'cli_lakeside', version, tools: { add_to_group: AUTO } }),
      policies.set({ scope: 'cli_lakeside', version, tools: { add_to_group: DISABLED } }),
    ];

    for (const version of [0, 1]) {
      const changes = await Promise.all(from(version));
      expect(changes.filter((changed) => changed !== undefined)).toHaveLength(1);
    }
  });

  it.each(['a.b', '$where', '', '__proto__', 'Add_To_Group', 'a b'])(
    'are not set for what is no name of a tool: %j',
    async (name) => {
      const tools = Object.fromEntries([[name, AUTO]]);
      await expect(policies.set({ scope: 'msp', version: 0, tools })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      expect(await policies.get(['msp'])).toEqual([]);
    },
  );
});
