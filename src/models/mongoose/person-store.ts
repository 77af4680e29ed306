import type { Collection, Document, Filter, IndexSpecification } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import { CountersignError } from '../../errors.ts';
import { type Identity, identityKey } from '../conversation.ts';
import type { Person } from '../person.ts';
import type { PeopleOf, PersonStore } from '../stores.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { isDuplicateKey } from './database-error.ts';
import { addOwedFacts, owing, pushing } from './owed-facts.ts';
import {
  comparedName,
  fromPersonDocument,
  type PersonDocument,
  toIdentityDocument,
  toPersonDocument,
} from './person-document.ts';
import { stepDown } from './step-down.ts';

const BY_ROLE = { role: 1, displayName: 1 } as const;
const BY_CLIENT = { clientId: 1, displayName: 1 } as const;
const BY_ACTIVITY = { active: 1, displayName: 1 } as const;

const schema = new Schema(
  {
    _id: { type: String, required: true },
    displayName: { type: String, required: true },
    email: String,
    clientId: String,
    role: { type: String, enum: ['msp_technician', 'msp_admin'] },
    identities: [{ _id: false, key: String, provider: String, tenant: String, user: String }],
    active: { type: Boolean, required: true },
    entrustedAt: Date,
    names: [String],
    leavingAt: Date,
    version: { type: Number, required: true },
  },
  SCHEMA_OPTIONS,
);
addOwedFacts(schema);
/** One account is one person's: "two different people" rests on it. */
schema.index(
  { 'identities.key': 1 },
  { unique: true, partialFilterExpression: { 'identities.key': { $exists: true } } },
);
schema.index({ email: 1 }, { partialFilterExpression: { email: { $exists: true } } });
schema.index(BY_ROLE, { partialFilterExpression: { role: { $exists: true } } });
schema.index(BY_CLIENT, { partialFilterExpression: { clientId: { $exists: true } } });
schema.index(BY_ACTIVITY, { partialFilterExpression: { active: false } });
schema.index({ names: 1 });

/** The collection of people with its indexes. */
export const PEOPLE: CollectionDefinition = { model: 'Person', collection: 'people', schema };

const DECIDING_ROLES = ['msp_technician', 'msp_admin'] as const;

/** People in MongoDB. Changes of role and activity are compare-and-set on the version; links raise it too. */
export function createPersonStore(connection: Connection): PersonStore {
  const people = durableCollection<PersonDocument>(connection, PEOPLE);
  const findOne = async (filter: Filter<PersonDocument>) => {
    const found = await people.findOne(filter);
    return found ? fromPersonDocument(found) : undefined;
  };
  return {
    find: (id) => findOne({ _id: id }),
    byIdentity: (identity) => findOne({ 'identities.key': identityKey(identity) }),
    byEmail: async (email) =>
      (await people.find({ email: email.toLowerCase() }).toArray()).map(fromPersonDocument),
    async byName(beginning, limit) {
      const first = comparedName(beginning);
      const names = { $elemMatch: { $gte: first, $lt: `${first}\uffff` } };
      return (await people.find({ names }).limit(limit).toArray()).map(fromPersonDocument);
    },
    async list(which, limit) {
      const { filter, index } = listed(which);
      const found = people.find(filter).sort({ displayName: 1 }).hint(index).limit(limit);
      return (await found.toArray()).map(fromPersonDocument);
    },
    async findMany(ids) {
      const found = ids.length === 0 ? [] : await people.find({ _id: { $in: [...ids] } }).toArray();
      return found.map(fromPersonDocument);
    },
    async insert(person, facts) {
      const document = { ...toPersonDocument(person), ...owing(facts) };
      return (await unlessDuplicate(() => people.insertOne(document))) ? 'inserted' : 'duplicate';
    },
    async link(personId, identities, also) {
      const linked = await unlessDuplicate(() => link(people, personId, identities, also));
      return linked ? 'linked' : 'duplicate';
    },
    unlink: (person, identities, facts) =>
      change(people, person, {
        $pull: { identities: { key: { $in: identities.map(identityKey) } } },
        ...pushing(facts),
      }),
    async technicians(ids) {
      const among = ids.length === 0 ? {} : { _id: { $in: [...ids] } };
      const found = people.find({ role: { $in: [...DECIDING_ROLES] }, active: true, ...among });
      return (await found.sort({ displayName: 1 }).hint(BY_ROLE).toArray()).map(fromPersonDocument);
    },
    setRole: (person, role, { entrustedAt, facts } = {}) =>
      change(people, person, {
        ...(role === null || role === undefined
          ? { $unset: { role: 1 } }
          : { $set: { role, ...(entrustedAt && { entrustedAt }) } }),
        ...pushing(facts),
      }),
    setActive: (person, active, facts) => change(people, person, { $set: { active }, ...pushing(facts) }),
    stepDown: (person, to, now) => stepDown(people, person, to, now),
  };
}

function listed(which: PeopleOf): { filter: Filter<PersonDocument>; index: IndexSpecification } {
  switch (which.kind) {
    case 'msp':
      return { filter: { role: which.role ?? { $in: [...DECIDING_ROLES] } }, index: BY_ROLE };
    case 'client':
      return { filter: { clientId: which.clientId }, index: BY_CLIENT };
    case 'departed':
      return { filter: { active: false }, index: BY_ACTIVITY };
  }
}

/** False when a unique index refused. */
async function unlessDuplicate(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** All of them or, where somebody else has one, none. Throws `not_found` for a person who is not there. */
async function link(
  people: Collection<PersonDocument>,
  personId: string,
  identities: readonly Identity[],
  { entrustedAt, facts }: NonNullable<Parameters<PersonStore['link']>[2]> = {},
): Promise<void> {
  if (identities.length === 0) return;
  const added = identities.map(toIdentityDocument);
  const keys = added.map(({ key }) => key);
  const update: Document = {
    $addToSet: { identities: { $each: added } },
    $inc: { version: 1 },
    ...(entrustedAt && { $set: { entrustedAt } }),
    ...pushing(facts),
  };
  const { matchedCount } = await people.updateOne(
    { _id: personId, 'identities.key': { $not: { $all: keys } } },
    update,
    { hint: { _id: 1 } },
  );
  if (matchedCount === 1 || (await people.findOne({ _id: personId }, { projection: { _id: 1 } }))) return;
  throw new CountersignError('not_found', `there is no person ${personId}`);
}

async function change(
  people: Collection<PersonDocument>,
  { id, version }: Person,
  update: Document,
): Promise<Person | undefined> {
  const saved = await people.findOneAndUpdate(
    { _id: id, version },
    { ...update, $inc: { version: 1 } },
    { returnDocument: 'after' },
  );
  return saved ? fromPersonDocument(saved) : undefined;
}
