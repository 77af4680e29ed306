import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { addMs } from '../../clock.ts';
import { silentLogger } from '../../logger.ts';
import { conversationKey } from '../conversation.ts';
import type { ServiceRequest } from '../request.ts';
import type { Decider, RequestSearch, RequestStore } from '../stores.ts';
import { ensureIndexes } from './index.ts';
import { createRequestStore } from './request-store.ts';
import { minutesAfter, NOW, sampleEntry, sampleRequest, sampleWaitingRequest } from './samples.fixture.ts';

let database: TestDatabase;
let requests: RequestStore;

beforeAll(async () => {
  database = await openTestDatabase();
  requests = createRequestStore(database.connection, silentLogger);
  await ensureIndexes(database.connection);
});
beforeEach(async () => {
  await database.connection.collection('requests').deleteMany({});
});
afterAll(() => database.close());

async function stored(request: ServiceRequest): Promise<ServiceRequest> {
  expect(await requests.insert(request)).toBe('inserted');
  return request;
}

const ids = (found: readonly ServiceRequest[]) => found.map(({ id }) => id);

describe('looking for requests', () => {
  beforeEach(async () => {
    await stored(sampleRequest({ id: 'req_1' }));
    await stored(sampleRequest({ id: 'req_2', clientId: 'cli_other', status: 'denied' }));
    await stored(sampleRequest({ id: 'req_3', status: 'denied' }));
    const lee = { identity: { provider: 'slack', tenant: 'T1', user: 'ULEE' }, name: 'Lee' } as const;
    await stored(sampleRequest({ id: 'req_4', requester: { ...lee, personId: 'per_lee' } }));
  });

  it.each<[string, RequestSearch, string[]]>([
    ['of everybody, newest first', {}, ['req_4', 'req_3', 'req_2', 'req_1']],
    ['oldest first', { oldestFirst: true }, ['req_1', 'req_2', 'req_3', 'req_4']],
    ['of one client', { clientId: 'cli_other' }, ['req_2']],
    ['but for some clients', { exceptClientIds: ['cli_other'] }, ['req_4', 'req_3', 'req_1']],
    ['of one client that is left out: none', { clientId: 'cli_other', exceptClientIds: ['cli_other'] }, []],
    ['in some states', { statuses: ['denied', 'expired'] }, ['req_3', 'req_2']],
    ['in a state at a client', { statuses: ['denied'], clientId: 'cli_lakeside' }, ['req_3']],
    ['of one person', { personId: 'per_lee' }, ['req_4']],
    ['behind the last one seen', { after: 'req_3' }, ['req_2', 'req_1']],
    ['behind the last one seen, oldest first', { after: 'req_2', oldestFirst: true }, ['req_3', 'req_4']],
    ['behind one at a client', { after: 'req_4', clientId: 'cli_lakeside' }, ['req_3', 'req_1']],
  ])('%s', async (_what, search, found) => {
    expect(ids(await requests.search(search, 10))).toEqual(found);
  });

  it('in pages', async () => {
    expect(ids(await requests.search({}, 2))).toEqual(['req_4', 'req_3']);
  });

  it('by the end of an id, in any case, however much of it is given', async () => {
    const { id } = await stored(sampleRequest());

    for (const ending of [id.slice(-6), id.slice(-9), id.slice(-6).toLowerCase(), id.slice(4)])
      expect(ids(await requests.byEnding(ending))).toEqual([id]);
    const another = id.at(-7) === 'X' ? 'Y' : 'X';
    expect(await requests.byEnding(`${another}${id.slice(-6)}`)).toEqual([]);
    expect(await requests.byEnding('000000')).toEqual([]);
  });

  it('by ticket, also once they have ended', async () => {
    const first = await stored(sampleWaitingRequest());
    await requests.save(first, { set: { status: 'cancelled' } });
    const second = await stored(
      sampleRequest({ createdAt: minutesAfter(1), ticket: { psa: 'halopsa', id: '10042' } }),
    );

    expect(ids(await requests.byTicketId('10042', 10))).toEqual([second.id, first.id]);
    expect(await requests.byTicketId('10043', 10)).toEqual([]);
  });
});

