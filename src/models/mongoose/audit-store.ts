import { type Connection, Schema } from 'mongoose';
import type { AuditStore } from '../stores.ts';
import { AuditChain, type AuditDocument, fromAuditDocument } from './audit-chain.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

const schema = new Schema(
  {
    /** The sequence number: the index on `_id` is what keeps the chain from forking. */
    _id: { type: Number, required: true },
    key: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true },
    clientId: String,
    requestId: String,
    by: Schema.Types.Mixed,
    details: { type: Schema.Types.Mixed, required: true },
    previousHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  SCHEMA_OPTIONS,
);
schema.index({ key: 1 }, { unique: true });
schema.index({ requestId: 1, _id: -1 }, { partialFilterExpression: { requestId: { $exists: true } } });
schema.index({ clientId: 1, _id: -1 }, { partialFilterExpression: { clientId: { $exists: true } } });
schema.index({ action: 1, _id: -1 });

/** The collection of the audit trail with its indexes. */
export const AUDIT: CollectionDefinition = { model: 'AuditEntry', collection: 'audit', schema };

export interface MongooseAuditStore extends AuditStore {
  /** Drops what is known of the trail's end; needed only when it was emptied behind this store's back. */
  forget(): Promise<void>;
}

/** The audit trail in MongoDB. Nothing here changes or removes an entry. */
export function createAuditStore(connection: Connection): MongooseAuditStore {
  const entries = durableCollection<AuditDocument>(connection, AUDIT);
  const chain = new AuditChain(entries);
  return {
    append: (facts) => chain.append(facts),
    forget: async () => chain.forget(),
    async read(after, limit) {
      const found = await entries
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(fromAuditDocument);
    },
    async find({ requestId, clientId, action }, limit) {
      const filter = {
        ...(requestId !== undefined && { requestId }),
        ...(clientId !== undefined && { clientId }),
        ...(action !== undefined && { action }),
      };
      const found = await entries.find(filter).sort({ _id: -1 }).limit(limit).toArray();
      return found.map(fromAuditDocument);
    },
  };
}
