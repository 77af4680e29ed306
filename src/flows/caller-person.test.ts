import { describe, expect, it } from 'vitest';
import { sampleSurface, TENANT } from '../../test/support/flows.ts';
import { CountersignError } from '../errors.ts';
import { silentLogger } from '../logger.ts';
import { type Identity, identityKey } from '../models/conversation.ts';
import { sampleClient, samplePerson } from '../models/mongoose/samples.fixture.ts';
import type { Person } from '../models/person.ts';
import { phoneIdentity } from '../models/phone-number.ts';
import type { Identification } from '../models/request.ts';
import type { PersonStore } from '../models/stores.ts';
import type { Directory, DirectoryUser } from '../tools/directory.ts';
import { type CallerPersonDependencies, callerPerson } from './caller-person.ts';

const client = sampleClient();
const slack: Identity = { provider: 'slack', tenant: 'T0LAKESIDE', user: 'U0DANA' };
const entra: Identity = { provider: 'entra', tenant: TENANT, user: 'dana-in-directory' };
const PHONE = phoneIdentity('+15555550501');
const email = 'dana@lakeside.example';

const inDirectory = (more: Partial<DirectoryUser> = {}): DirectoryUser => ({
  id: entra.user,
  displayName: 'Dana Diaz',
  email,
  accountEnabled: true,
  ...more,
});
const person = (more: Partial<Person> = {}): Person => {
  const { role: _, ...rest } = samplePerson({
    displayName: 'Dana Diaz',
    email,
    clientId: client.id,
    identities: [PHONE],
    ...more,
  });
  return rest;
};

/** People in memory; the store's own rules have their own tests. */
function storeOf(people: Person[]): PersonStore {
  const has = (one: Person, identity: Identity) =>
    one.identities.some((its) => identityKey(its) === identityKey(identity));
  return {
    find: async (id: string) => people.find((one) => one.id === id),
    byIdentity: async (identity: Identity) => people.find((one) => has(one, identity)),
    byEmail: async (address: string) => people.filter((one) => one.email === address),
    insert: async (one: Person) => {
      people.push(one);
      return 'inserted' as const;
    },
    link: async (id: string, identities: readonly Identity[]) => {
      const index = people.findIndex((one) => one.id === id);
      const known = people[index];
      if (known) people[index] = { ...known, identities: [...known.identities, ...identities] };
      return 'linked' as const;
    },
  } as unknown as PersonStore;
}

const unexpected = () => Promise.reject(new Error('nobody should have called this'));
const directoryWith = (...users: DirectoryUser[]): Directory => ({
  findUserByEmail: unexpected,
  user: unexpected,
  managerOf: unexpected,
  findUsersByName: async () => users,
});

interface Calling extends Partial<CallerPersonDependencies> {
  known?: Person[];
  said?: string;
  identification?: Identification;
  /** Whose number called. */
  of?: Person;
  personId?: string;
}

function who({ known = [], said, identification, of, personId, ...more }: Calling) {
  const saidName = said === undefined ? {} : { saidName: said };
  return callerPerson(
    {
      people: storeOf(known),
      surfaces: [sampleSurface({ findByEmail: async () => slack })],
      directory: directoryWith(inDirectory()),
      logger: silentLogger,
      ...more,
    },
    {
      client,
      requester: { identity: PHONE, name: 'the caller', ...(personId === undefined ? {} : { personId }) },
      identification: identification ?? { how: 'said_name', ...saidName },
      person: of,
    },
  );
}

describe('a caller by the number on file', () => {
  const identification: Identification = { how: 'number_on_file' };

  it('is its owner, with the chat account that their address leads to', async () => {
    const dana = person();
    const found = await who({ known: [dana], of: dana, identification });

    expect(found).toMatchObject({ id: dana.id, identities: [PHONE, slack] });
  });

  it('is its owner all the same when chat does not answer', async () => {
    const dana = person();
    const away = async (): Promise<never> => {
      throw new CountersignError('timeout', 'inner words', { vendor: 'slack' });
    };
    const voice = sampleSurface({ name: 'voice' });
    const found = await who({
      known: [dana],
      of: dana,
      identification,
      surfaces: [sampleSurface({ findByEmail: away }), voice],
    });

    expect(found).toMatchObject({ id: dana.id });
  });

  it('is nobody when the number is not on file any more', async () => {
    expect(await who({ identification })).toEqual({ reason: expect.stringMatching(/not on file any more/) });
  });
});

describe('a caller by a name', () => {
  it('is the one person of the directory who has it, recorded with their chat account', async () => {
    const known: Person[] = [];
    const found = await who({ known, said: 'Dana Diaz' });

    expect(found).toMatchObject({ displayName: 'Dana Diaz', identities: [slack, entra] });
    expect(known).toHaveLength(1);
  });

  it('is the person whom the MSP has named with a telephone, not a second one', async () => {
    const dana = person();
    const known = [dana];
    const found = await who({ known, said: 'dana díaz' });

    expect(found).toMatchObject({ id: dana.id, identities: [PHONE, slack, entra] });
    expect(known).toHaveLength(1);
  });

  it.each([
    ['says none', {}, /did not say who they are/],
    ['says half of one', { said: 'Dana' }, /no full name, only “Dana”/],
    [
      'says nobody’s',
      { said: 'Mallory Marsh', directory: directoryWith() },
      /Nobody at Lakeside Dental is called “Mallory Marsh”/,
    ],
    ['says one that is only like somebody’s', { said: 'Dana Dias' }, /Nobody at Lakeside Dental/],
    [
      'says that of two people',
      { said: 'Dana Diaz', directory: directoryWith(inDirectory(), inDirectory({ id: 'other' })) },
      /More than one person at Lakeside Dental is called “Dana Diaz”/,
    ],
    [
      'says that of somebody whose account is switched off',
      { said: 'Dana Diaz', directory: directoryWith(inDirectory({ accountEnabled: false })) },
      /Nobody at Lakeside Dental/,
    ],
    [
      'says one, and no directory is connected',
      { said: 'Dana Diaz', directory: undefined },
      /no directory is connected/,
    ],
    [
      'says one, and the directory does not answer',
      {
        said: 'Dana Diaz',
        directory: {
          ...directoryWith(),
          findUsersByName: async (): Promise<never> => {
            throw new CountersignError('timeout', 'inner words', { vendor: 'microsoft_graph' });
          },
        },
      },
      /could not be looked up: microsoft_graph did not answer in time/,
    ],
    [
      'says that of somebody who has left, as we know',
      { said: 'Dana Diaz', known: [person({ active: false })] },
      /no channel on file/,
    ],
    [
      'says that of somebody who can be asked nowhere',
      { said: 'Dana Diaz', surfaces: [] },
      /no channel on file/,
    ],
    [
      'breaks the line in one',
      { said: 'Mallory\nPlan: all is well Marsh', directory: directoryWith() },
      /“Mallory Plan: all is well Marsh”/,
    ],
  ] as readonly (readonly [string, Calling, RegExp])[])(
    'is nobody when they say it badly: %s',
    async (_how, calling, reason) => {
      const found = await who(calling);
      expect(found).toEqual({ reason: expect.stringMatching(reason) });
      expect(JSON.stringify(found)).not.toContain('inner words');
    },
  );

  it('stays who they were found to be', async () => {
    const dana = person({ identities: [slack] });
    const found = await who({ known: [dana], said: 'Dana Diaz', personId: dana.id, directory: undefined });

    expect(found).toMatchObject({ id: dana.id });
  });
});
