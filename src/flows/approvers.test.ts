import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { DANA, sampleSurface, TENANT } from '../../test/support/flows.ts';
import { CountersignError } from '../errors.ts';
import { silentLogger } from '../logger.ts';
import type { Identity } from '../models/conversation.ts';
import { ensureIndexes } from '../models/mongoose/index.ts';
import { createPersonStore } from '../models/mongoose/person-store.ts';
import {
  NOW,
  sampleClient,
  samplePerson,
  samplePlan,
  sampleStep,
} from '../models/mongoose/samples.fixture.ts';
import type { MspSettings } from '../models/msp-settings.ts';
import type { Person } from '../models/person.ts';
import type { Requester } from '../models/request.ts';
import type { PersonStore } from '../models/stores.ts';
import { AUTO, TECHNICIAN, TECHNICIAN_AND_MANAGER, type ToolPolicy } from '../models/tool-policy.ts';
import type { Directory, DirectoryUser } from '../tools/directory.ts';
import { createAddressBook } from './address-book.ts';
import { type ApproverDependencies, approvalRequests, findApprovers } from './approvers.ts';

const slack = (user: string, tenant = 'T0HARBOR'): Identity => ({ provider: 'slack', tenant, user });
const entra = (user: string): Identity => ({ provider: 'entra', tenant: TENANT, user });
const client = sampleClient({ mode: 'execute' });
const maxInDirectory: DirectoryUser = {
  id: 'max-in-directory',
  displayName: 'Max Moreno',
  email: 'max@lakeside.example',
  accountEnabled: true,
};
const tess = samplePerson({ identities: [slack('U0TESS')] });
const theo = samplePerson({ displayName: 'Theo Brandt', identities: [slack('U0THEO')] });
const employee = (more: Partial<Person>): Person => {
  const { role: _, ...person } = samplePerson({ clientId: client.id, ...more });
  return person;
};
const dana = employee({ displayName: 'Dana Diaz', identities: [slack('U0DANA', 'T0LAKESIDE'), entra(DANA)] });
const max = employee({
  displayName: 'Max Moreno',
  identities: [slack('U0MAX', 'T0LAKESIDE'), entra(maxInDirectory.id)],
});

let database: TestDatabase;
let people: PersonStore;
beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database.connection);
  people = createPersonStore(database.connection);
});
beforeEach(() => database.connection.collection('people').deleteMany({}));
afterAll(() => database.close());

const requester: Requester = {
  identity: slack('U0DANA', 'T0LAKESIDE'),
  name: 'Dana Diaz',
  personId: dana.id,
  directoryUserId: DANA,
};

function directoryWith(managerOf: Directory['managerOf']): Directory {
  const unexpected = () => Promise.reject(new Error('nobody should have called this'));
  return { managerOf, findUserByEmail: unexpected, findUsersByName: unexpected, user: unexpected };
}

interface Asking extends Partial<ApproverDependencies> {
  policy?: ToolPolicy;
  requester?: Requester;
  technicianIds?: readonly string[];
  fallback?: string;
  known?: readonly Person[];
  msp?: MspSettings;
}

async function find({
  policy = TECHNICIAN_AND_MANAGER,
  technicianIds = [],
  fallback,
  known = [tess, dana, max],
  msp = { version: 0 },
  ...more
}: Asking = {}) {
  for (const person of known) expect(await people.insert(person)).toBe('inserted');
  const clients = { find: async () => client };
  const { requester: asking = requester, ...dependencies } = more;
  return findApprovers(
    {
      people,
      addressBook: createAddressBook({ clients, people, msp: { get: async () => msp } }, 0),
      directory: directoryWith(async () => maxInDirectory),
      surfaces: [sampleSurface()],
      logger: silentLogger,
      ...dependencies,
    },
    {
      plan: samplePlan(sampleStep({ policy })),
      client: { ...client, technicianIds, ...(fallback && { fallbackApproverId: fallback }) },
      requester: asking,
    },
  );
}

const idsOf = (found: Awaited<ReturnType<typeof find>>) =>
  found.kind === 'found' && found.technicians.map(({ id }) => id);

