import type { Collection, Document, Filter } from 'mongodb';
import type { Connection } from 'mongoose';
import { CountersignError } from '../../errors.ts';
import { type Sealer, sealedUnder } from '../../seal.ts';
import type { IntegrationName } from '../integration.ts';
import { sealedFor } from '../sealed-for.ts';
import type { Resealed, SealedCount, SealedKind, SealedValueStore } from '../sealed-value.ts';
import { type CollectionDefinition, durableCollection } from './collection.ts';
import { INSTALLATIONS } from './installation-store.ts';
import { INTEGRATIONS } from './integration-store.ts';
import { REQUESTS } from './request-schema.ts';

interface StoredDocument extends Document {
  _id: string;
}

/** Where values of one kind lie. */
interface Place {
  kind: SealedKind;
  collection: CollectionDefinition;
  /** What is looked for by. */
  path: string;
  valuesIn(document: StoredDocument): readonly SealedValue[];
}

/** One value in its document. */
interface SealedValue {
  /** Where it is set: `execution.results.0.sealedSecret`. */
  path: string;
  sealed: string;
  purpose: string;
}

/** By the names that `request-schema.ts`, `installation-store.ts` and `integration-store.ts` give them. */
const PLACES: readonly Place[] = [
  {
    kind: 'slack_installation',
    collection: INSTALLATIONS,
    path: 'sealedBotToken',
    valuesIn: (found) => valueAt(found, 'sealedBotToken', sealedFor.slackBotToken(found._id)),
  },
  {
    kind: 'integration',
    collection: INTEGRATIONS,
    path: 'sealedSecrets',
    valuesIn: (found) => valueAt(found, 'sealedSecrets', sealedFor.integration(found._id as IntegrationName)),
  },
  {
    kind: 'one_time_secret',
    collection: REQUESTS,
    path: 'execution.results.sealedSecret',
    valuesIn: (found) =>
      listAt(found, 'execution.results').flatMap((_, step) =>
        valueAt(found, `execution.results.${step}.sealedSecret`, sealedFor.step(found._id, step)),
      ),
  },
  {
    kind: 'one_time_secret',
    collection: REQUESTS,
    path: 'execution.claim.sealedSecret',
    valuesIn: (found) => {
      const step = at(found, 'execution.claim.step');
      return typeof step === 'number'
        ? valueAt(found, 'execution.claim.sealedSecret', sealedFor.step(found._id, step))
        : [];
    },
  },
  {
    kind: 'confirmation_code',
    collection: REQUESTS,
    path: 'requester.identification.pending.sealedCode',
    valuesIn: (found) =>
      valueAt(found, 'requester.identification.pending.sealedCode', sealedFor.confirmation(found._id)),
  },
];

function valueAt(found: StoredDocument, path: string, purpose: string): SealedValue[] {
  const sealed = at(found, path);
  return typeof sealed === 'string' ? [{ path, sealed, purpose }] : [];
}

function listAt(found: StoredDocument, path: string): readonly unknown[] {
  const list = at(found, path);
  return Array.isArray(list) ? list : [];
}

function at(found: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inside, name) =>
        typeof inside === 'object' && inside !== null ? Reflect.get(inside, name) : undefined,
      found,
    );
}

/** Everything sealed in MongoDB. Requests are not saved anew: a value is replaced where it lies, if it is still the same. */
export function createSealedValueStore(connection: Connection, sealer: Sealer): SealedValueStore {
  const places = PLACES.map((place) => ({
    ...place,
    stored: durableCollection<StoredDocument>(connection, place.collection),
  }));
  return {
    async counts() {
      const counts = new Map<string, SealedCount>();
      for (const place of places)
        for await (const { sealed } of sealedAt(place)) count(counts, place.kind, sealedUnder(sealed) ?? '');
      return [...counts.values()];
    },
    async reseal(limit) {
      const sum: Resealed = { resealed: 0, changed: 0, unopened: 0, more: false };
      for (const place of places) {
        for await (const value of sealedAt(place)) {
          if (sealedUnder(value.sealed) === sealer.keyId) continue;
          if (sum.resealed + sum.changed >= limit) return { ...sum, more: true };
          sum[await resealOne(place.stored, sealer, value)] += 1;
        }
      }
      return sum;
    },
  };
}

/** All of them, in the order of the index by this path; documents without are not read. */
async function* sealedAt(
  place: Place & { stored: Collection<StoredDocument> },
): AsyncGenerator<SealedValue & { documentId: string }> {
  const filter: Filter<StoredDocument> = { [place.path]: { $gte: '' } };
  const [field = place.path] = place.path.split('.');
  for await (const found of place.stored.find(filter, { projection: { [field]: 1 } }))
    for (const value of place.valuesIn(found)) yield { ...value, documentId: found._id };
}

function count(counts: Map<string, SealedCount>, kind: SealedKind, keyId: string): void {
  const name = `${kind}:${keyId}`;
  counts.set(name, { kind, keyId, count: (counts.get(name)?.count ?? 0) + 1 });
}

async function resealOne(
  stored: Collection<StoredDocument>,
  sealer: Sealer,
  { documentId: _id, path, sealed, purpose }: SealedValue & { documentId: string },
): Promise<'resealed' | 'changed' | 'unopened'> {
  const again = sealedAgain(sealer, sealed, purpose);
  if (again === undefined) return 'unopened';
  const filter: Filter<StoredDocument> = { _id, [path]: sealed };
  const { matchedCount } = await stored.updateOne(filter, { $set: { [path]: again } });
  return matchedCount === 1 ? 'resealed' : 'changed';
}

function sealedAgain(sealer: Sealer, sealed: string, purpose: string): string | undefined {
  try {
    return sealer.seal(sealer.open(sealed, purpose), purpose);
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}
