import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { ClientStore } from '../stores.ts';
import { createClientStore } from './client-store.ts';
import { ensureIndexes } from './index.ts';
import { sampleClient } from './samples.fixture.ts';

let database: TestDatabase;
let clients: ClientStore;

beforeAll(async () => {
  database = await openTestDatabase();
  clients = createClientStore(database.connection);
  await ensureIndexes(database.connection);
});
beforeEach(() => database.connection.collection('clients').deleteMany({}));
afterAll(() => database.close());

describe('a client', () => {
  it('comes back as it went in, by its id and by its workspace', async () => {
    const client = sampleClient({
      psa: { name: 'halopsa', companyId: '19' },
      documentation: [{ name: 'hudu', companyId: '7' }],
      approvalChannels: ['teams', 'halopsa'],
      decideByNote: true,
      voiceNumbers: ['+15555550142', '+15555550144'],
      language: 'de',
      technicianIds: ['per_tess'],
    });
    await clients.insert(client);

    expect(await clients.find(client.id)).toEqual(client);
    expect(await clients.bySlackTeam('T0LAKESIDE')).toEqual(client);
    expect(await clients.byEntraTenant(client.entraTenantId)).toEqual(client);
    expect(await clients.byPsaCompany({ name: 'halopsa', companyId: '19' })).toEqual(client);
    expect(await clients.byVoiceNumber('+15555550144')).toEqual(client);
    expect(await clients.byVoiceNumber('+15555550143')).toBeUndefined();
    expect(await clients.bySlackTeam('T0STRANGER')).toBeUndefined();
    expect(await clients.byPsaCompany({ name: 'autotask', companyId: '19' })).toBeUndefined();
    expect(await clients.all()).toEqual([client]);
  });

  it('needs neither a workspace nor a domain', async () => {
    const bare = { slackTeamIds: [], emailDomains: [] };
    const one = sampleClient({ id: 'cli_1', entraTenantId: 'tenant-1', ...bare });
    const other = sampleClient({ id: 'cli_2', entraTenantId: 'tenant-2', ...bare });

    expect([await clients.insert(one), await clients.insert(other)]).toEqual(['inserted', 'inserted']);
    expect(await clients.all()).toEqual([one, other]);
  });

  it('shares neither its workspace nor its tenant nor a number with another client', async () => {
    await clients.insert(sampleClient({ voiceNumbers: ['+15555550142'] }));
    const other = sampleClient({ id: 'cli_other', entraTenantId: 'other', slackTeamIds: ['T0OTHER'] });

    expect(await clients.insert({ ...other, slackTeamIds: ['T0OTHER', 'T0LAKESIDE'] })).toBe('duplicate');
    expect(await clients.insert({ ...other, entraTenantId: sampleClient().entraTenantId })).toBe('duplicate');
    expect(await clients.insert({ ...other, voiceNumbers: ['+15555550143', '+15555550142'] })).toBe(
      'duplicate',
    );
    expect(await clients.insert(other)).toBe('inserted');
  });

  it('changes its mode for one of two admins who looked at the same state', async () => {
    const client = sampleClient();
    await clients.insert(client);

    const changes = await Promise.all([clients.setMode(client, 'execute'), clients.setMode(client, 'plan')]);

    expect(changes.filter((changed) => changed !== undefined)).toHaveLength(1);
    expect(await clients.find(client.id)).toEqual(changes.find((changed) => changed !== undefined));
  });
});