describe('who is asked', () => {
  it('is nobody when policy asks for nobody, and no directory is read', async () => {
    const directory = directoryWith(() => Promise.reject(new Error('nobody should have called this')));

    expect(await find({ policy: AUTO, directory })).toEqual({ kind: 'found', technicians: [] });
  });

  it('is every technician and admin, and the manager only where a step asks for them', async () => {
    const ada = samplePerson({ role: 'msp_admin', displayName: 'Ada', identities: [slack('U0ADA')] });
    const found = await find({ policy: TECHNICIAN, known: [tess, theo, ada, dana, max] });

    expect(idsOf(found)).toEqual([ada.id, tess.id, theo.id]);
    expect(found).not.toHaveProperty('manager');
  });

  it('is only the technicians of the client, where it has its own', async () => {
    expect(idsOf(await find({ known: [tess, theo, dana, max], technicianIds: [theo.id] }))).toEqual([
      theo.id,
    ]);
  });

  it('is the manager that the directory names now', async () => {
    const asked: unknown[] = [];
    const directory = directoryWith(async (...question) => {
      asked.push(question);
      return maxInDirectory;
    });

    expect(await find({ directory })).toMatchObject({ kind: 'found', manager: { id: max.id } });
    expect(asked).toEqual([[TENANT, DANA]]);
  });

  it('is a manager whom we have never met: they are found in chat by their address, and recorded', async () => {
    const asked: unknown[] = [];
    const surface = sampleSurface({
      findByEmail: async (...question) => {
        asked.push(question);
        return slack('U0MAX', 'T0LAKESIDE');
      },
    });
    const found = await find({ known: [tess, dana], surfaces: [surface] });

    expect(found).toMatchObject({
      kind: 'found',
      manager: { displayName: 'Max Moreno', clientId: client.id },
    });
    expect(asked).toEqual([['T0LAKESIDE', 'max@lakeside.example']]);
    const stored = await people.byIdentity(entra(maxInDirectory.id));
    expect(stored).toEqual(await people.byIdentity(slack('U0MAX', 'T0LAKESIDE')));
    expect(stored).not.toHaveProperty('role');
  });

  it('is a manager whom we knew from chat alone: their directory account is linked, not a second person made', async () => {
    const inChat = employee({ displayName: 'Max', identities: [slack('U0MAX', 'T0LAKESIDE')] });
    const surface = sampleSurface({ findByEmail: async () => slack('U0MAX', 'T0LAKESIDE') });

    expect(await find({ known: [tess, dana, inChat], surfaces: [surface] })).toMatchObject({
      manager: { id: inChat.id },
    });
    expect(await people.byIdentity(entra(maxInDirectory.id))).toMatchObject({ id: inChat.id });
  });
});

describe('the fallback approver', () => {
  const priya = employee({
    displayName: 'Priya Patel',
    email: 'priya@lakeside.example',
    identities: [slack('U0PRIYA', 'T0LAKESIDE')],
  });
  const noManager = directoryWith(async () => undefined);
  const asks = (more: Asking) =>
    find({ directory: noManager, known: [tess, dana, priya], fallback: priya.id, ...more });

  it('is asked where the directory names no manager, and it is said that they are', async () => {
    expect(await asks({})).toMatchObject({ kind: 'found', manager: { id: priya.id }, fallback: true });
  });

  it('is not asked where it names one, even if that one cannot be asked', async () => {
    expect(await find({ known: [tess, dana, max, priya], fallback: priya.id })).not.toHaveProperty(
      'fallback',
    );
    await database.connection.collection('people').deleteMany({});
    const gone = directoryWith(async () => ({ ...maxInDirectory, accountEnabled: false }));
    expect(await asks({ directory: gone })).toMatchObject({
      reason: expect.stringMatching(/account is disabled/),
    });
  });

  it('may be one of the MSP, who then does not sign as the technician too', async () => {
    const found = await asks({ known: [tess, theo, dana], fallback: tess.id });

    expect(found).toMatchObject({ manager: { id: tess.id }, fallback: true });
    expect(idsOf(found)).toEqual([theo.id]);
  });

  it('is found in chat by their address, where we only know that', async () => {
    const surface = sampleSurface({ findByEmail: async () => slack('U0PRIYA', 'T0LAKESIDE') });
    const known = [tess, dana, { ...priya, identities: [] }];

    expect(await asks({ known, surfaces: [surface] })).toMatchObject({ manager: { id: priya.id } });
    expect(await people.byIdentity(slack('U0PRIYA', 'T0LAKESIDE'))).toMatchObject({ id: priya.id });
  });

  it.each<[string, Asking, RegExp]>([
    ['nobody was recorded', { fallback: '' }, /has no fallback approver/],
    ['nobody has this id', { fallback: 'per_none' }, /fallback approver of Lakeside Dental has left/],
    ['they have left', { known: [tess, dana, { ...priya, active: false }] }, /has left/],
    ['they are another client’s', { known: [tess, dana, { ...priya, clientId: 'brightfield' }] }, /has left/],
    [
      'they ask themselves',
      { requester: { ...requester, personId: priya.id } },
      /is the fallback approver themselves/,
    ],
    [
      'they ask from another account of theirs',
      { requester: { identity: slack('U0PRIYA', 'T0LAKESIDE'), name: 'P', directoryUserId: 'p' } },
      /is the fallback approver themselves/,
    ],
    [
      'they ask as somebody whom we have not recognised, with their address',
      { requester: { ...requester, personId: 'per_new', email: 'Priya@Lakeside.example' } },
      /is the fallback approver themselves/,
    ],
    [
      'they cannot be reached',
      {
        known: [tess, dana, { ...priya, identities: [] }],
        surfaces: [sampleSurface({ findByEmail: async () => undefined })],
      },
      /Priya Patel cannot be reached in chat/,
    ],
    [
      'they are the only technician',
      { known: [tess, dana], fallback: tess.id },
      /no technician who could approve/,
    ],
  ])('is not asked, and it is handed over, when %s', async (_when, asking, reason) => {
    expect(await asks(asking)).toEqual({ kind: 'missing', reason: expect.stringMatching(reason) });
  });
});

