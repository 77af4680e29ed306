import { type Connection, Schema } from 'mongoose';
import type { CursorStore } from '../stores.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

interface CursorDocument {
  _id: string;
  /** One of the two. */
  at?: Date;
  number?: number;
}

const schema = new Schema(
  { _id: { type: String, required: true }, at: Date, number: Number },
  SCHEMA_OPTIONS,
);

/** The collection of cursors: how far something has been read. */
export const CURSORS: CollectionDefinition = { model: 'Cursor', collection: 'cursors', schema };

/** Cursors in MongoDB. */
export function createCursorStore(connection: Connection): CursorStore {
  const cursors = durableCollection<CursorDocument>(connection, CURSORS);
  return {
    async read(...names) {
      const found = await cursors.find({ _id: { $in: names } }).toArray();
      return new Map(found.flatMap(({ _id, at }) => (at === undefined ? [] : [[_id, at]])));
    },
    async advance(name, to) {
      // The server itself tries again when two upserts of one `_id` meet.
      await cursors.updateOne({ _id: name }, { $max: { at: to } }, { upsert: true });
    },
    async put(name, at) {
      await cursors.updateOne({ _id: name }, { $set: { at } }, { upsert: true });
    },
    async readNumbers(...names) {
      const found = await cursors.find({ _id: { $in: names } }).toArray();
      return new Map(found.flatMap(({ _id, number }) => (number === undefined ? [] : [[_id, number]])));
    },
    async advanceNumber(name, to) {
      await cursors.updateOne({ _id: name }, { $max: { number: to } }, { upsert: true });
    },
  };
}
