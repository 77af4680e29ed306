import type { MongoClient } from 'mongodb';
import { systemClock } from '../../src/clock.ts';
import { createAddressBook } from '../../src/flows/address-book.ts';
import { applySetup } from '../../src/flows/admin/apply-setup.ts';
import { Setup } from '../../src/flows/admin/setup.ts';
import { createCatalog } from '../../src/flows/catalog.ts';
import { createDesk } from '../../src/flows/create-desk.ts';
import { DEFAULT_BUDGET, DEFAULT_LEASE_MS } from '../../src/flows/limits.ts';
import type { ApprovalCard } from '../../src/flows/surface.ts';
import { createWorkQueue } from '../../src/flows/work-queue.ts';
import { silentLogger } from '../../src/logger.ts';
import { connectDatabase, ensureIndexes, openStores } from '../../src/models/mongoose/index.ts';
import type { PersonStore } from '../../src/models/stores.ts';
import { remember } from '../../src/remember.ts';
import { createSealer } from '../../src/seal.ts';
import {
  zeroLatencyDirectory,
  zeroLatencyIntegrations,
  zeroLatencyModel,
  zeroLatencyPsa,
  zeroLatencySurface,
  zeroLatencyTools,
} from './zero-latency.ts';

const COMPANY = '42';
const TEAM = 'T0BENCH';
const setup = Setup.parse({
  people: ['Tess', 'Theo', 'Ada'].map((name) => ({
    name,
    role: 'msp_technician',
    slack: { team: 'T0MSP', user: `U0${name}` },
  })),
  clients: [
    {
      id: 'bench',
      name: 'Bench',
      mode: 'execute',
      entraTenantId: '1a7e51de-0000-4000-8000-000000000001',
      slackTeamIds: [TEAM],
      psa: { name: 'connectwise', companyId: COMPANY },
    },
  ],
});

export interface RequestSample {
  /** Until the message was durable: when the surface acknowledges. */
  acknowledgedMs: number;
  /** From the message to the approval that waits, cards sent. */
  toWaitingMs: number;
  /** From the click to the answer where they asked. */
  toReplyMs: number;
}

