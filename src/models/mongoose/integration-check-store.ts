import { type Connection, Schema } from 'mongoose';
import type { IntegrationCheck, IntegrationCheckStore, IntegrationName } from '../integration.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

interface CheckDocument extends Omit<IntegrationCheck, 'name'> {
  _id: IntegrationName;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    findings: [Schema.Types.Mixed],
  },
  SCHEMA_OPTIONS,
);

/** The collection of the last look at each connected system. */
export const INTEGRATION_CHECKS: CollectionDefinition = {
  model: 'IntegrationCheck',
  collection: 'integration_checks',
  schema,
};

/** Looks at integrations in MongoDB: the last of each. */
export function createIntegrationCheckStore(connection: Connection): IntegrationCheckStore {
  const checks = durableCollection<CheckDocument>(connection, INTEGRATION_CHECKS);
  return {
    async all() {
      const found = await checks.find().sort({ _id: 1 }).toArray();
      return found.map(({ _id, ...check }) => ({ name: _id, ...check }));
    },
    async save({ name, ...check }) {
      await checks.replaceOne({ _id: name }, check, { upsert: true });
    },
    async remove(name) {
      await checks.deleteOne({ _id: name });
    },
  };
}
