import { type Clock, HOUR_MS, MINUTE_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { remember } from '../../remember.ts';
import type { AutotaskApi } from './api.ts';
import { createLookup } from './lookup.ts';
import type { Picklists, PicklistsOf } from './picklists.ts';
import type { ContactRecord, ResourceRecord } from './schema.ts';
import type { AutotaskSettings } from './settings.ts';

/** How long it is remembered who somebody is, and whether they are a person still. */
const REMEMBERED_MS = 5 * MINUTE_MS;

/** A resource, and whether it is somebody: API users and those who have left are not. */
export interface Colleague {
  id: number;
  name: string;
  isPerson: boolean;
}

/** Everybody whom some records name. */
export interface KnownPeople {
  /** Our own API user. */
  ownId: number;
  colleagues: ReadonlyMap<number, Colleague>;
  contacts: ReadonlyMap<number, ContactRecord>;
}

/** Who the ids on tickets and notes are. Throws `CountersignError`. */
export interface People {
  named(ids: {
    resources: Iterable<number | undefined>;
    contacts: Iterable<number | undefined>;
  }): Promise<KnownPeople>;
  /** Our own API user; `bad_configuration` when it cannot see itself. */
  ownId(): Promise<number>;
}

/** Looks people up many at a time and keeps them for a while. */
export function createPeople(dependencies: {
  api: AutotaskApi;
  picklists: Picklists;
  clock: Clock;
  settings: AutotaskSettings;
}): People {
  const { api, picklists, clock, settings } = dependencies;
  const colleagues = createLookup<Colleague>({
    load: async (ids) => {
      const lists = await picklists('Resources');
      const found = await api.resources([{ op: 'in', field: 'id', value: ids }]);
      return found.map((resource) => asColleague(resource, lists));
    },
    clock,
    rememberedMs: REMEMBERED_MS,
  });
  const contacts = createLookup<ContactRecord>({
    load: (ids) => api.contacts([{ op: 'in', field: 'id', value: ids }]),
    clock,
    rememberedMs: REMEMBERED_MS,
  });
  const findOwnId = remember((username: string) => findApiUser(api, username), { ttlMs: HOUR_MS });

  return {
    ownId: () => findOwnId(settings.username),
    async named(ids) {
      const [ownId, knownColleagues, knownContacts] = await Promise.all([
        findOwnId(settings.username),
        colleagues(ids.resources),
        contacts(ids.contacts),
      ]);
      return { ownId, colleagues: knownColleagues, contacts: knownContacts };
    },
  };
}

function asColleague({ id, name, isActive, licenseType }: ResourceRecord, lists: PicklistsOf): Colleague {
  return { id, name, isPerson: isActive && !isApiLicence(licenseType, lists) };
}

/** Seen as 7, `API User`; the label is what counts where a tenant numbers otherwise. */
function isApiLicence(licenseType: number | undefined, lists: PicklistsOf): boolean {
  const label = lists('licenseType').find(({ value }) => value === String(licenseType))?.label;
  return label === undefined ? licenseType === API_USER : /\bAPI\b/i.test(label);
}

const API_USER = 7;

async function findApiUser(api: AutotaskApi, username: string): Promise<number> {
  const found = await api.resources([{ op: 'eq', field: 'userName', value: username }]);
  const own = found.find(({ userName }) => userName.toLowerCase() === username.toLowerCase());
  if (own) return own.id;
  throw new CountersignError('bad_configuration', 'the API user is not among the resources that it can see', {
    vendor: 'autotask',
  });
}
