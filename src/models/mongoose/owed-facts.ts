import type { Document } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import type { AuditAction, AuditFact, OwedFacts } from '../audit.ts';
import type { OwedFactStore } from '../stores.ts';
import { type CollectionDefinition, durableCollection } from './collection.ts';

/** A document that may owe the trail an entry: written with the change itself, so that no crash parts the two. */
export interface OwingDocument {
  owedFacts?: OwedFacts;
}

const OWED = 'owedFacts';
const OWING = { 'owedFacts.key': { $exists: true } } as const;

/** Makes room in a schema for what its documents owe the trail, with the index that finds them. */
export function addOwedFacts(schema: Schema): void {
  schema.add({ [OWED]: { type: [Schema.Types.Mixed], default: undefined } });
  schema.index({ 'owedFacts.key': 1 }, { partialFilterExpression: OWING });
}

/** For a new document. */
export function owing(facts: OwedFacts = []): OwingDocument {
  return facts.length > 0 ? { owedFacts: facts } : {};
}

/** For an update: `$push`, with whatever else is pushed; nothing where there is nothing to push. */
export function pushing(facts: OwedFacts = [], others: Document = {}): Document {
  const pushed = { ...others, ...(facts.length > 0 && { [OWED]: { $each: facts } }) };
  return Object.keys(pushed).length > 0 ? { $push: pushed } : {};
}

/** The update that makes a document of this schema hold these fields and no others, but for what it owes. */
export function replacement(schema: Schema, fields: Document, facts: OwedFacts = []): Document {
  const names = new Set(Object.keys(schema.paths).map((path) => path.split('.', 1)[0] ?? path));
  const kept = new Set(['_id', OWED]);
  const gone = [...names].filter((name) => !kept.has(name) && fields[name] === undefined);
  return {
    $set: fields,
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((name) => [name, 1])) }),
    ...pushing(facts),
  };
}

/** A collection, and what the changes of its documents are entered as. */
export interface Owing {
  definition: CollectionDefinition;
  actions: readonly AuditAction[];
}

/** What the documents of these collections owe the trail. */
export function createOwedFactStore(
  connection: Connection,
  [first, ...others]: readonly [Owing, ...Owing[]],
): OwedFactStore {
  const all = [first, ...others].map(({ definition, actions }) => ({
    collection: durableCollection<OwingDocument>(connection, definition),
    actions,
  }));
  return {
    owed: (limit) => owedIn(connection, { first, others }, limit),
    async settle(facts) {
      const key = { $in: facts.map((fact) => fact.key) };
      const concerned = all.filter(({ actions }) => facts.some(({ action }) => actions.includes(action)));
      await Promise.all(
        (concerned.length > 0 ? concerned : all).map(({ collection }) =>
          collection.updateMany({ 'owedFacts.key': key }, { $pull: { [OWED]: { key } } }),
        ),
      );
    },
  };
}

/** One look at all of them: it is taken every few seconds, and hardly ever finds something. */
async function owedIn(
  connection: Connection,
  { first, others }: { first: Owing; others: readonly Owing[] },
  limit: number,
): Promise<AuditFact[]> {
  const look = [{ $match: OWING }, { $project: { [OWED]: 1 } }];
  const found = durableCollection<OwingDocument>(connection, first.definition).aggregate<OwingDocument>([
    ...look,
    ...others.map(({ definition: { collection } }) => ({
      $unionWith: { coll: collection, pipeline: look },
    })),
    { $limit: limit },
  ]);
  return (await found.toArray())
    .flatMap(({ owedFacts = [] }) => owedFacts)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}
