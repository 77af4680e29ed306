import { calculateObjectSize } from 'bson';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { silentLogger } from '../../logger.ts';
import { planDigest } from '../plan.ts';
import type { ServiceRequest } from '../request.ts';
import type { RequestStore } from '../stores.ts';
import { createClientStore } from './client-store.ts';
import { ensureIndexes } from './index.ts';
import { createPersonStore } from './person-store.ts';
import { createPolicyStore } from './policy-store.ts';
import type { RequestDocument } from './request-document.ts';
import { createRequestStore } from './request-store.ts';
import {
  minutesAfter,
  NOW,
  sampleClient,
  sampleEntry,
  sampleMessage,
  samplePerson,
  samplePlan,
  sampleRequest,
  sampleStep,
  sampleWaitingRequest,
} from './samples.fixture.ts';

const MINUTE = 60_000;

let database: TestDatabase;
let requests: RequestStore;

beforeAll(async () => {
  database = await openTestDatabase();
  requests = createRequestStore(database.connection, silentLogger);
  await ensureIndexes(database.connection);
});
beforeEach(async () => {
  for (const name of ['requests', 'clients', 'people', 'policies'])
    await database.connection.collection(name).deleteMany({});
});
afterAll(() => database.close());

async function stored(request: ServiceRequest): Promise<ServiceRequest> {
  expect(await requests.insert(request)).toBe('inserted');
  return request;
}

function rawRequests() {
  return database.connection.collection<RequestDocument>('requests');
}

describe('a stored request', () => {
  it('comes back exactly as it went in', async () => {
    const waiting = sampleWaitingRequest({
      previousRequestId: 'req_before',
      outbox: [sampleEntry('note', { after: ['ticket'] }), sampleEntry('card', { lastError: 'timeout' })],
      execution: { results: [{ kind: 'done', at: NOW }], claim: { step: 1, claimedAt: NOW } },
      outcome: { kind: 'done', at: NOW },
    });
    const [technician, manager] = waiting.approvals;
    const message = { surface: 'slack', tenant: 'T0', conversation: 'D1', message: '1.2' } as const;
    const approvals = [technician, manager].flatMap((approval) => approval ?? []);
    const withCopies = approvals.map((approval, index) => ({
      ...approval,
      copies: [{ personId: `per_${index}`, message }],
    }));
    const request = await stored({ ...waiting, approvals: withCopies });

    expect(await requests.find(request.id)).toEqual(request);
  });

  it('comes back as it went in when hardly anything is known yet', async () => {
    const request = await stored(sampleRequest({ messages: [] }));

    expect(await requests.find(request.id)).toEqual(request);
  });

  it('takes at most 4 kB while it waits for two signatures on two steps', async () => {
    const { id } = await stored(sampleWaitingRequest());

    const document = await rawRequests().findOne({ _id: id });
    expect(calculateObjectSize(document ?? {})).toBeLessThan(4_096);
  });

  it('keeps tool arguments inert and to the byte, whatever their keys look like', async () => {
    const hostile: unknown = JSON.parse(
      '{"$where":"sleep(1000)","a.b":{"$set":{"status":"completed"}},"__proto__":{"x":1},"_bsontype":"Code","code":"1",' +
        '"$$ROOT":["$clientId",{"$gt":""}],"":0.1,"big":9007199254740993,"null":null}',
    );
    const step = sampleStep({ arguments: hostile as Record<string, unknown> });
    const request = await stored(sampleRequest());
    const plan = samplePlan(step);
    await requests.save(request, { set: { plan } });

    const found = await requests.find(request.id);
    expect(JSON.stringify(found?.plan?.steps[0]?.arguments)).toBe(JSON.stringify(hostile));
    expect(found?.plan && planDigest(found.plan)).toBe(plan.digest);
    expect(found?.status).toBe('received');
  });

  it('keeps texts inert that look like operators or paths', async () => {
    const text = '$clientId {"$ne": null} a.b';
    const request = await stored(
      sampleRequest({ clientName: '$clientId', messages: [sampleMessage({ text, key: '$ROOT.x' })] }),
    );
    await requests.save(request, { set: { conclusionText: '$$NOW' }, outbox: [sampleEntry('$[due]')] });

    const found = await requests.find(request.id);
    expect(found).toMatchObject({ clientName: '$clientId', conclusionText: '$$NOW', messages: [{ text }] });
    expect(await requests.insert(sampleRequest({ messages: [sampleMessage({ key: '$ROOT.x' })] }))).toBe(
      'duplicate',
    );
  });
});