describe('looking requests up', () => {
  it('finds what is due, oldest first', async () => {
    const second = await stored(sampleRequest({ dueAt: minutesAfter(-1) }));
    const first = await stored(sampleRequest({ dueAt: minutesAfter(-2) }));
    await stored(sampleRequest({ dueAt: minutesAfter(1) }));
    await stored(sampleRequest());

    expect(await requests.due(NOW, 10)).toEqual([first.id, second.id]);
  });

  it('finds the newest request of a person in a thread, ended or not, whoever else asks there', async () => {
    const { conversation, requester } = await stored(sampleRequest());
    const newer = await stored(
      sampleRequest({ conversation, createdAt: minutesAfter(1), status: 'completed' }),
    );
    const { identity } = requester;
    const others = { ...requester, identity: { ...identity, user: 'U0LEE' } };
    await stored(sampleRequest({ conversation, requester: others, createdAt: minutesAfter(2) }));
    const find = (key: string, by: typeof identity) => requests.newestInConversation(key, by);

    expect((await find(conversationKey(conversation), identity))?.id).toBe(newer.id);
    expect(await find(conversationKey(conversation), { ...identity, tenant: 'T0STRANGE' })).toBeUndefined();
    expect(await find('slack:T0LAKESIDE:D0DANA', identity)).toBeUndefined();
  });

  it("finds a person's requests, newest first", async () => {
    const older = await stored(sampleRequest({ id: 'req_1' }));
    const newer = await stored(sampleRequest({ id: 'req_2', createdAt: minutesAfter(1) }));
    await stored(sampleRequest({ requester: { ...older.requester, personId: 'per_other' } }));

    expect((await requests.ofRequester('per_dana', 10)).map(({ id }) => id)).toEqual([newer.id, older.id]);
    expect(await requests.ofRequester('per_dana', 1)).toHaveLength(1);
  });

  it('finds the open request of a ticket, and no longer once it is at rest', async () => {
    const request = await stored(sampleWaitingRequest());
    const ticket = { psa: 'connectwise', id: '10042' } as const;

    expect((await requests.openByTicket(ticket))?.id).toBe(request.id);
    expect(await requests.openByTicket({ ...ticket, psa: 'halopsa' })).toBeUndefined();
    await requests.save(request, { set: { status: 'cancelled' } });
    expect(await requests.openByTicket(ticket)).toBeUndefined();
  });

  it('finds what waits for a decision on a ticket of a PSA, oldest first, from an instant on', async () => {
    const waiting = sampleWaitingRequest();
    const [approval] = waiting.approvals;
    if (!approval) throw new Error('the sample waits for nobody');
    const approvals = [{ ...approval, code: '7Q4KXMP' }];
    const ofMinutes: string[] = [];
    for (const minutes of [2, 0, 1]) {
      const requester = { ...waiting.requester, personId: `per_${minutes}` };
      const createdAt = minutesAfter(minutes);
      ofMinutes.push((await stored(sampleWaitingRequest({ requester, approvals, createdAt }))).id);
    }
    await stored(waiting);
    const find = async (...given: Parameters<RequestStore['waitingOnTicket']>) =>
      (await requests.waitingOnTicket(...given)).map(({ id }) => ofMinutes.indexOf(id));

    expect(await find('connectwise', new Date(0), 10)).toEqual([1, 2, 0]);
    expect(await find('connectwise', NOW, 1)).toEqual([2]);
    expect(await find('connectwise', minutesAfter(2), 10)).toEqual([]);
    expect(await find('halopsa', new Date(0), 10)).toEqual([]);
  });

  it("finds a person's own request that waits for the same plan", async () => {
    const request = await stored(sampleWaitingRequest());
    const digest = request.plan?.digest ?? '';

    expect((await requests.waitingWithDigest('per_dana', digest))?.id).toBe(request.id);
    expect(await requests.waitingWithDigest('per_other', digest)).toBeUndefined();
    await requests.save(request, { set: { status: 'executing' } });
    expect(await requests.waitingWithDigest('per_dana', digest)).toBeUndefined();
  });

  it('counts by status, for all clients and for one', async () => {
    await stored(sampleWaitingRequest());
    await stored(sampleRequest());
    await stored(sampleRequest({ clientId: 'cli_other' }));

    expect(await requests.countByStatus()).toEqual({ received: 2, awaiting_approval: 1 });
    expect(await requests.countByStatus('cli_other')).toEqual({ received: 1 });
  });
});

