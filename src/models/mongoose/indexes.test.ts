import { randomBytes } from 'node:crypto';
import type { CommandStartedEvent, Document } from 'mongodb';
import { type Connection, createConnection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { silentLogger } from '../../logger.ts';
import { createSealer } from '../../seal.ts';
import { conversationKey } from '../conversation.ts';
import { AUTO } from '../tool-policy.ts';
import { ensureIndexes, openStores, type Stores } from './index.ts';
import {
  minutesAfter,
  NOW,
  sampleCall,
  sampleClient,
  sampleEntry,
  sampleMessage,
  samplePerson,
  sampleRequest,
  sampleVoiceDelivery,
  sampleWaitingRequest,
} from './samples.fixture.ts';

/** Commands that look for documents; inserts look for nothing. */
const LOOKING = ['find', 'aggregate', 'update', 'findAndModify', 'delete', 'count', 'distinct'];

const account = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0TESS' } as const;
const ticket = { psa: 'connectwise', id: '10042' } as const;
const waiting = sampleWaitingRequest({
  outbox: [sampleEntry('a', { nextTryAt: NOW }), sampleEntry('b', { nextTryAt: NOW })],
});
const client = sampleClient();
const person = samplePerson({ id: 'per_tess', identities: [account] });
const fact = { key: 'a', at: NOW, action: 'request_opened', details: {} } as const;

/** Every method of every store, as it is used. */
const calls: {
  [Store in keyof Stores]: { [Method in keyof Stores[Store]]: (store: Stores[Store]) => Promise<unknown> };
} = {
  requests: {
    insert: (store) => store.insert(sampleRequest()),
    find: (store) => store.find(waiting.id),
    save: async (store) => {
      const saved = await store.save(waiting, { set: { dueAt: NOW }, messages: [sampleMessage()] });
      if (saved) await store.save(saved, { set: { conclusionText: 'x' } });
    },
    markDelivered: async (store) => {
      await store.markDelivered(waiting.id, [{ entryId: 'a', ticket }], []);
      await store.markDelivered(waiting.id, [{ entryId: 'c' }], [{ entryId: 'b', error: 'timeout' }]);
    },
    claimOutbox: (store) => store.claimOutbox(waiting.id, NOW, 1),
    withDueOutbox: (store) => store.withDueOutbox(minutesAfter(1), 10),
    due: (store) => store.due(minutesAfter(1), 10),
    decisionContext: (store) => store.decisionContext(waiting.id, account),
    newestInConversation: (store) =>
      store.newestInConversation(conversationKey(waiting.conversation), waiting.requester.identity),
    ofRequester: (store) => store.ofRequester('per_dana', 20),
    openByTicket: (store) => store.openByTicket(ticket),
    hasMessage: (store) => store.hasMessage('psa:connectwise:10042'),
    idsAwaitingApproval: async (store) => [
      await store.idsAwaitingApproval({ clientId: client.id }, 10),
      await store.idsAwaitingApproval({ personId: 'per_max' }, 10),
    ],
    waitingOnTicket: (store) => store.waitingOnTicket('connectwise', NOW, 100),
    countByStatus: async (store) => [await store.countByStatus(), await store.countByStatus(client.id)],
    recent: (store) => store.recent(20),
    waitingByClient: (store) => store.waitingByClient(),
    search: async (store) => {
      const statuses = ['awaiting_approval', 'diagnosing', 'executing'] as const;
      const after = waiting.id;
      await store.search({}, 10);
      await store.search({ after, exceptClientIds: ['cli_other'] }, 10);
      await store.search({ clientId: client.id, after }, 10);
      await store.search({ clientId: client.id, statuses }, 10);
      await store.search({ statuses, after, oldestFirst: true }, 10);
      await store.search({ statuses, exceptClientIds: ['cli_other', 'cli_third'] }, 10);
      await store.search({ personId: 'per_dana', after }, 10);
    },
    byEnding: (store) => store.byEnding(waiting.id.slice(-6)),
    byTicketId: (store) => store.byTicketId('10042', 10),
    waitingForDecision: async (store) => {
      await store.waitingForDecision({ personId: 'per_max' }, 10);
      await store.waitingForDecision({ personId: 'per_tess', technician: { exceptClientIds: [] } }, 10);
      const technician = { exceptClientIds: ['cli_other'] };
      await store.waitingForDecision({ personId: 'per_tess', technician, admin: {} }, 10);
      await store.waitingForDecision({ personId: 'per_tess', technician, admin: { since: NOW } }, 10);
    },
    withDeadOutbox: async (store) => [await store.withDeadOutbox(20), await store.withDeadOutbox(20, ['x'])],
    reviveOutbox: (store) => store.reviveOutbox(waiting, NOW),
    waitingWithDigest: (store) => store.waitingWithDigest('per_dana', waiting.plan?.digest ?? ''),
    plannedWith: (store) => store.plannedWith({ clientId: client.id, tool: 'add_to_group', since: NOW }, 100),
    countWaitingWith: (store) =>
      store.countWaitingWith({
        clientIds: [client.id, 'cli_other'],
        tools: ['add_to_group', 'assign_licence'],
      }),
  },
  clients: {
    all: (store) => store.all(),
    find: (store) => store.find(client.id),
    bySlackTeam: (store) => store.bySlackTeam('T0LAKESIDE'),
    byEntraTenant: (store) => store.byEntraTenant(client.entraTenantId),
    byVoiceNumber: (store) => store.byVoiceNumber('+15555550142'),
    byPsaCompany: (store) => store.byPsaCompany({ name: 'connectwise', companyId: '42' }),
    insert: (store) => store.insert(client),
    save: (store) => store.save(client),
    setMode: (store) => store.setMode(client, 'execute'),
  },
  msp: {
    get: (store) => store.get(),
    save: (store) => store.save({ version: 0 }),
  },
  people: {
    find: (store) => store.find(person.id),
    findMany: (store) => store.findMany([person.id, 'per_none']),
    byIdentity: (store) => store.byIdentity(account),
    byEmail: (store) => store.byEmail('tess@harbor-it.example'),
    insert: (store) => store.insert(person),
    link: (store) => store.link(person.id, [{ ...account, tenant: 'T0LAKESIDE' }]),
    technicians: async (store) => [await store.technicians([]), await store.technicians([person.id])],
    setRole: (store) => store.setRole(person, 'msp_admin'),
    setActive: (store) => store.setActive(person, false),
    byName: (store) => store.byName('tanaka', 10),
    list: async (store) => [
      await store.list({ kind: 'msp' }, 10),
      await store.list({ kind: 'msp', role: 'msp_admin' }, 10),
      await store.list({ kind: 'client', clientId: client.id }, 10),
      await store.list({ kind: 'departed' }, 10),
    ],
    unlink: (store) => store.unlink(person, [account]),
    stepDown: async (store) => {
      const admin = samplePerson({ role: 'msp_admin' });
      await store.insert(admin);
      await store.insert(samplePerson({ role: 'msp_admin' }));
      return store.stepDown(admin, { role: null, active: true }, NOW);
    },
  },
  policies: {
    get: (store) => store.get(['msp', client.id]),
    set: async (store) => {
      await store.set({ scope: 'msp', version: 0, tools: { add_to_group: AUTO } });
      await store.set({ scope: 'msp', version: 1, tools: { add_to_group: null } });
    },
  },
  audit: {
    append: async (store) => {
      await store.append([fact]);
      await store.append([fact, { ...fact, key: 'b' }]);
    },
    has: (store) => store.has('a'),
    read: (store) => store.read(0, 100),
    find: async (store) => {
      await store.find({ requestId: 'req_1' }, 10);
      await store.find({ clientId: 'cli_lakeside' }, 10);
      await store.find({ action: 'mode_changed' }, 10);
      await store.find({ personId: 'per_tess' }, 10);
      await store.find({ tool: 'add_to_group', since: NOW, until: minutesAfter(5) }, 10);
      await store.find({ since: NOW, until: minutesAfter(5) }, 10);
      await store.find({ clientId: 'cli', after: { at: NOW, sequence: 20 } }, 10);
      await store.find({ after: { at: NOW, sequence: 20 }, since: NOW }, 10);
      await store.find({ tool: 'add_to_group', after: { at: NOW, sequence: 2 }, oldestFirst: true }, 10);
      await store.find({}, 10);
    },
    entry: (store) => store.entry(1),
    forget: (store) => store.forget(),
  },
  owedFacts: {
    owed: (store) => store.owed(10),
    settle: (store) => store.settle([fact]),
  },
  slackInstallations: {
    save: (store) => store.save(installation()),
    find: (store) => store.find('T0LAKESIDE'),
    remove: (store) => store.remove('T0OTHER'),
    all: (store) => store.all(),
    locked: (store) => store.locked(),
  },
  integrations: {
    all: (store) => store.all(),
    find: (store) => store.find('hudu'),
    insert: (store) => store.insert(integration()),
    replace: (store) => store.replace({ id: 'int_1', version: 1 }, integration()),
    remove: (store) => store.remove({ name: 'hudu', id: 'int_1', version: 2 }),
  },
  integrationChecks: {
    all: (store) => store.all(),
    save: (store) => store.save({ name: 'hudu', at: NOW, findings: [] }),
    remove: (store) => store.remove('hudu'),
  },
  sealedValues: {
    counts: (store) => store.counts(),
    reseal: (store) => store.reseal(10),
  },
  teamsConversations: {
    save: (store) => store.save(teamsConversation()),
    find: (store) => store.find(teamsConversation()),
    personal: (store) => store.personal('t1', 'u1'),
    personalByEmail: (store) => store.personalByEmail('t1', 'dana@lakeside.example'),
    shared: (store) => store.shared('t1', 5),
    latest: (store) => store.latest('t1'),
    remove: (store) => store.remove({ tenant: 't1', conversation: 'a:none' }),
  },
  teamsDeliveries: {
    begin: (store) => store.begin(teamsDelivery('k1')),
    find: (store) => store.find('k1'),
    arrived: (store) => store.arrived('k1', '1764'),
    failed: (store) => store.failed('k2'),
  },
  voiceCalls: {
    begin: (store) => store.begin(sampleCall({ id: 'CA1' })),
    find: (store) => store.find('CA1'),
    advance: (store) => store.advance(sampleCall({ id: 'CA1' }), { dialogue: sampleCall().dialogue }),
    end: (store) => store.end('CA1', NOW),
  },
  voiceDeliveries: {
    begin: (store) => store.begin(sampleVoiceDelivery({ key: 'k1' })),
    find: (store) => store.find('k1'),
    accepted: (store) => store.accepted('k1', 'texting', 'SM1'),
    move: (store) => store.move('k1', 'texting', 'reached', NOW),
    forget: (store) => store.forget('k2'),
  },
  cursors: {
    read: (store) => store.read('tickets:connectwise', 'intake:connectwise'),
    advance: (store) => store.advance('connectwise', NOW),
    put: (store) => store.put('connectwise', NOW),
    readNumbers: (store) => store.readNumbers('admins-told'),
    advanceNumber: (store) => store.advanceNumber('admins-told', 7),
  },
};

function teamsConversation(index = 0) {
  return {
    tenant: 't1',
    conversation: `a:${index}`,
    kind: index % 2 === 0 ? ('personal' as const) : ('channel' as const),
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    user: `u${index}`,
    seenAt: minutesAfter(index),
  };
}

function teamsDelivery(key: string) {
  return { key, tenant: 't1', conversation: 'a:1', at: NOW };
}

function integration() {
  return {
    name: 'hudu' as const,
    id: 'int_1',
    settings: { baseUrl: 'https://acme.huducloud.com' },
    secrets: { apiKey: 'not-a-real-one' },
    connectedBy: { personId: 'per_ada', name: 'Ada Adler' },
    connectedAt: NOW,
  };
}

function installation() {
  return {
    key: 'T0LAKESIDE',
    teamName: 'Lakeside Dental',
    appId: 'A1',
    botUserId: 'U0BOT',
    botToken: 'xoxb-not-a-real-one',
    scopes: [],
    installedAt: NOW,
  };
}

let database: TestDatabase;
let connection: Connection;
let stores: Stores;
const commands: Document[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  connection = await createConnection(database.uri, { monitorCommands: true }).asPromise();
  const sealer = createSealer([{ id: 'k1', key: randomBytes(32) }]);
  stores = openStores(connection, { sealer, logger: silentLogger });
  await ensureIndexes(connection);
  await fill();
  connection.getClient().on('commandStarted', ({ command }: CommandStartedEvent) => commands.push(command));
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

/** Enough that an index is worth using, and one of everything that is asked for. */
async function fill(): Promise<void> {
  await stores.requests.insert(waiting);
  await stores.clients.insert(client);
  await stores.people.insert(person);
  await stores.slackInstallations.save(installation());
  for (let index = 0; index < 40; index += 1) {
    const at = minutesAfter(index);
    await stores.requests.insert(
      sampleWaitingRequest({
        createdAt: at,
        dueAt: at,
        ticket: { psa: 'connectwise', id: `${index}` },
        requester: { identity: account, name: 'Someone', personId: `per_${index % 7}` },
        outbox: [sampleEntry('a', { nextTryAt: at })],
      }),
    );
    await stores.teamsConversations.save(teamsConversation(index));
    await stores.teamsDeliveries.begin(teamsDelivery(`k${index}`));
    await stores.voiceCalls.begin(sampleCall({ id: `CA${index}` }));
    await stores.voiceDeliveries.begin(sampleVoiceDelivery({ key: `k${index}` }));
    await stores.people.insert(samplePerson({ identities: [{ ...account, user: `U${index}` }] }));
    await stores.audit.append([{ ...fact, key: `${index}`, requestId: `req_${index}`, clientId: 'cli' }]);
  }
}

const everyCall = Object.entries(calls).flatMap(([store, methods]) =>
  Object.entries(methods).map(
    ([method, call]) =>
      [
        `${store}.${method}`,
        () => (call as (given: unknown) => Promise<unknown>)(stores[store as keyof Stores]),
      ] as const,
  ),
);

describe('every query uses an index', () => {
  it.each(everyCall)('%s', async (_, call) => {
    commands.length = 0;
    await call();
    const looking = commands.filter((command) => LOOKING.some((name) => name in command));

    for (const command of looking) {
      const plan = await explain(command);
      expect(stagesOf(plan), JSON.stringify(command)).not.toContain('COLLSCAN');
      expect(stagesOf(plan), JSON.stringify(command)).not.toContain('SORT');
      expect(collectionScansOf(plan)).toBe(0);
    }
  });

  it('covers every collection that the stores have', () => {
    expect(Object.keys(calls).toSorted()).toEqual(Object.keys(stores).toSorted());
    for (const [store, methods] of Object.entries(stores))
      expect(Object.keys(calls[store as keyof Stores]).toSorted()).toEqual(Object.keys(methods).toSorted());
  });

  it('would notice one that does not', async () => {
    const plan = await explain({ find: 'requests', filter: { clientName: 'Lakeside Dental' } });

    expect(stagesOf(plan)).toContain('COLLSCAN');
  });

  it('and counting by status reads no document', async () => {
    commands.length = 0;
    await stores.requests.countByStatus();

    const [command = expect.fail('nothing was sent')] = commands;
    const stages = stagesOf(await explain(command));
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('FETCH');
  });
});

/** Explains each statement of a command by itself: an `update` or `delete` message may carry several. */
async function explain(command: Document): Promise<Document[]> {
  const { lsid: _, $db: __, $clusterTime: ___, txnNumber: ____, ...bare } = command;
  const list = 'updates' in bare ? 'updates' : 'deletes' in bare ? 'deletes' : undefined;
  const single = list ? (bare[list] as Document[]).map((one) => ({ ...bare, [list]: [one] })) : [bare];
  return Promise.all(
    single.map(async (one) =>
      (connection.db ?? expect.fail('not connected')).command({
        explain: one,
        verbosity: 'executionStats',
      }),
    ),
  );
}

function stagesOf(node: unknown): string[] {
  return valuesOf(node, 'stage').filter((value) => typeof value === 'string');
}

/** `$lookup` has no stages of its own to show, but counts the scans it made. */
function collectionScansOf(node: unknown): number {
  return valuesOf(node, 'collectionScans').reduce<number>((sum, value) => sum + Number(value), 0);
}

function valuesOf(node: unknown, name: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === name ? [value] : []),
    ...(key === 'rejectedPlans' ? [] : valuesOf(value, name)),
  ]);
}