describe('one message', () => {
  it('opens one request, however many processes receive it at once', async () => {
    const message = sampleMessage();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => requests.insert(sampleRequest({ messages: [message] }))),
    );

    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
    expect(await rawRequests().countDocuments()).toBe(1);
  });

  it('is not added to a second request', async () => {
    const message = sampleMessage();
    await stored(sampleRequest({ messages: [message] }));
    const other = await stored(sampleRequest());

    expect(await requests.save(other, { messages: [message] })).toBeUndefined();
    expect(await requests.find(other.id)).toEqual(other);
  });

  it('is not added twice to its own request', async () => {
    const message = sampleMessage();
    const request = await stored(sampleRequest());

    const once = await requests.save(request, { messages: [message] });
    expect(once && (await requests.save(once, { messages: [message] }))).toBeUndefined();
    expect((await requests.find(request.id))?.messages).toHaveLength(2);
  });
});

describe('saving', () => {
  it('gives back what is stored, without reading it', async () => {
    const request = await stored(sampleWaitingRequest());
    const [technician, manager] = request.approvals;
    const by = { personId: 'per_tess', name: 'Tess' };
    const saved = await requests.save(request, {
      set: {
        status: 'denied',
        approvals: [technician, manager]
          .flatMap((one) => one ?? [])
          .map((one) => ({
            ...one,
            state: { kind: 'denied', by, at: NOW, reason: 'not now' },
          })),
        outcome: { kind: 'denied', at: NOW },
        expiresAt: null,
        dueAt: null,
      },
      history: [{ event: 'approval_denied', at: NOW, by }],
      outbox: [sampleEntry('reply'), sampleEntry('cards', { after: ['reply'] })],
      messages: [sampleMessage()],
    });

    expect(saved?.version).toBe(request.version + 1);
    expect(saved).not.toHaveProperty('dueAt');
    expect(await requests.find(request.id)).toEqual(saved);
  });

  it('lets one of two hundred simultaneous decisions win', async () => {
    const request = await stored(sampleWaitingRequest());

    const saves = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        requests.save(request, {
          set: { status: index % 2 === 0 ? 'executing' : 'denied' },
          outbox: [sampleEntry(`decision-${index}`)],
        }),
      ),
    );

    const winners = saves.filter((saved) => saved !== undefined);
    expect(winners).toHaveLength(1);
    expect(await requests.find(request.id)).toEqual(winners[0]);
  });

  it('refuses a version that is no longer the stored one', async () => {
    const request = await stored(sampleRequest());
    await requests.save(request, { set: { status: 'diagnosing' } });

    expect(await requests.save(request, { set: { status: 'cancelled' } })).toBeUndefined();
    expect((await requests.find(request.id))?.status).toBe('diagnosing');
  });

  it('loses no card that was recorded while somebody decided', async () => {
    const request = await stored(sampleWaitingRequest({ outbox: [sampleEntry('card')] }));
    const [approval] = request.approvals;
    const approvalId = approval?.id ?? '';
    const copy = {
      approvalId,
      personId: 'per_tess',
      message: { surface: 'slack', tenant: 'T0', conversation: 'D1', message: '1.2' },
    } as const;
    await requests.markDelivered(request.id, [{ entryId: 'card', copy }], []);

    const decided = await requests.save(request, {
      set: { approvals: request.approvals.map((one) => ({ ...one, state: { kind: 'closed' } })) },
    });

    expect(decided).toBeDefined();
    const found = await requests.find(request.id);
    expect(found?.approvals[0]).toMatchObject({
      state: { kind: 'closed' },
      copies: [{ personId: 'per_tess' }],
    });
    expect(found?.outbox).toEqual([]);
  });
});

