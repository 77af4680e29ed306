import { type Connection, Schema } from 'mongoose';
import { DAY_MS, SECOND_MS } from '../../clock.ts';
import type { TeamsDelivery, TeamsDeliveryStore } from '../teams-conversation.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

interface DeliveryDocument extends Omit<TeamsDelivery, 'key'> {
  /** The idempotency key. */
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    tenant: { type: String, required: true },
    conversation: { type: String, required: true },
    message: String,
    at: { type: Date, required: true },
  },
  SCHEMA_OPTIONS,
);
/** Only to save room: retries of a delivery end within two days, and nothing depends on a record being gone. */
schema.index({ at: 1 }, { expireAfterSeconds: (30 * DAY_MS) / SECOND_MS });

/** The collection of what was said in Teams. */
export const TEAMS_DELIVERIES: CollectionDefinition = {
  model: 'TeamsDelivery',
  collection: 'teams_deliveries',
  schema,
};

/** What was said in Teams, in MongoDB. */
export function createTeamsDeliveryStore(connection: Connection): TeamsDeliveryStore {
  const deliveries = durableCollection<DeliveryDocument>(connection, TEAMS_DELIVERIES);
  return {
    async begin({ key, ...rest }) {
      await deliveries.replaceOne({ _id: key }, rest, { upsert: true });
    },
    async find(key) {
      const found = await deliveries.findOne({ _id: key });
      if (!found) return undefined;
      const { _id, ...rest } = found;
      return { key: _id, ...rest };
    },
    async arrived(key, message) {
      const { matchedCount } = await deliveries.updateOne(
        { _id: key, $or: [{ message }, { message: { $exists: false } }] },
        { $set: { message } },
      );
      return matchedCount === 1;
    },
    async failed(key) {
      await deliveries.deleteOne({ _id: key });
    },
  };
}
