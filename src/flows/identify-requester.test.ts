import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { DANA, sampleSurface, TENANT } from '../../test/support/flows.ts';
import { CountersignError } from '../errors.ts';
import { silentLogger } from '../logger.ts';
import type { Identity } from '../models/conversation.ts';
import { ensureIndexes } from '../models/mongoose/index.ts';
import { createPersonStore } from '../models/mongoose/person-store.ts';
import { sampleClient, samplePerson } from '../models/mongoose/samples.fixture.ts';
import type { Person } from '../models/person.ts';
import type { PersonStore } from '../models/stores.ts';
import type { Directory, DirectoryUser } from '../tools/directory.ts';
import { type IdentifyDependencies, identifyRequester } from './identify-requester.ts';

const slack: Identity = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' };
const entra: Identity = { provider: 'entra', tenant: TENANT, user: DANA };
const email = 'dana@lakeside.example';
const client = sampleClient();
const inDirectory: DirectoryUser = { id: DANA, displayName: 'Dana Diaz', email, accountEnabled: true };
const person = (more: Partial<Person> = {}): Person => {
  const { role: _, ...dana } = samplePerson({
    displayName: 'Dana Diaz',
    email,
    clientId: client.id,
    identities: [slack, entra],
    ...more,
  });
  return dana;
};

let database: TestDatabase;
let people: PersonStore;
beforeAll(async () => {
  database = await openTestDatabase();
  await ensureIndexes(database.connection);
  people = createPersonStore(database.connection);
});
beforeEach(() => database.connection.collection('people').deleteMany({}));
afterAll(() => database.close());

const unexpected = () => Promise.reject(new Error('nobody should have called this'));
const directoryWith = (findUserByEmail: Directory['findUserByEmail']): Directory => ({
  findUserByEmail,
  findUsersByName: unexpected,
  user: unexpected,
  managerOf: unexpected,
});
const knowsDana = directoryWith(async () => inDirectory);
const away = async (): Promise<never> => {
  throw new CountersignError('unavailable', 'inner words', { vendor: 'slack' });
};
const slackSays = (displayName: string, address?: string) =>
  sampleSurface({
    findPerson: async () => ({ displayName, ...(address === undefined ? {} : { email: address }) }),
  });

async function identify(known: Person | undefined, more: Partial<IdentifyDependencies> = {}) {
  const identity = slack;
  return identifyRequester(
    {
      people,
      directory: directoryWith(unexpected),
      surfaces: [sampleSurface()],
      logger: silentLogger,
      ...more,
    },
    { client, requester: { identity, name: 'the requester' }, person: known },
  );
}

describe('somebody whom we know', () => {
  it('costs no call', async () => {
    const dana = person();

    expect(await identify(dana)).toEqual({
      kind: 'identified',
      requester: { identity: slack, name: 'Dana Diaz', personId: dana.id, email, directoryUserId: DANA },
    });
  });

  it('is linked to the directory once, by their verified address', async () => {
    const dana = person({ identities: [slack] });
    await people.insert(dana);
    const asked: unknown[] = [];
    const directory = directoryWith(async (...question) => {
      asked.push(question);
      return inDirectory;
    });

    expect(await identify(dana, { directory })).toMatchObject({ requester: { directoryUserId: DANA } });
    expect(asked).toEqual([[TENANT, email]]);
    expect(await people.byIdentity(entra)).toMatchObject({ id: dana.id });
  });

  it.each([
    ['has nobody by their address', directoryWith(async () => undefined)],
    ['does not answer', directoryWith(away)],
    ['is not connected', undefined],
  ])('is served without a directory account when the directory %s', async (_when, directory) => {
    const dana = person({ identities: [slack] });
    await people.insert(dana);
    const found = await identify(dana, { directory });

    expect(found).toMatchObject({ kind: 'identified', requester: { personId: dana.id } });
    expect(found.kind === 'identified' && found.requester).not.toHaveProperty('directoryUserId');
  });

  it('has no directory account by that of another client’s tenant', async () => {
    const dana = person({ identities: [slack, { ...entra, tenant: 'another-tenant', user: 'stranger' }] });
    await people.insert(dana);

    expect(await identify(dana, { directory: knowsDana })).toMatchObject({
      requester: { directoryUserId: DANA },
    });
  });

  it.each([
    ['has left', { active: false }, /Dana Diaz has left/],
    ['works for another client', { clientId: 'cli_brightfield' }, /does not belong to Lakeside Dental/],
  ])('is handed over when they %s', async (_when, more, reason) => {
    expect(await identify(person(more))).toEqual({ kind: 'unknown', reason: expect.stringMatching(reason) });
  });

  it('is handed over when they are the MSP’s own: they are no employee of the client', async () => {
    const { clientId: _, ...tess } = person({ displayName: 'Tess Tanaka' });

    expect(await identify(tess)).toMatchObject({ kind: 'unknown' });
  });

  it('has a name that fits on one line', async () => {
    expect(await identify(person({ displayName: 'Dana\nPlan (0 steps)' }))).toMatchObject({
      requester: { name: 'Dana Plan (0 steps)' },
    });
  });
});