describe('the outbox', () => {
  it('is swept oldest first, and only where something is due', async () => {
    const late = await stored(sampleRequest({ outbox: [sampleEntry('a', { nextTryAt: minutesAfter(-1) })] }));
    const later = await stored(
      sampleRequest({ outbox: [sampleEntry('a', { nextTryAt: minutesAfter(-3) })] }),
    );
    await stored(sampleRequest({ outbox: [sampleEntry('a', { nextTryAt: minutesAfter(1) })] }));
    const { nextTryAt: _, ...dead } = sampleEntry('a', { dead: true });
    await stored(sampleRequest({ outbox: [dead] }));

    expect(await requests.withDueOutbox(NOW, 10)).toEqual([later.id, late.id]);
    expect(await requests.withDueOutbox(NOW, 1)).toEqual([later.id]);
  });

  it('hands every due entry of a request to exactly one of many sweepers', async () => {
    const due = { nextTryAt: minutesAfter(-1) };
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        stored(sampleRequest({ outbox: [sampleEntry('a', due), sampleEntry('b', due), sampleEntry('c')] })),
      ),
    );
    const otherProcess = createRequestStore(database.connection, silentLogger);

    const claims = await Promise.all(
      [requests, otherProcess, requests, otherProcess].flatMap((store) =>
        all.map(({ id }) => store.claimOutbox(id, NOW, MINUTE)),
      ),
    );

    const claimed = claims.flatMap(
      (claim) => claim?.entryIds.map((entry) => `${claim.request.id} ${entry}`) ?? [],
    );
    expect(claimed.toSorted()).toEqual(all.flatMap(({ id }) => [`${id} a`, `${id} b`]).toSorted());
  });

  it('gives a claimed entry to nobody else until its lease ends', async () => {
    const { id } = await stored(sampleRequest({ outbox: [sampleEntry('a', { nextTryAt: NOW })] }));

    const claim = await requests.claimOutbox(id, NOW, MINUTE);
    expect(claim?.request.outbox).toEqual([
      expect.objectContaining({ id: 'a', attempts: 2, nextTryAt: minutesAfter(1) }),
    ]);
    expect(claim?.request).toEqual(await requests.find(id));
    expect(await requests.claimOutbox(id, NOW, MINUTE)).toBeUndefined();
    expect(await requests.withDueOutbox(NOW, 10)).toEqual([]);
    expect((await requests.claimOutbox(id, minutesAfter(1), MINUTE))?.entryIds).toEqual(['a']);
  });

  it('drops what was delivered, keeps what failed, and shows what is dead', async () => {
    const { id } = await stored(
      sampleRequest({ outbox: ['ticket', 'note', 'reply', 'later'].map((entry) => sampleEntry(entry)) }),
    );
    const ticket = { psa: 'connectwise', id: '7' } as const;

    await requests.markDelivered(
      id,
      [{ entryId: 'ticket', ticket }],
      [
        { entryId: 'note', error: 'rate_limited', nextTryAt: minutesAfter(5) },
        { entryId: 'reply', error: 'forbidden' },
      ],
    );

    const found = await requests.find(id);
    expect(found?.ticket).toEqual(ticket);
    expect(found?.version).toBe(1);
    const { nextTryAt: _, ...reply } = sampleEntry('reply', { dead: true, lastError: 'forbidden' });
    expect(found?.outbox).toEqual([
      sampleEntry('note', { lastError: 'rate_limited', nextTryAt: minutesAfter(5) }),
      reply,
      sampleEntry('later'),
    ]);
    expect((await requests.withDeadOutbox(10)).map((request) => request.id)).toEqual([id]);
  });

  it('records a card once, however often its delivery is recorded', async () => {
    const request = await stored(sampleWaitingRequest({ outbox: [sampleEntry('card')] }));
    const copy = {
      approvalId: request.approvals[0]?.id ?? '',
      personId: 'per_tess',
      message: { surface: 'slack', tenant: 'T0', conversation: 'D1', message: '1.2' },
    } as const;

    await requests.markDelivered(request.id, [{ entryId: 'card', copy }], []);
    await requests.markDelivered(request.id, [{ entryId: 'card', copy }], []);
    await requests.markDelivered(request.id, [], []);

    expect((await requests.find(request.id))?.approvals[0]?.copies).toHaveLength(1);
  });
});

