import type { Filter } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import type { Client } from '../client.ts';
import type { ClientStore } from '../stores.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { isDuplicateKey } from './database-error.ts';
import { addOwedFacts, type OwingDocument, owing, pushing, replacement } from './owed-facts.ts';

type Lists = 'slackTeamIds' | 'emailDomains' | 'voiceNumbers' | 'technicianIds' | 'documentation';
type WithDefaults = Lists | 'decideByNote' | 'language';

export interface ClientDocument
  extends Omit<Client, 'id' | WithDefaults>,
    Partial<Pick<Client, WithDefaults>>,
    OwingDocument {
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    mode: { type: String, required: true, enum: ['plan', 'execute'] },
    entraTenantId: { type: String, required: true },
    slackTeamIds: [String],
    emailDomains: [String],
    voiceNumbers: [String],
    language: String,
    psa: { type: { _id: false, name: String, companyId: String } },
    documentation: [{ _id: false, name: String, companyId: String }],
    approvalChannels: { type: [String], default: undefined },
    decideByNote: Boolean,
    technicianIds: [String],
    fallbackApproverId: String,
    version: { type: Number, required: true },
  },
  SCHEMA_OPTIONS,
);
schema.index({ entraTenantId: 1 }, { unique: true });
/** A workspace belongs to one client: the three-way lock rests on it. */
schema.index(
  { slackTeamIds: 1 },
  { unique: true, partialFilterExpression: { slackTeamIds: { $exists: true } } },
);
/** Whoever calls a number asks for the client whose number it is. */
schema.index(
  { voiceNumbers: 1 },
  { unique: true, partialFilterExpression: { voiceNumbers: { $exists: true } } },
);
/** A company's tickets belong to one client: the same lock. */
schema.index(
  { 'psa.name': 1, 'psa.companyId': 1 },
  { unique: true, partialFilterExpression: { 'psa.companyId': { $exists: true } } },
);

addOwedFacts(schema);

/** The collection of clients with its indexes. */
export const CLIENTS: CollectionDefinition = { model: 'Client', collection: 'clients', schema };

/** Clients in MongoDB. A tenant, workspace, number or PSA company that another client has makes an insert `duplicate`. */
export function createClientStore(connection: Connection): ClientStore {
  const clients = durableCollection<ClientDocument>(connection, CLIENTS);
  const findOne = async (filter: Filter<ClientDocument>) => {
    const found = await clients.findOne(filter);
    return found ? fromClientDocument(found) : undefined;
  };
  return {
    all: async () => (await clients.find().sort({ _id: 1 }).toArray()).map(fromClientDocument),
    find: (id) => findOne({ _id: id }),
    bySlackTeam: (teamId) => findOne({ slackTeamIds: teamId }),
    byEntraTenant: (tenantId) => findOne({ entraTenantId: tenantId }),
    byPsaCompany: ({ name, companyId }) => findOne({ 'psa.name': name, 'psa.companyId': companyId }),
    byVoiceNumber: (number) => findOne({ voiceNumbers: number }),
    async insert(client, facts) {
      try {
        await clients.insertOne({ ...toClientDocument(client), ...owing(facts) });
        return 'inserted';
      } catch (error) {
        if (isDuplicateKey(error)) return 'duplicate';
        throw error;
      }
    },
    async save(client, facts) {
      const next = { ...client, version: client.version + 1 };
      try {
        const { _id, ...document } = toClientDocument(next);
        const update = replacement(schema, document, facts);
        const saved = await clients.updateOne({ _id, version: client.version }, update);
        return saved.modifiedCount === 1 ? next : undefined;
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },
    async setMode(client, mode, facts) {
      const saved = await clients.findOneAndUpdate(
        { _id: client.id, version: client.version },
        { $set: { mode }, $inc: { version: 1 }, ...pushing(facts) },
        { returnDocument: 'after' },
      );
      return saved ? fromClientDocument(saved) : undefined;
    },
  };
}

function toClientDocument({
  id,
  slackTeamIds,
  emailDomains,
  voiceNumbers,
  language,
  technicianIds,
  documentation,
  decideByNote,
  ...rest
}: Client): ClientDocument {
  return {
    _id: id,
    ...rest,
    ...(decideByNote && { decideByNote }),
    ...(documentation.length > 0 && { documentation }),
    ...(slackTeamIds.length > 0 && { slackTeamIds: [...new Set(slackTeamIds)] }),
    ...(emailDomains.length > 0 && { emailDomains }),
    ...(voiceNumbers.length > 0 && { voiceNumbers: [...new Set(voiceNumbers)] }),
    ...(language !== 'en' && { language }),
    ...(technicianIds.length > 0 && { technicianIds }),
  };
}

/** A stored client in the model's words. */
export function fromClientDocument(stored: ClientDocument): Client {
  const { _id, owedFacts: _, ...document } = stored;
  return {
    slackTeamIds: [],
    emailDomains: [],
    voiceNumbers: [],
    language: 'en',
    technicianIds: [],
    documentation: [],
    decideByNote: false,
    ...document,
    id: _id,
  };
}
