import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { openTestStores } from '../../../test/support/stores.ts';
import type { AuditAction, AuditFact } from '../audit.ts';
import type { NewIntegration, SlackInstallation } from '../integration.ts';
import { AUTO } from '../tool-policy.ts';
import type { Stores } from './index.ts';
import {
  minutesAfter,
  NOW,
  sampleClient,
  sampleEntry,
  samplePerson,
  sampleRequest,
} from './samples.fixture.ts';

let database: TestDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await openTestDatabase();
  stores = await openTestStores(database);
});
beforeEach(async () => {
  const collections = [
    'clients',
    'people',
    'policies',
    'mspSettings',
    'integrations',
    'slack_installations',
    'requests',
  ];
  await Promise.all(collections.map((name) => database.connection.collection(name).deleteMany({})));
});
afterAll(() => database.close());

const fact = (key: string, minutes = 0, action: AuditAction = 'client_changed'): AuditFact => ({
  key,
  at: minutesAfter(minutes),
  action,
  by: { personId: 'per_ada', name: 'Ada Okafor' },
  details: { key },
});
const owedKeys = async () => (await stores.owedFacts.owed(100)).map(({ key }) => key);

const client = sampleClient();
const person = samplePerson({ identities: [{ provider: 'slack', tenant: 'T1', user: 'U1' }] });
const admin = samplePerson({ role: 'msp_admin' });
const second = { provider: 'slack', tenant: 'T1', user: 'U2' } as const;
const hudu: NewIntegration = {
  name: 'hudu',
  id: 'int_1',
  settings: { baseUrl: 'https://acme.huducloud.com' },
  secrets: { apiKey: 'a key' },
  connectedBy: { personId: 'per_ada', name: 'Ada Okafor' },
  connectedAt: NOW,
};
const installation: SlackInstallation = {
  key: 'T0HARBOR',
  teamName: 'Harbor IT',
  appId: 'A1',
  botUserId: 'U0BOT',
  botToken: 'a token',
  scopes: ['chat:write'],
  installedAt: NOW,
};
const undelivered = sampleRequest({ outbox: [sampleEntry('a', { dead: true })] });

/** Everything that a person can change alone, each with what has to be there before. */
const CHANGES: Readonly<
  Record<
    string,
    {
      action: AuditAction;
      before?: () => Promise<unknown>;
      change: (facts: readonly AuditFact[]) => Promise<unknown>;
    }
  >
> = {
  'a new client': { action: 'client_changed', change: (facts) => stores.clients.insert(client, facts) },
  'another mapping': {
    action: 'client_changed',
    before: () => stores.clients.insert(client),
    change: (facts) => stores.clients.save({ ...client, name: 'Other' }, facts),
  },
  'another mode': {
    action: 'mode_changed',
    before: () => stores.clients.insert(client),
    change: (facts) => stores.clients.setMode(client, 'execute', facts),
  },
  'the first setting for all clients': {
    action: 'client_changed',
    change: (facts) => stores.msp.save({ version: 0, approvalChannels: ['slack'] }, facts),
  },
  'another setting for all clients': {
    action: 'client_changed',
    before: () => stores.msp.save({ version: 0, approvalChannels: ['slack'] }),
    change: (facts) => stores.msp.save({ version: 1 }, facts),
  },
  'a first policy': {
    action: 'policy_changed',
    change: (facts) => stores.policies.set({ scope: 'msp', version: 0, tools: { x: AUTO }, facts }),
  },
  'another policy': {
    action: 'policy_changed',
    before: () => stores.policies.set({ scope: 'msp', version: 0, tools: { x: AUTO }, signed: '0.a' }),
    change: (facts) => stores.policies.set({ scope: 'msp', version: 1, tools: { x: null }, facts }),
  },
  'somebody new': { action: 'person_changed', change: (facts) => stores.people.insert(person, facts) },
  'an account given': {
    action: 'person_changed',
    before: () => stores.people.insert(person),
    change: (facts) => stores.people.link(person.id, [second], { facts }),
  },
  'an account taken': {
    action: 'person_changed',
    before: () => stores.people.insert(person),
    change: (facts) => stores.people.unlink(person, person.identities, facts),
  },
  'a role given': {
    action: 'role_changed',
    before: () => stores.people.insert(person),
    change: (facts) => stores.people.setRole(person, 'msp_admin', { entrustedAt: NOW, facts }),
  },
  'an admin’s role taken': {
    action: 'role_changed',
    before: async () => [await stores.people.insert(admin), await stores.people.insert(otherAdmin)],
    change: (facts) => stores.people.stepDown(admin, { role: null, active: true, facts }, NOW),
  },
  'somebody gone': {
    action: 'role_changed',
    before: () => stores.people.insert(person),
    change: (facts) => stores.people.stepDown(person, { role: null, active: false, facts }, NOW),
  },
  'somebody back': {
    action: 'person_changed',
    before: () => stores.people.insert(person),
    change: (facts) => stores.people.setActive(person, true, facts),
  },
  'a system connected': {
    action: 'integration_changed',
    change: (facts) => stores.integrations.insert(hudu, facts),
  },
  'a system with other settings': {
    action: 'integration_changed',
    before: () => stores.integrations.insert(hudu),
    change: (facts) => stores.integrations.replace({ id: 'int_1', version: 1 }, hudu, facts),
  },
  'a system disconnected': {
    action: 'integration_changed',
    before: () => stores.integrations.insert(hudu),
    change: (facts) => stores.integrations.remove({ name: 'hudu', id: 'int_1', version: 1 }, facts),
  },
  'a workspace': {
    action: 'integration_changed',
    change: (facts) => stores.slackInstallations.save(installation, facts),
  },
  'another try at a delivery': {
    action: 'delivery_retried',
    before: () => stores.requests.insert(undelivered),
    change: (facts) => stores.requests.reviveOutbox(undelivered, NOW, facts),
  },
};
const otherAdmin = samplePerson({ role: 'msp_admin' });