describe('what waits for somebody’s decision', () => {
  const tess: Decider = { personId: 'per_tess', technician: { exceptClientIds: [] } };
  const max: Decider = { personId: 'per_max' };
  const waiting = async (decider: Decider) => ids((await requests.waitingForDecision(decider, 10)).requests);

  it('is oldest first, for technicians and for the manager, as long as their own signature is missing', async () => {
    const first = await stored(sampleWaitingRequest({ id: 'req_1' }));
    await stored(sampleRequest({ id: 'req_2' }));
    const third = await stored(
      sampleWaitingRequest({ id: 'req_3', clientId: 'cli_other', requester: someone }),
    );

    expect(await waiting(tess)).toEqual([first.id, third.id]);
    expect(await waiting(max)).toEqual([first.id, third.id]);
    expect(await waiting({ personId: 'per_else' })).toEqual([]);
    expect(await waiting({ ...tess, technician: { exceptClientIds: ['cli_other'] } })).toEqual([first.id]);
    expect(await requests.waitingForDecision(tess, 1)).toMatchObject({
      requests: [{ id: 'req_1' }],
      total: 2,
    });

    const approvals = signed(first, 'technician', 'per_tess');
    const saved = await requests.save(first, { set: { approvals } });
    expect(await waiting(tess)).toEqual([third.id]);
    expect(await waiting({ ...tess, personId: 'per_theo' })).toEqual([third.id]);
    expect(await waiting(max)).toEqual([first.id, third.id]);

    await requests.save(saved ?? first, { set: { status: 'denied' } });
    expect(await waiting(max)).toEqual([third.id]);
  });

  it('is never their own request, nor the other half of what they have signed', async () => {
    const own = { ...sampleRequest().requester, personId: 'per_tess' };
    await stored(sampleWaitingRequest({ requester: own }));
    const both = await stored(sampleWaitingRequest());
    await requests.save(both, { set: { approvals: signed(both, 'manager', 'per_tess') } });

    expect(await waiting(tess)).toEqual([]);
    expect(await waiting({ ...tess, personId: 'per_theo' })).toHaveLength(2);
  });

  it('is what another admin asked of the product, for admins alone', async () => {
    const { approvals, ...rest } = sampleWaitingRequest();
    const request = { ...rest, clientId: 'msp', approvals: approvals.slice(0, 1) };
    await stored({ ...request, approvals: request.approvals.map((one) => ({ ...one, kind: 'admin' })) });

    expect(await waiting({ ...tess, admin: {} })).toEqual([request.id]);
    expect(await waiting({ ...tess, admin: { since: request.createdAt } })).toEqual([request.id]);
    expect(await waiting({ ...tess, admin: { since: addMs(request.createdAt, 1) } })).toEqual([]);
    expect(await waiting(tess)).toEqual([]);
  });

  it('is counted for all clients together', async () => {
    await stored(sampleWaitingRequest());
    await stored(sampleRequest({ status: 'awaiting_requester' }));
    await stored(sampleWaitingRequest({ clientId: 'cli_other', requester: someone }));
    await stored(sampleRequest({ clientId: 'cli_third' }));

    expect(Object.fromEntries(await requests.waitingByClient())).toEqual({
      cli_lakeside: { approval: 1, answer: 1 },
      cli_other: { approval: 1, answer: 0 },
    });
  });

  const someone = { ...sampleRequest().requester, personId: 'per_lee' };

  function signed(request: ServiceRequest, kind: string, personId: string): ServiceRequest['approvals'] {
    const state = { kind: 'approved', by: { personId, name: 'Somebody' }, at: NOW } as const;
    return request.approvals.map((one) => (one.kind === kind ? { ...one, state } : one));
  }
});

describe('what could not be delivered', () => {
  const dead = { dead: true, attempts: 24, lastError: 'unavailable' } as const;
  const { nextTryAt: _, ...entry } = sampleEntry('2.1', dead);

  it('is due again at once, and counts as tried before, so that what has arrived is looked for', async () => {
    const request = await stored(
      sampleRequest({ outbox: [entry, sampleEntry('2.2', { nextTryAt: minutesAfter(5) })] }),
    );

    expect(await requests.reviveOutbox(request, NOW)).toEqual([entry]);
    expect(await requests.withDeadOutbox(10)).toEqual([]);
    const claimed = await requests.claimOutbox(request.id, NOW, 1_000);
    expect(claimed?.entryIds).toEqual(['2.1']);
    expect(claimed?.request.outbox[0]).toMatchObject({ id: '2.1', attempts: 2 });
    expect(claimed?.request.version).toBe(request.version + 1);
  });

  it('is made due once, by whoever was first', async () => {
    const request = await stored(sampleRequest({ outbox: [entry] }));
    const tries = await Promise.all(Array.from({ length: 20 }, () => requests.reviveOutbox(request, NOW)));

    expect(tries.filter((revived) => revived !== undefined)).toHaveLength(1);
    expect(await requests.reviveOutbox({ ...request, version: request.version + 1 }, NOW)).toBeUndefined();
  });

  it('is listed without the clients that somebody does not serve', async () => {
    const request = await stored(sampleRequest({ outbox: [entry] }));

    expect(ids(await requests.withDeadOutbox(10))).toEqual([request.id]);
    expect(await requests.withDeadOutbox(10, ['cli_lakeside'])).toEqual([]);
  });
});