describe('a click', () => {
  const tess = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0TESS' } as const;

  beforeEach(async () => {
    await createClientStore(database.connection).insert(sampleClient());
    await createPersonStore(database.connection).insert(samplePerson({ id: 'per_tess', identities: [tess] }));
    const policies = createPolicyStore(database.connection);
    for (const scope of ['msp', 'cli_lakeside', 'cli_other'])
      await policies.set({ scope, version: 0, tools: { reset_password: { kind: 'disabled' } } });
  });

  it('is judged on request, client, person and both sets of policies, all read together', async () => {
    const request = await stored(sampleWaitingRequest());

    const read = await requests.decisionContext(request.id, tess);

    expect(read?.request).toEqual(request);
    expect(read?.client).toEqual(sampleClient());
    expect(read?.person).toMatchObject({ id: 'per_tess', identities: [tess] });
    expect(read?.policies.msp?.scope).toBe('msp');
    expect(read?.policies.client?.scope).toBe('cli_lakeside');
  });

  it('by an unknown account names nobody', async () => {
    const { id } = await stored(sampleWaitingRequest());

    expect(await requests.decisionContext(id, { ...tess, tenant: 'T0STRANGER' })).not.toHaveProperty(
      'person',
    );
    expect(await requests.decisionContext(id, undefined)).not.toHaveProperty('person');
  });

  it('on a request that does not exist finds nothing', async () => {
    expect(await requests.decisionContext('req_none', tess)).toBeUndefined();
  });

  it('on a request whose client is gone is refused', async () => {
    const { id } = await stored(sampleWaitingRequest({ clientId: 'cli_gone' }));

    await expect(requests.decisionContext(id, tess)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a request of a schema version that this process does not know', () => {
  const due = { dueAt: minutesAfter(-1), outbox: [sampleEntry('a', { nextTryAt: minutesAfter(-1) })] };
  const lines: { requestId?: string }[] = [];
  const logger = pino({}, { write: (line) => lines.push(JSON.parse(line) as { requestId?: string }) });
  let store: RequestStore;
  let stranger: ServiceRequest;

  beforeEach(async () => {
    lines.length = 0;
    store = createRequestStore(database.connection, logger);
    stranger = await stored(sampleWaitingRequest({ schemaVersion: 99, ...due }));
  });

  it('cannot be read or decided on', async () => {
    await expect(store.find(stranger.id)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(store.openByTicket({ psa: 'connectwise', id: '10042' })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await createClientStore(database.connection).insert(sampleClient());
    await expect(store.decisionContext(stranger.id, undefined)).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect(await store.claimOutbox(stranger.id, NOW, MINUTE)).toBeUndefined();
  });

  it('keeps no sweep from the others, and is reported once', async () => {
    const { id } = await stored(sampleRequest(due));

    for (let sweep = 0; sweep < 3; sweep += 1) {
      expect(await store.due(NOW, 1)).toEqual([id]);
      expect(await store.withDueOutbox(NOW, 1)).toEqual([id]);
    }
    expect(lines.map(({ requestId }) => requestId)).toEqual([stranger.id]);
  });

  it('is left out of lists', async () => {
    const { id } = await stored(sampleRequest());

    expect((await store.ofRequester('per_dana', 10)).map((request) => request.id)).toEqual([id]);
  });
});