describe('somebody who writes for the first time', () => {
  it('is recorded with both accounts, and without a role', async () => {
    const found = await identify(undefined, {
      surfaces: [slackSays('Dana Diaz', email)],
      directory: knowsDana,
    });
    const stored = await people.byIdentity(slack);

    expect(found).toMatchObject({
      kind: 'identified',
      requester: { name: 'Dana Diaz', personId: stored?.id, email, directoryUserId: DANA },
    });
    expect(stored).toMatchObject({ clientId: client.id, identities: [slack, entra], active: true });
    expect(stored).not.toHaveProperty('role');
  });

  it('without an address is recorded with what is known', async () => {
    const found = await identify(undefined, { surfaces: [slackSays('Dana Diaz')] });

    expect(found).toMatchObject({ kind: 'identified', requester: { name: 'Dana Diaz' } });
    expect(found.kind === 'identified' && found.requester).not.toHaveProperty('email');
  });

  it('from a second account is the same person', async () => {
    const dana = person({ identities: [entra] });
    await people.insert(dana);
    const found = await identify(undefined, {
      surfaces: [slackSays('Dana D.', email)],
      directory: knowsDana,
    });

    expect(found).toMatchObject({ requester: { personId: dana.id, name: 'Dana Diaz' } });
    expect(await people.byIdentity(slack)).toMatchObject({ id: dana.id });
  });

  it.each([
    ['has left', { active: false }],
    ['works for another client', { clientId: 'cli_brightfield' }],
  ])('from a second account is handed over when they %s', async (_when, more) => {
    await people.insert(person({ identities: [entra], ...more }));
    const found = await identify(undefined, { surfaces: [slackSays('Dana', email)], directory: knowsDana });

    expect(found).toEqual({
      kind: 'unknown',
      reason: expect.stringMatching(/not an active person of Lakeside/),
    });
    expect(await people.byIdentity(slack)).toBeUndefined();
  });

  it.each([
    [
      'the surface does not know them',
      [sampleSurface({ findPerson: async () => undefined })],
      /unknown, deactivated/,
    ],
    [
      'the surface does not answer',
      [sampleSurface({ findPerson: away })],
      /could not be found out: slack is not avail/,
    ],
    ['their surface is not connected', [], /unknown, deactivated, or a guest/],
  ])('is handed over when %s, and nothing is recorded', async (_when, surfaces, reason) => {
    expect(await identify(undefined, { surfaces })).toEqual({
      kind: 'unknown',
      reason: expect.stringMatching(reason),
    });
    expect(await people.byIdentity(slack)).toBeUndefined();
  });

  it('twice at the same moment is one person', async () => {
    const more = { surfaces: [slackSays('Dana Diaz', email)], directory: knowsDana };
    const both = await Promise.all([identify(undefined, more), identify(undefined, more)]);
    const ids = both.map((found) => found.kind === 'identified' && found.requester.personId);

    expect(ids[0]).toEqual(expect.stringMatching(/^per_/));
    expect(ids[1]).toBe(ids[0]);
  });
});
