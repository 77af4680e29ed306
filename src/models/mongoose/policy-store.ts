import type { Collection, Document } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import { CountersignError } from '../../errors.ts';
import type { PolicyStore } from '../stores.ts';
import type { PolicySet, ToolPolicy } from '../tool-policy.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { isDuplicateKey } from './database-error.ts';
import { addOwedFacts, type OwingDocument, owing, pushing } from './owed-facts.ts';

/** `_id` is the scope: `msp` or a client's id. */
export interface PolicyDocument extends Omit<PolicySet, 'scope'>, OwingDocument {
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    tools: { type: Schema.Types.Mixed, required: true },
    signed: { type: [String], default: undefined },
  },
  SCHEMA_OPTIONS,
);
addOwedFacts(schema);

/** The collection of policies, one document a scope. */
export const POLICIES: CollectionDefinition = { model: 'PolicySet', collection: 'policies', schema };

/** Far more than are signed between a crash and the look at what it left. */
const SIGNED_KEPT = 50;

type PolicyChange = Parameters<PolicyStore['set']>[0];

/** Tool policies in MongoDB, one document a scope. */
export function createPolicyStore(connection: Connection): PolicyStore {
  const policies = durableCollection<PolicyDocument>(connection, POLICIES);
  return {
    async get(scopes) {
      const found = await policies.find({ _id: { $in: [...scopes] } }).toArray();
      return found.map(fromPolicyDocument);
    },
    async set(change) {
      for (const tool of Object.keys(change.tools)) refuseUnlessToolName(tool);
      return change.version === 0 ? insert(policies, change) : update(policies, change);
    },
  };
}

/** Tool names become field paths. */
function refuseUnlessToolName(name: string): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new CountersignError('invalid_input', 'not a name of a tool');
}

async function insert(
  policies: Collection<PolicyDocument>,
  { scope, tools, signed, facts }: PolicyChange,
): Promise<PolicySet | undefined> {
  const set = Object.entries(tools).filter((entry): entry is [string, ToolPolicy] => entry[1] !== null);
  const document = {
    _id: scope,
    version: 1,
    tools: Object.fromEntries(set),
    ...(signed !== undefined && { signed: [signed] }),
    ...owing(facts),
  };
  try {
    await policies.insertOne(document);
    return fromPolicyDocument(document);
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}

async function update(
  policies: Collection<PolicyDocument>,
  { scope, version, tools, signed, facts }: PolicyChange,
): Promise<PolicySet | undefined> {
  const $set: Document = {};
  const $unset: Document = {};
  for (const [tool, policy] of Object.entries(tools)) {
    if (policy === null) $unset[`tools.${tool}`] = 1;
    else $set[`tools.${tool}`] = policy;
  }
  const changed: Document = {
    $inc: { version: 1 },
    ...(Object.keys($set).length > 0 && { $set }),
    ...(Object.keys($unset).length > 0 && { $unset }),
    ...pushing(facts, signed === undefined ? {} : { signed: { $each: [signed], $slice: -SIGNED_KEPT } }),
  };
  const saved = await policies.findOneAndUpdate({ _id: scope, version }, changed, {
    returnDocument: 'after',
  });
  return saved ? fromPolicyDocument(saved) : undefined;
}

/** A stored set of policies in the model's words. */
export function fromPolicyDocument({ _id, version, tools, signed }: PolicyDocument): PolicySet {
  return { scope: _id, version, tools, ...(signed && { signed }) };
}
