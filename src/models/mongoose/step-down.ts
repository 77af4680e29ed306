import type { Collection } from 'mongodb';
import { addMs, MINUTE_MS } from '../../clock.ts';
import { isAdmin, type Person } from '../person.ts';
import type { PersonStore, SteppedDown } from '../stores.ts';
import { pushing } from './owed-facts.ts';
import { fromPersonDocument, type PersonDocument } from './person-document.ts';

type Change = Parameters<PersonStore['stepDown']>[1];

/** Whoever is marked this long was marked by a process that has died since. */
const ABANDONED_MS = MINUTE_MS;

/**
 * Takes a role away so that one active admin is always left, without a transaction: whoever is to go is marked first, and
 * loses the role only if there is an admin without a mark then. Of any number of them at the same moment, the one marked
 * last finds nobody unmarked and stays.
 */
export async function stepDown(
  people: Collection<PersonDocument>,
  person: Person,
  to: Change,
  now: Date,
): Promise<SteppedDown> {
  const staysAdmin = to.active && to.role === 'msp_admin';
  if (!isAdmin(person) || staysAdmin) return saved(await change(people, person, to));
  await forgetAbandoned(people, now);
  const marked = await people.findOneAndUpdate(
    { _id: person.id, version: person.version },
    { $set: { leavingAt: now }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  );
  if (!marked) return { kind: 'changed' };
  const isReplaced = await hasAnotherAdmin(people, person.id);
  const done = isReplaced ? await change(people, { id: person.id, version: marked.version }, to) : undefined;
  if (!done) await people.updateOne({ _id: person.id, leavingAt: now }, UNMARK);
  return isReplaced ? saved(done) : { kind: 'last_admin' };
}

/** The version moves with the mark: a process that comes back from a long sleep changes nothing any more. */
const UNMARK = { $unset: { leavingAt: 1 }, $inc: { version: 1 } } as const;

async function forgetAbandoned(people: Collection<PersonDocument>, now: Date): Promise<void> {
  const abandoned = { role: 'msp_admin', leavingAt: { $lt: addMs(now, -ABANDONED_MS) } } as const;
  await people.updateMany(abandoned, UNMARK);
}

async function hasAnotherAdmin(people: Collection<PersonDocument>, id: string): Promise<boolean> {
  const other = await people.findOne(
    { role: 'msp_admin', active: true, leavingAt: { $exists: false }, _id: { $ne: id } },
    { projection: { _id: 1 } },
  );
  return other !== null;
}

async function change(
  people: Collection<PersonDocument>,
  { id, version }: Pick<Person, 'id' | 'version'>,
  { role, active, facts }: Change,
): Promise<PersonDocument | undefined> {
  const found = await people.findOneAndUpdate(
    { _id: id, version },
    {
      $set: { active, ...(role !== null && { role }) },
      $unset: { leavingAt: 1, ...(role === null && { role: 1 }) },
      $inc: { version: 1 },
      ...pushing(facts),
    },
    { returnDocument: 'after' },
  );
  return found ?? undefined;
}

function saved(document: PersonDocument | undefined): SteppedDown {
  return document ? { kind: 'saved', person: fromPersonDocument(document) } : { kind: 'changed' };
}
