import { type Connection, Schema } from 'mongoose';
import { DAY_MS, SECOND_MS } from '../../clock.ts';
import type { VoiceDelivery, VoiceDeliveryStore } from '../voice-delivery.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

interface DeliveryDocument extends Omit<VoiceDelivery, 'key'> {
  /** The idempotency key. */
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    to: { type: String, required: true },
    text: { type: String, required: true },
    language: { type: String, required: true },
    writtenOnly: { type: Boolean, required: true },
    state: { type: String, required: true },
    sid: String,
    at: { type: Date, required: true },
  },
  SCHEMA_OPTIONS,
);
/** What was said need not be kept: the request has it. Retries and status reports end within two days. */
schema.index({ at: 1 }, { expireAfterSeconds: (7 * DAY_MS) / SECOND_MS });

/** The collection of what was said by telephone. */
export const VOICE_DELIVERIES: CollectionDefinition = {
  model: 'VoiceDelivery',
  collection: 'voice_deliveries',
  schema,
};

/** What was said by telephone, in MongoDB. */
export function createVoiceDeliveryStore(connection: Connection): VoiceDeliveryStore {
  const deliveries = durableCollection<DeliveryDocument>(connection, VOICE_DELIVERIES);
  return {
    async begin({ key, ...rest }) {
      await deliveries.replaceOne({ _id: key }, rest, { upsert: true });
    },
    async find(key) {
      const found = await deliveries.findOne({ _id: key });
      return found ? fromDocument(found) : undefined;
    },
    async accepted(key, state, sid) {
      await deliveries.updateOne({ _id: key, state }, { $set: { sid } });
    },
    async move(key, from, to, at) {
      const moved = await deliveries.findOneAndUpdate(
        { _id: key, state: from },
        { $set: { state: to, at }, ...(to === 'calling' ? { $unset: { sid: 1 } } : {}) },
        { returnDocument: 'after' },
      );
      return moved ? fromDocument(moved) : undefined;
    },
    async forget(key) {
      await deliveries.deleteOne({ _id: key });
    },
  };
}

function fromDocument({ _id, ...rest }: DeliveryDocument): VoiceDelivery {
  return { key: _id, ...rest };
}
