import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { addMs, DAY_MS } from '../clock.ts';
import { silentLogger } from '../logger.ts';
import type { Client } from '../models/client.ts';
import type { Identity } from '../models/conversation.ts';
import { createClientStore } from '../models/mongoose/client-store.ts';
import { ensureIndexes } from '../models/mongoose/index.ts';
import { createPersonStore } from '../models/mongoose/person-store.ts';
import { createRequestStore } from '../models/mongoose/request-store.ts';
import {
  minutesAfter,
  sampleClient,
  sampleEntry,
  samplePerson,
  sampleRequest,
  sampleWaitingRequest,
} from '../models/mongoose/samples.fixture.ts';
import type { Person, Role } from '../models/person.ts';
import type { ClientStore, PersonStore, RequestStore } from '../models/stores.ts';
import { type HomeDependencies, home } from './home.ts';

let database: TestDatabase;
let dependencies: HomeDependencies & { requests: RequestStore; clients: ClientStore; people: PersonStore };

beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database.connection);
  const requests = createRequestStore(database.connection, silentLogger);
  const clients = createClientStore(database.connection);
  const people = createPersonStore(database.connection);
  const system = { name: 'connectwise', title: 'ConnectWise' };
  const integrationAdmin = { connected: () => [system] } as unknown as HomeDependencies['integrationAdmin'];
  const integrationChecks = { all: async () => [] };
  dependencies = { requests, clients, people, integrationAdmin, integrationChecks };
});
beforeEach(async () => {
  for (const name of ['requests', 'clients', 'people'])
    await database.connection.collection(name).deleteMany({});
});
afterAll(() => database.close());

async function client(id: string, more: Partial<Client> = {}): Promise<void> {
  const own = { id, name: id, entraTenantId: `tenant-${id}`, slackTeamIds: [`T-${id}`] };
  expect(await dependencies.clients.insert(sampleClient({ ...own, ...more }))).toBe('inserted');
}

function account(name: string): Identity {
  return { provider: 'slack', tenant: 'T0', user: `U0${name}` };
}

async function person(name: string, role?: Role, more: Partial<Person> = {}): Promise<Person> {
  const { role: _, ...sample } = samplePerson({ id: `per_${name}`, identities: [account(name)] });
  const found = { ...sample, ...(role && { role }), ...more };
  await dependencies.people.insert(found);
  return found;
}

const seenBy = (name: string) => home(dependencies, account(name));

/** The same plan of one person waits once, so each of these is of somebody else. */
function waiting(id: string, clientId = 'cli_lakeside') {
  const requester = { ...sampleRequest().requester, personId: `per_of_${id}`, name: `Of ${id}` };
  return sampleWaitingRequest({ id, clientId, requester });
}

describe('whoever opens the bot', () => {
  beforeEach(async () => {
    await client('cli_lakeside');
    await client('cli_other', { technicianIds: ['per_theo'] });
  });

  it('sees as an employee their own requests and who holds each, and nothing else', async () => {
    await person('dana');
    await dependencies.requests.insert(sampleWaitingRequest());
    await dependencies.requests.insert(sampleRequest({ status: 'handed_over' }));
    await dependencies.requests.insert(waiting('req_other'));

    const seen = await seenBy('dana');

    expect(Object.keys(seen)).toEqual(['requests']);
    expect(seen.requests.map(({ state, until, open }) => ({ state, until, open }))).toEqual([
      {
        state: expect.stringMatching(
          /^Waiting for approval by a technician and Max Moreno\. If nobody decides/,
        ),
        until: minutesAfter(1 + 24 * 60),
        open: true,
      },
      { state: 'A technician has taken over, and will get back to you.', until: undefined, open: false },
    ]);
  });

  it('sees as a manager what waits for them, once something does', async () => {
    await person('max');
    expect(await seenBy('max')).toEqual({ requests: [] });

    await dependencies.requests.insert(waiting('req_1'));
    const { waiting: cards } = await seenBy('max');
    expect(cards).toMatchObject({
      total: 1,
      cards: [{ requestId: 'req_1', kind: 'manager', requesterName: 'Of req_1' }],
    });
  });

  it('sees as a technician what waits at the clients they serve, oldest first, at most ten', async () => {
    await person('tess', 'msp_technician');
    expect(await seenBy('tess')).toEqual({ requests: [], isStaff: true, waiting: { cards: [], total: 0 } });
    for (let index = 1; index <= 12; index += 1)
      await dependencies.requests.insert(waiting(`req_${String(index).padStart(2, '0')}`));
    await dependencies.requests.insert(waiting('req_00', 'cli_other'));

    const { waiting: seen, desk } = await seenBy('tess');

    expect(desk).toBeUndefined();
    expect(seen?.total).toBe(12);
    expect(seen?.cards.map(({ requestId }) => requestId)).toEqual(
      Array.from({ length: 10 }, (_, index) => `req_${String(index + 1).padStart(2, '0')}`),
    );
    expect(seen?.cards.every(({ kind, state }) => kind === 'technician' && state.kind === 'waiting')).toBe(
      true,
    );
  });

  it('sees as a technician who is somebody’s manager the signature that is theirs', async () => {
    await person('max', 'msp_technician');
    await dependencies.requests.insert(waiting('req_1', 'cli_other'));

    expect((await seenBy('max')).waiting).toMatchObject({ cards: [{ kind: 'manager' }], total: 1 });
  });

  it('sees as an admin how the desk is: clients, systems, and what was not delivered', async () => {
    await person('ada', 'msp_admin');
    await dependencies.requests.insert(waiting('req_1'));
    const { nextTryAt: _, ...dead } = sampleEntry('1.1', { dead: true, lastError: 'unavailable' });
    await dependencies.requests.insert(sampleRequest({ id: 'req_2', outbox: [dead] }));

    expect((await seenBy('ada')).desk).toEqual({
      clients: [
        { id: 'cli_lakeside', name: 'cli_lakeside', mode: 'plan', waitingForApproval: 1 },
        { id: 'cli_other', name: 'cli_other', mode: 'plan', waitingForApproval: 0 },
      ],
      integrations: [{ name: 'connectwise', title: 'ConnectWise', state: 'not_looked_at' }],
      undelivered: [
        { requestId: 'req_2', title: expect.stringContaining('Zendesk'), clientName: 'Lakeside Dental' },
      ],
    });
  });

  it('sees what another admin asks once they have been an admin for a day, and until then nothing that they may not sign', async () => {
    const { approvals, ...rest } = waiting('req_1', 'msp');
    const asked = approvals.slice(0, 1).map((one) => ({ ...one, kind: 'admin' as const }));
    await dependencies.requests.insert({ ...rest, approvals: asked });
    const daysBefore = (days: number) => ({ entrustedAt: addMs(rest.createdAt, -days * DAY_MS) });
    await person('ada', 'msp_admin', daysBefore(1));
    await person('theo', 'msp_admin', daysBefore(0.9));

    expect((await seenBy('ada')).waiting).toMatchObject({ total: 1, cards: [{ kind: 'admin' }] });
    expect((await seenBy('theo')).waiting).toEqual({ total: 0, cards: [] });
  });

  it('sees nothing any more once they have left, whatever they were', async () => {
    await person('ada', 'msp_admin', { active: false });
    const own = { ...sampleRequest().requester, personId: 'per_ada' };
    await dependencies.requests.insert(sampleRequest({ requester: own }));
    await dependencies.requests.insert(waiting('req_1'));

    expect(await seenBy('ada')).toEqual({ requests: [] });
    expect(await seenBy('nobody')).toEqual({ requests: [] });
  });
});