/** The product's flows and stores on a real database, with an outside world that answers at once. */
export async function openBench(uri: string, { counting }: { counting: boolean }) {
  const connection = await connectDatabase({ uri, logger: silentLogger, monitorCommands: counting });
  await ensureIndexes(connection);
  const sealer = createSealer([{ id: 'bench', key: Buffer.alloc(32, 1) }]);
  const stores = openStores(connection, { sealer, logger: silentLogger });
  await applySetup(stores, setup);
  await addEmployees(stores.people);
  const trips = countRoundTrips(connection.getClient());
  const model = zeroLatencyModel();
  const replied = new Awaited<void>();
  const asked = new Awaited<ApprovalCard>();
  const queue = createWorkQueue({ perClient: 16, logger: silentLogger });
  const clientOfTeam = remember((team: string) => stores.clients.bySlackTeam(team), { ttlMs: 5_000 });
  const desk = createDesk({
    ...stores,
    addressBook: createAddressBook(stores, 5_000),
    sealer,
    queue,
    catalog: createCatalog(zeroLatencyTools),
    model,
    directory: zeroLatencyDirectory,
    integrationAdmin: zeroLatencyIntegrations,
    publicUrl: () => undefined,
    psas: [zeroLatencyPsa(COMPANY)],
    surfaces: [
      zeroLatencySurface({
        replied: (conversation) => replied.settle(conversation, undefined),
        asked: (card) => asked.settle(card.requestId, card),
      }),
    ],
    budget: DEFAULT_BUDGET,
    leaseMs: DEFAULT_LEASE_MS,
    clock: systemClock,
    logger: silentLogger,
    signal: new AbortController().signal,
    mayOpen: async () => true,
    clientOf: ({ from }) => clientOfTeam(from.tenant),
  });
  let people = 0;
  let waiters = 0;
  const nextEmployee = () => {
    people += 1;
    return people % EMPLOYEES;
  };
  const send = (name: string, employee: number) => {
    const from = { provider: 'slack' as const, tenant: TEAM, user: `U0EMP${employee}` };
    const place = { surface: 'slack' as const, tenant: TEAM, conversation: name };
    return desk.receive({
      key: name,
      from,
      conversation: { ...place, thread: '1' },
      inThread: false,
      text: 'I need access to Zendesk and Power BI, please',
      ref: { ...place, message: '1' },
    });
  };

  return {
    idle: () => queue.idle(),
    counters: () => ({ ...trips, modelCalls: model.calls }),
    async wholeRequest(name: string): Promise<RequestSample> {
      const answered = replied.wait(name);
      const startedAt = performance.now();
      const receipt = await send(name, nextEmployee());
      const acknowledgedMs = performance.now() - startedAt;
      if (receipt.kind !== 'opened') throw new Error(`the message was ${receipt.kind}`);
      const card = await asked.wait(receipt.requestId);
      const clickedAt = performance.now();
      const by = { provider: 'slack' as const, tenant: 'T0MSP', user: 'U0Tess' };
      const answer = await desk.decide({ by, ...card, verdict: { kind: 'approve' } });
      if (answer.kind !== 'recorded') throw new Error(`the decision was ${answer.kind}: ${answer.sentence}`);
      await answered;
      return { acknowledgedMs, toWaitingMs: clickedAt - startedAt, toReplyMs: performance.now() - clickedAt };
    },
    /** Size in BSON of a request that waits for its approval, of somebody who asks nothing else. */
    async waitingBytes(name: string): Promise<number> {
      waiters += 1;
      const receipt = await send(name, EMPLOYEES + waiters);
      await queue.idle();
      const id = receipt.kind === 'opened' ? receipt.requestId : '';
      const sized = connection
        .getClient()
        .db()
        .collection<{ _id: string }>('requests')
        .aggregate([{ $match: { _id: id } }, { $project: { bytes: { $bsonSize: '$$ROOT' } } }]);
      return Number((await sized.next())?.['bytes'] ?? 0);
    },
    async close() {
      await queue.idle();
      await connection.close();
    },
  };
}

const EMPLOYEES = 500;
/** More than there are loads. */
const WAITERS = 20;

async function addEmployees(people: PersonStore): Promise<void> {
  await Promise.all(
    Array.from({ length: EMPLOYEES + WAITERS }, (_, index) =>
      people.insert({
        id: `per_employee${index}`,
        displayName: `Employee ${index}`,
        email: `employee${index}@bench.example`,
        clientId: 'bench',
        identities: [
          { provider: 'slack', tenant: TEAM, user: `U0EMP${index}` },
          // The plan's subject is somebody else: every request needs its approval.
          { provider: 'entra', tenant: '1a7e51de-0000-4000-8000-000000000001', user: `directory-${index}` },
        ],
        active: true,
        version: 1,
      }),
    ),
  );
}

/** What comes of something, by key, whichever of waiting and coming is first. */
class Awaited<Value> {
  readonly #waiting = new Map<string, PromiseWithResolvers<Value>>();

  wait(key: string): Promise<Value> {
    return this.#of(key).promise;
  }

  settle(key: string, value: Value): void {
    this.#of(key).resolve(value);
  }

  #of(key: string): PromiseWithResolvers<Value> {
    const known = this.#waiting.get(key) ?? Promise.withResolvers<Value>();
    this.#waiting.set(key, known);
    return known;
  }
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);

/** Commands to the database, and those of them that write and wait for the journal. Housekeeping of the driver is not counted. */
function countRoundTrips(client: MongoClient): { roundTrips: number; durableWrites: number } {
  const counted = { roundTrips: 0, durableWrites: 0 };
  client.on('commandStarted', ({ commandName, command }) => {
    if (HOUSEKEEPING.has(commandName)) return;
    counted.roundTrips += 1;
    const concern = command['writeConcern'] as { j?: boolean; journal?: boolean } | undefined;
    if (WRITES.has(commandName) && (concern?.j ?? concern?.journal) !== false) counted.durableWrites += 1;
  });
  return counted;
}

const HOUSEKEEPING = new Set(['hello', 'ping', 'endSessions', 'getMore']);
