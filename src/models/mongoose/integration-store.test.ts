import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { createSealer } from '../../seal.ts';
import type { IntegrationStore, NewIntegration } from '../integration.ts';
import { createIntegrationCheckStore } from './integration-check-store.ts';
import { createIntegrationStore } from './integration-store.ts';
import { NOW } from './samples.fixture.ts';

const first = { id: 'k1', key: randomBytes(32) };
const hudu: NewIntegration = {
  name: 'hudu',
  id: 'int_1',
  settings: { baseUrl: 'https://acme.huducloud.com' },
  secrets: { apiKey: 'marked-secret' },
  connectedBy: { personId: 'per_ada', name: 'Ada Adler' },
  connectedAt: NOW,
};

let database: TestDatabase;
let integrations: IntegrationStore;

beforeAll(async () => {
  database = await openTestDatabase();
  integrations = createIntegrationStore(database.connection, createSealer([first]));
});
beforeEach(() => stored().deleteMany({}));
afterAll(() => database.close());

function stored() {
  return database.connection.collection<{ _id: string; sealedSecrets: string }>('integrations');
}

async function connected(given: NewIntegration = hudu) {
  return (await integrations.insert(given)) ?? expect.fail('it was connected already');
}

describe('an integration', () => {
  it('comes back with its secrets, which nobody can read in the document', async () => {
    const { secrets, ...rest } = hudu;
    await connected();

    expect(await integrations.find('hudu')).toEqual({
      ...rest,
      secrets: { kind: 'open', values: secrets },
      version: 1,
    });
    expect(JSON.stringify(await stored().find().toArray())).not.toContain('marked-secret');
  });

  it('is connected once: a second admin at the same moment is told', async () => {
    await connected();

    expect(await integrations.insert({ ...hudu, id: 'int_2' })).toBeUndefined();
    expect((await integrations.all()).map(({ id }) => id)).toEqual(['int_1']);
  });

  it('is replaced and removed only as it was looked at', async () => {
    const seen = await connected();
    const changed = await integrations.replace(seen, { ...hudu, secrets: { apiKey: 'second' } });

    expect(changed).toMatchObject({ version: 2, secrets: { values: { apiKey: 'second' } } });
    expect(await integrations.replace(seen, hudu)).toBeUndefined();
    expect(await integrations.remove(seen)).toBe(false);
    expect(await integrations.remove(changed ?? seen)).toBe(true);
    expect(await integrations.all()).toEqual([]);
  });

  it('that was disconnected and connected again is another, though its version is the same', async () => {
    const seen = await connected();
    await integrations.remove(seen);
    await connected({ ...hudu, id: 'int_2' });

    expect(await integrations.replace(seen, hudu)).toBeUndefined();
    expect(await integrations.remove(seen)).toBe(false);
  });

  it('tells which key is missing, and still shows the rest', async () => {
    await connected();
    const withoutKey = createIntegrationStore(
      database.connection,
      createSealer([{ id: 'k2', key: randomBytes(32) }]),
    );

    expect(await withoutKey.find('hudu')).toMatchObject({
      settings: hudu.settings,
      secrets: { kind: 'locked', keyId: 'k1' },
    });
  });

  it('opens no secrets that were copied from another system', async () => {
    await connected();
    await connected({ ...hudu, name: 'itglue', id: 'int_2' });
    const other = await stored().findOne({ _id: 'itglue' });
    await stored().updateOne({ _id: 'hudu' }, { $set: { sealedSecrets: other?.sealedSecrets ?? '' } });

    expect(await integrations.find('hudu')).toMatchObject({ secrets: { kind: 'damaged' } });
  });
});

it('the last look at a system replaces the one before it', async () => {
  const checks = createIntegrationCheckStore(database.connection);
  await checks.save({ name: 'hudu', at: NOW, findings: [{ kind: 'fine', subject: 'Address and key' }] });
  await checks.save({ name: 'hudu', at: NOW, findings: [] });
  await checks.save({ name: 'jira', at: NOW, findings: [] });
  await checks.remove('jira');

  expect(await checks.all()).toEqual([{ name: 'hudu', at: NOW, findings: [] }]);
});