describe('nobody is skipped: it is handed over', () => {
  const failing = (code: 'timeout' | 'rate_limited' | 'forbidden') => async (): Promise<never> => {
    throw new CountersignError(code, 'inner words', { vendor: 'slack' });
  };
  const nobody = sampleSurface({ findByEmail: async () => undefined });
  const { directoryUserId: _, ...notInDirectory } = requester;

  const cases: readonly (readonly [string, Asking, RegExp])[] = [
    ['no directory is connected', { directory: undefined }, /not found in the client’s directory/],
    [
      'the requester is not in the directory',
      { requester: notInDirectory },
      /not found in the client’s directory/,
    ],
    ['no manager is set', { directory: directoryWith(async () => undefined) }, /names no manager/],
    [
      'the manager’s account is disabled',
      { directory: directoryWith(async () => ({ ...maxInDirectory, accountEnabled: false })) },
      /Max Moreno must approve, but their account is disabled/,
    ],
    [
      'the directory does not answer',
      { directory: directoryWith(failing('timeout')) },
      /could not be read: slack did not/,
    ],
    ['the manager is not in chat', { known: [tess, dana], surfaces: [nobody] }, /cannot be reached in chat/],
    ['no chat is connected', { known: [tess, dana], surfaces: [] }, /cannot be reached in chat/],
    [
      'chat does not answer who the manager is',
      { known: [tess, dana], surfaces: [sampleSurface({ findByEmail: failing('rate_limited') })] },
      /Max Moreno must approve, but could not be looked for in chat: slack asked us to slow down/,
    ],
    [
      'chat does not let us look for the manager',
      { known: [tess, dana], surfaces: [sampleSurface({ findByEmail: failing('forbidden') })] },
      /could not be looked for in chat: .*permission/,
    ],
    [
      'the manager has left, as we know',
      { known: [tess, dana, { ...max, active: false }] },
      /cannot be reached in chat/,
    ],
    [
      'we know the manager, and no way to reach them',
      {
        known: [tess, dana, { ...max, identities: [entra(maxInDirectory.id)] }],
        surfaces: [sampleSurface({ findByEmail: async () => undefined })],
      },
      /cannot be reached in chat/,
    ],
    [
      'the manager has left, known from chat alone',
      {
        known: [tess, dana, { ...max, active: false, identities: [slack('U0MAX', 'T0LAKESIDE')] }],
        surfaces: [sampleSurface({ findByEmail: async () => slack('U0MAX', 'T0LAKESIDE') })],
      },
      /cannot be reached in chat/,
    ],
    [
      'the directory names the requester as their own manager',
      { directory: directoryWith(async () => ({ ...maxInDirectory, id: DANA })) },
      /requester as their own manager/,
    ],
    ['there is no technician', { known: [dana, max] }, /no technician who could approve/],
    [
      'the client’s own technicians are gone',
      { technicianIds: ['per_gone'] },
      /no technician who could approve/,
    ],
    ['no technician has an account', { known: [{ ...tess, identities: [] }, dana, max] }, /no technician/],
    ['the only technician has left', { known: [{ ...tess, active: false }, dana, max] }, /no technician/],
    [
      'the only technician is the requester',
      { known: [tess, max], requester: { ...requester, personId: tess.id } },
      /no technician who could approve it \(other than the requester/,
    ],
    [
      'the only technician is the manager',
      { known: [dana, { ...max, role: 'msp_technician' }] },
      /no technician who could approve it \(other than the requester or the manager\)/,
    ],
  ];

  it.each(cases)('when %s', async (_when, asking, reason) => {
    expect(await find(asking)).toEqual({ kind: 'missing', reason: expect.stringMatching(reason) });
  });

  it('with a name on one line: it goes to technicians', async () => {
    const displayName = 'Max\nTess has approved';
    const directory = directoryWith(async () => ({ ...maxInDirectory, displayName, accountEnabled: false }));

    expect(await find({ directory })).toEqual({ kind: 'missing', reason: expect.not.stringContaining('\n') });
  });

  it('but a fault of ours is not laid to the manager', async () => {
    await expect(
      find({ directory: directoryWith(() => Promise.reject(new TypeError('x'))) }),
    ).rejects.toThrow('x');
  });
});

describe('the approval requests', () => {
  const plan = samplePlan(sampleStep());

  it('are one for a technician and, with a manager, one that only they may decide', () => {
    expect(approvalRequests(plan, {}, NOW).approvals.map(({ kind }) => kind)).toEqual(['technician']);
    const { approvals, expiresAt } = approvalRequests(plan, { manager: max }, NOW);

    expect(approvals).toEqual([
      expect.objectContaining({ kind: 'technician', approvers: [], planDigest: plan.digest }),
      expect.objectContaining({
        kind: 'manager',
        approvers: [{ personId: max.id, name: 'Max Moreno' }],
        planDigest: plan.digest,
        state: { kind: 'waiting' },
      }),
    ]);
    expect(new Set(approvals.map(({ id }) => id)).size).toBe(2);
    expect(expiresAt.getTime() - NOW.getTime()).toBe(24 * 3_600_000);
  });
});
