import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { Identity } from '../conversation.ts';
import type { PersonStore } from '../stores.ts';
import { ensureIndexes } from './index.ts';
import { createPersonStore } from './person-store.ts';
import { samplePerson } from './samples.fixture.ts';

const slack: Identity = { provider: 'slack', tenant: 'T0HARBOR', user: 'U0TESS' };
const entra: Identity = { provider: 'entra', tenant: 'harbor', user: '11111111-2222' };

let database: TestDatabase;
let people: PersonStore;

beforeAll(async () => {
  database = await openTestDatabase();
  people = createPersonStore(database.connection);
  await ensureIndexes(database.connection);
});
beforeEach(() => database.connection.collection('people').deleteMany({}));
afterAll(() => database.close());

describe('a person', () => {
  it('comes back as they went in, by id and by each account', async () => {
    const tess = samplePerson({ identities: [slack, entra] });
    await people.insert(tess);

    expect(await people.find(tess.id)).toEqual(tess);
    expect(await people.byIdentity(slack)).toEqual(tess);
    expect(await people.byIdentity(entra)).toEqual(tess);
    expect(await people.findMany([tess.id, 'per_none'])).toEqual([tess]);
    expect(await people.findMany([])).toEqual([]);
  });

  it('is found by their address in any case, and so is everybody else who has it', async () => {
    const tess = samplePerson({ email: 'Tess@Harbor-IT.example' });
    const other = samplePerson({ clientId: 'cli_lakeside' });
    await people.insert(tess);
    await people.insert(other);

    expect((await people.byEmail('tess@harbor-it.EXAMPLE')).map(({ id }) => id)).toEqual(
      expect.arrayContaining([tess.id, other.id]),
    );
    expect(await people.byEmail('nobody@harbor-it.example')).toEqual([]);
    expect(await people.find(tess.id)).toMatchObject({ email: 'tess@harbor-it.example' });
  });

  it('is not found by the same user id in another workspace', async () => {
    await people.insert(samplePerson({ identities: [slack] }));

    expect(await people.byIdentity({ ...slack, tenant: 'T0STRANGER' })).toBeUndefined();
    expect(await people.byIdentity({ ...slack, tenant: 'T0HARBOR:U0', user: 'TESS' })).toBeUndefined();
  });

  it('is created once, however many messages of theirs arrive at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => people.insert(samplePerson({ identities: [slack] }))),
    );

    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
  });

  it('need not have any account', async () => {
    expect([await people.insert(samplePerson()), await people.insert(samplePerson())]).toEqual([
      'inserted',
      'inserted',
    ]);
  });
});

describe('linking accounts', () => {
  it('adds what is new and nothing twice', async () => {
    const tess = samplePerson({ identities: [slack] });
    await people.insert(tess);

    expect(await people.link(tess.id, [slack, entra])).toBe('linked');
    expect(await people.link(tess.id, [entra, slack])).toBe('linked');
    expect(await people.link(tess.id, [])).toBe('linked');
    expect(await people.byIdentity(entra)).toEqual({ ...tess, identities: [slack, entra], version: 2 });
  });

  it("takes nothing of a list in which one is somebody else's", async () => {
    await people.insert(samplePerson({ identities: [entra] }));
    const theo = samplePerson({ displayName: 'Theo Brandt' });
    await people.insert(theo);

    expect(await people.link(theo.id, [slack, entra])).toBe('duplicate');
    expect(await people.find(theo.id)).toEqual(theo);
  });

  it('to somebody who is not there is an error', async () => {
    await expect(people.link('per_none', [slack])).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('technicians', () => {
  it('are the active people with a role that may decide', async () => {
    const tess = samplePerson();
    const ada = samplePerson({ displayName: 'Ada Okafor', role: 'msp_admin' });
    const gone = samplePerson({ displayName: 'Gone', active: false });
    const { role: _, ...dana } = samplePerson({ displayName: 'Dana Diaz' });
    for (const person of [tess, ada, gone, dana]) await people.insert(person);

    expect(await people.technicians([])).toEqual([ada, tess]);
    expect(await people.technicians([tess.id, gone.id, dana.id])).toEqual([tess]);
  });

  it('lose the role for good, and are refused once they have left', async () => {
    const tess = samplePerson();
    await people.insert(tess);

    const demoted = await people.setRole(tess, null);
    expect(demoted).not.toHaveProperty('role');
    expect(await people.setRole(tess, 'msp_admin')).toBeUndefined();
    const promoted = demoted && (await people.setRole(demoted, 'msp_admin'));
    const left = promoted && (await people.setActive(promoted, false));
    expect(left).toEqual({ ...tess, role: 'msp_admin', active: false, version: 4 });
    expect(await people.technicians([])).toEqual([]);
  });
});
