import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import type { Identity } from '../conversation.ts';
import { maySignForAdmins } from '../person.ts';
import type { PeopleOf, PersonStore } from '../stores.ts';
import { ensureIndexes } from './index.ts';
import { createPersonStore } from './person-store.ts';
import { minutesAfter, NOW, samplePerson } from './samples.fixture.ts';

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

describe('an admin’s say over other admins’ changes', () => {
  it('remembers when somebody was entrusted with the role, or with an account', async () => {
    const theo = samplePerson({ identities: [slack] });
    await people.insert(theo);

    const promoted = await people.setRole(theo, 'msp_admin', { entrustedAt: NOW });
    expect(promoted).toMatchObject({ role: 'msp_admin', entrustedAt: NOW });
    await people.link(theo.id, [entra], { entrustedAt: minutesAfter(5) });
    expect(await people.find(theo.id)).toMatchObject({ entrustedAt: minutesAfter(5) });
  });

  it('counts from a day after that', () => {
    const admin = samplePerson({ role: 'msp_admin' });
    const fresh = { ...admin, entrustedAt: NOW };

    expect(maySignForAdmins(admin, NOW)).toBe(true);
    expect(maySignForAdmins(fresh, minutesAfter(24 * 60 - 1))).toBe(false);
    expect(maySignForAdmins(fresh, minutesAfter(24 * 60))).toBe(true);
    expect(maySignForAdmins({ ...admin, role: 'msp_technician' }, NOW)).toBe(false);
    expect(maySignForAdmins({ ...admin, active: false }, NOW)).toBe(false);
  });
});

describe('looking for people', () => {
  const namesOf = (found: readonly { displayName: string }[]) =>
    found.map(({ displayName }) => displayName).toSorted();

  it('finds them by the beginning of their name, or of a word in it, in any case', async () => {
    for (const displayName of ['Tess Tanaka', 'Tessa  van der Berg', 'Theo Brandt'])
      await people.insert(samplePerson({ displayName }));

    expect(namesOf(await people.byName('tess', 10))).toEqual(['Tess Tanaka', 'Tessa  van der Berg']);
    expect(namesOf(await people.byName(' TESS  tan', 10))).toEqual(['Tess Tanaka']);
    expect(namesOf(await people.byName('der b', 10))).toEqual(['Tessa  van der Berg']);
    expect(namesOf(await people.byName('tess', 1))).toHaveLength(1);
    for (const nothing of ['anaka', '.*', '$gt', 'tess tanaka x'])
      expect(await people.byName(nothing, 10)).toEqual([]);
  });

  it('lists the MSP’s own, a client’s, and whoever has left, by name', async () => {
    const employee = (displayName: string, more = {}) => {
      const { role: _, ...person } = samplePerson({ displayName, clientId: 'lakeside', ...more });
      return person;
    };
    for (const person of [
      samplePerson({ displayName: 'Theo' }),
      samplePerson({ displayName: 'Ada', role: 'msp_admin' }),
      employee('Max'),
      employee('Dana', { active: false }),
      employee('Bea', { clientId: 'brightfield' }),
    ])
      await people.insert(person);
    const list = async (which: PeopleOf) =>
      (await people.list(which, 10)).map(({ displayName }) => displayName);

    expect(await list({ kind: 'msp' })).toEqual(['Ada', 'Theo']);
    expect(await list({ kind: 'msp', role: 'msp_admin' })).toEqual(['Ada']);
    expect(await list({ kind: 'client', clientId: 'lakeside' })).toEqual(['Dana', 'Max']);
    expect(await list({ kind: 'departed' })).toEqual(['Dana']);
    expect(await people.list({ kind: 'client', clientId: 'lakeside' }, 1)).toHaveLength(1);
  });
});

describe('accounts that are taken away', () => {
  it('are free for somebody else, and the person keeps the others', async () => {
    const tess = samplePerson({ identities: [slack, entra] });
    await people.insert(tess);

    expect(await people.unlink(tess, [slack])).toEqual({ ...tess, identities: [entra], version: 2 });
    expect(await people.byIdentity(slack)).toBeUndefined();
    expect(await people.unlink(tess, [entra])).toBeUndefined();
    expect(await people.insert(samplePerson({ identities: [slack] }))).toBe('inserted');
  });

  it('may be all of somebody’s, and of several people', async () => {
    const bare = [
      samplePerson({ identities: [slack] }),
      samplePerson({ displayName: 'Theo', identities: [entra] }),
    ];
    for (const person of bare) {
      await people.insert(person);
      expect(await people.unlink(person, person.identities)).toMatchObject({ identities: [] });
    }
  });
});

describe('stepping down', () => {
  const admins = async (count: number) => {
    const all = Array.from({ length: count }, (_, index) =>
      samplePerson({ displayName: `Admin ${index}`, role: 'msp_admin' }),
    );
    for (const one of all) await people.insert(one);
    return all;
  };
  const left = async () =>
    (await people.list({ kind: 'msp', role: 'msp_admin' }, 20)).filter(({ active }) => active);

  it('takes the role, or all, from an admin while there is another', async () => {
    const [first, second, third] = await admins(3);
    if (!first || !second || !third) return expect.fail();

    expect(await people.stepDown(first, { role: 'msp_technician', active: true }, NOW)).toEqual({
      kind: 'saved',
      person: { ...first, role: 'msp_technician', version: 3 },
    });
    const { role: _, ...without } = second;
    expect(await people.stepDown(second, { role: null, active: false }, NOW)).toEqual({
      kind: 'saved',
      person: { ...without, active: false, version: 3 },
    });
    expect(await people.stepDown(third, { role: null, active: true }, NOW)).toEqual({ kind: 'last_admin' });
    expect(await left()).toEqual([{ ...third, version: 3 }]);
  });

  it('is told when the person was changed meanwhile, and counts nobody who has left', async () => {
    const [first, second] = await admins(2);
    if (!first || !second) return expect.fail();
    await people.setActive(second, false);

    expect(await people.stepDown(first, { role: null, active: true }, NOW)).toEqual({ kind: 'last_admin' });
    expect(await people.stepDown(first, { role: null, active: true }, NOW)).toEqual({ kind: 'changed' });
    const tess = samplePerson();
    await people.insert(tess);
    expect(await people.stepDown(tess, { role: null, active: true }, NOW)).toMatchObject({ kind: 'saved' });
  });

  it('leaves an admin, however many go at the same moment', async () => {
    for (let round = 0; round < 4; round += 1) {
      await database.connection.collection('people').deleteMany({});
      const all = await admins(10);
      const done = await Promise.all(
        all.map((one) => people.stepDown(one, { role: 'msp_technician', active: true }, NOW)),
      );

      const remaining = await left();
      expect(remaining.length).toBeGreaterThan(0);
      expect(done.filter(({ kind }) => kind === 'saved')).toHaveLength(10 - remaining.length);
    }
  });

  it('counts on an admin again whom a process that died was about to demote', async () => {
    const [first, second] = await admins(2);
    if (!first || !second) return expect.fail();
    await database.connection
      .collection<{ _id: string }>('people')
      .updateOne({ _id: first.id }, { $set: { leavingAt: NOW }, $inc: { version: 1 } });
    const to = { role: null, active: true } as const;

    expect(await people.stepDown(second, to, minutesAfter(1))).toEqual({ kind: 'last_admin' });
    const again = await people.find(second.id);
    expect(again && (await people.stepDown(again, to, minutesAfter(2)))).toMatchObject({ kind: 'saved' });
    // The process that slept finds another version, and changes nothing.
    expect(await people.setRole({ ...first, version: 2 }, null)).toBeUndefined();
  });
});
