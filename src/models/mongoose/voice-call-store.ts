import { type Connection, Schema } from 'mongoose';
import type { VoiceCall, VoiceCallStore } from '../voice-call.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { isDuplicateKey } from './database-error.ts';

interface CallDocument extends Omit<VoiceCall, 'id'> {
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    line: { type: String, required: true },
    from: String,
    clientId: String,
    onFile: { type: Boolean, required: true },
    language: { type: String, required: true },
    step: { type: Number, required: true },
    dialogue: { type: Schema.Types.Mixed, required: true },
    transcript: [Schema.Types.Mixed],
    startedAt: { type: Date, required: true },
    endedAt: Date,
    expiresAt: { type: Date, required: true },
  },
  SCHEMA_OPTIONS,
);
/** A call that comes again after its record is gone is stopped by its request's own key. */
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** The collection of calls. */
export const VOICE_CALLS: CollectionDefinition = { model: 'VoiceCall', collection: 'voice_calls', schema };

/** Telephone calls in MongoDB. */
export function createVoiceCallStore(connection: Connection): VoiceCallStore {
  const calls = durableCollection<CallDocument>(connection, VOICE_CALLS);
  const find = async (id: string) => {
    const found = await calls.findOne({ _id: id });
    return found ? fromDocument(found) : undefined;
  };
  return {
    async begin(call) {
      const { id, ...rest } = call;
      try {
        await calls.insertOne({ _id: id, ...rest });
        return call;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(id)) ?? call;
      }
    },
    find,
    async advance({ id, step }, { transcript = [], ...change }) {
      const saved = await calls.findOneAndUpdate(
        { _id: id, step, endedAt: { $exists: false } },
        { $set: change, $inc: { step: 1 }, $push: { transcript: { $each: [...transcript] } } },
        { returnDocument: 'after' },
      );
      return saved ? fromDocument(saved) : undefined;
    },
    async end(id, at) {
      await calls.updateOne(
        { _id: id, endedAt: { $exists: false } },
        { $set: { endedAt: at, 'dialogue.said': {} } },
      );
    },
  };
}

function fromDocument({ _id, ...call }: CallDocument): VoiceCall {
  return { id: _id, ...call };
}
