import type { Filter } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import type { AuditSearch, AuditStore } from '../stores.ts';
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
/** People look for when something happened; what was delivered late stands later in the chain. */
const NEWEST_FIRST = { at: -1, _id: -1 } as const;
const OLDEST_FIRST = { at: 1, _id: 1 } as const;
schema.index(NEWEST_FIRST);
schema.index({ action: 1, ...NEWEST_FIRST });
for (const field of ['requestId', 'clientId', 'by.personId', 'details.tool'])
  schema.index({ [field]: 1, ...NEWEST_FIRST }, { partialFilterExpression: { [field]: { $exists: true } } });

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
    has: async (key) => (await entries.findOne({ key }, { projection: { key: 1 } })) !== null,
    async read(after, limit) {
      const found = await entries
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(fromAuditDocument);
    },
    async entry(sequence) {
      const found = await entries.findOne({ _id: sequence });
      return found ? fromAuditDocument(found) : undefined;
    },
    async find(search, limit) {
      const order = search.oldestFirst ? OLDEST_FIRST : NEWEST_FIRST;
      const found = entries.find(filterOf(search)).sort(order).limit(limit);
      return (await found.toArray()).map(fromAuditDocument);
    },
  };
}

function filterOf(search: AuditSearch): Filter<AuditDocument> {
  const { requestId, clientId, action, personId, tool, since, until } = search;
  const at = { ...(since && { $gte: since }), ...(until && { $lt: until }) };
  return {
    ...(requestId !== undefined && { requestId }),
    ...(clientId !== undefined && { clientId }),
    ...(action !== undefined && { action }),
    ...(personId !== undefined && { 'by.personId': personId }),
    ...(tool !== undefined && { 'details.tool': tool }),
    ...(Object.keys(at).length > 0 && { at }),
    ...behind(search),
  };
}

/** Of what happened at the same moment as the last one seen, what stands behind it; in bounds that the index knows. */
function behind({ after, oldestFirst }: AuditSearch): Filter<AuditDocument> {
  if (!after) return {};
  const beyond = oldestFirst ? '$gt' : '$lt';
  return {
    $and: [
      { at: { [`${beyond}e`]: after.at } },
      { $or: [{ at: { [beyond]: after.at } }, { _id: { [beyond]: after.sequence } }] },
    ],
  };
}