describe('what a change owes the trail', () => {
  it.each(Object.keys(CHANGES))('is stored with the change, as it was given: %s', async (name) => {
    const { action, before, change } = CHANGES[name] ?? expect.fail(name);
    await before?.();

    await change([fact('a', 0, action), fact('b', 0, action)]);

    expect(await stores.owedFacts.owed(100)).toEqual([fact('a', 0, action), fact('b', 0, action)]);
  });

  it.each(Object.keys(CHANGES).filter((name) => name !== 'a workspace'))(
    'is not owed when the change is refused: %s',
    async (name) => {
      const { action, before, change } = CHANGES[name] ?? expect.fail(name);
      await before?.();
      await change([fact('first', 0, action)]);
      await stores.owedFacts.settle([fact('first', 0, action)]);

      // A second time in the same words comes too late; an account that is there already is no change.
      await change([fact('late')]);

      expect(await owedKeys()).toEqual([]);
    },
  );

  it('outlives every later change, and is no part of what is read', async () => {
    await stores.clients.insert(client, [fact('added')]);
    const renamed = await stores.clients.save({ ...client, name: 'Renamed', documentation: [] }, [
      fact('renamed', 1),
    ]);
    await stores.clients.setMode(renamed ?? client, 'execute', [fact('mode', 2)]);
    await stores.integrations.insert(hudu, [fact('connected', 3)]);
    await stores.integrations.replace({ id: 'int_1', version: 1 }, hudu, [fact('changed', 4)]);
    await stores.integrations.remove({ name: 'hudu', id: 'int_1', version: 2 }, [fact('disconnected', 5)]);
    await stores.integrations.insert({ ...hudu, id: 'int_2' }, [fact('again', 6)]);
    await stores.msp.save({ version: 0, approvalChannels: ['slack'] }, [fact('set', 7)]);
    await stores.msp.save({ version: 1 }, [fact('unset', 8)]);

    expect(await owedKeys()).toEqual(
      'added renamed mode connected changed disconnected again set unset'.split(' '),
    );
    expect(await stores.clients.find(client.id)).toEqual({
      ...client,
      name: 'Renamed',
      mode: 'execute',
      version: 3,
    });
    expect(await stores.integrations.all()).toMatchObject([{ id: 'int_2', version: 1 }]);
    expect(await stores.msp.get()).toEqual({ version: 2 });
  });

  it('is owed no more once it is settled, and everything else still is', async () => {
    await stores.clients.insert(client, [fact('a'), fact('b', 1)]);
    await stores.people.insert(person, [fact('c', 2, 'person_changed')]);

    await stores.owedFacts.settle([fact('a'), fact('c', 2, 'person_changed')]);
    expect(await owedKeys()).toEqual(['b']);
    await stores.owedFacts.settle([fact('a'), fact('b')]);

    expect(await owedKeys()).toEqual([]);
  });

  it('of a disconnected system is all that is left of it', async () => {
    const seen = (await stores.integrations.insert(hudu)) ?? expect.fail('it was there');
    await stores.integrations.remove(seen, [fact('disconnected')]);

    expect(await stores.integrations.find('hudu')).toBeUndefined();
    expect(await stores.integrations.replace(seen, hudu)).toBeUndefined();
    expect(await stores.integrations.remove(seen)).toBe(false);
    expect(await database.connection.collection('integrations').find().toArray()).toEqual([
      { _id: 'hudu', removed: true, owedFacts: [fact('disconnected')] },
    ]);
  });
});
