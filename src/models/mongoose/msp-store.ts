import { type Connection, Schema } from 'mongoose';
import type { MspSettings } from '../msp-settings.ts';
import type { MspStore } from '../stores.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { isDuplicateKey } from './database-error.ts';
import { addOwedFacts, type OwingDocument, replacement } from './owed-facts.ts';

interface MspDocument extends MspSettings, OwingDocument {
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    approvalChannels: { type: [String], default: undefined },
    version: { type: Number, required: true },
  },
  SCHEMA_OPTIONS,
);
addOwedFacts(schema);

/** The collection of what holds for all clients: one document. */
export const MSP_SETTINGS: CollectionDefinition = { model: 'MspSettings', collection: 'mspSettings', schema };

const ONLY = 'msp';

/** The MSP's settings in MongoDB. */
export function createMspStore(connection: Connection): MspStore {
  const settings = durableCollection<MspDocument>(connection, MSP_SETTINGS);
  return {
    async get() {
      const found = await settings.findOne({ _id: ONLY });
      if (!found) return { version: 0 };
      const { _id, owedFacts: _, ...rest } = found;
      return rest;
    },
    async save(given, facts) {
      const next = { ...given, version: given.version + 1 };
      try {
        const update = replacement(schema, next, facts);
        const saved = await settings.updateOne({ _id: ONLY, version: given.version }, update, {
          upsert: given.version === 0,
        });
        return saved.matchedCount + saved.upsertedCount === 1 ? next : undefined;
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },
  };
}
