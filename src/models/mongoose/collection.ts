import type { Collection, CollectionOptions, Document } from 'mongodb';
import type { Connection, Schema, SchemaOptions } from 'mongoose';
import { CountersignError } from '../../errors.ts';

/** One collection: the name it has in the database, and what it holds. */
export interface CollectionDefinition {
  model: string;
  collection: string;
  schema: Schema;
}

/** Collections and indexes are made by `ensureIndexes` alone, and documents are stored as they were built. */
export const SCHEMA_OPTIONS = {
  autoCreate: false,
  autoIndex: false,
  id: false,
  minimize: false,
  strict: 'throw',
  versionKey: false,
} as const satisfies SchemaOptions;

/** Acknowledged by a majority and journalled, whatever the address or the connection says. */
const DURABLE: CollectionOptions = {
  writeConcern: { w: 'majority', journal: true },
  ignoreUndefined: true,
};

/**
 * The driver's own collection behind a mongoose model, writing durably. The model gives schema and indexes; reads and
 * updates by path go to the driver, so that the hot path hydrates no document and validates nothing twice.
 */
export function durableCollection<Stored extends Document>(
  connection: Connection,
  definition: CollectionDefinition,
): Collection<Stored> {
  registerModel(connection, definition);
  if (!connection.db) throw new CountersignError('database_unavailable', 'the database was never connected');
  return connection.db.collection<Stored>(definition.collection, DURABLE);
}

/** Creates the collection's indexes where they are missing. */
export async function ensureIndexesOf(
  connection: Connection,
  definition: CollectionDefinition,
): Promise<void> {
  await registerModel(connection, definition).createIndexes();
}

function registerModel(connection: Connection, { model, collection, schema }: CollectionDefinition) {
  return connection.models[model] ?? connection.model(model, schema, collection);
}
