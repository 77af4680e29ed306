import { type Connection, Schema } from 'mongoose';
import { errorCode } from '../../errors.ts';
import { type Sealer, sealedUnder } from '../../seal.ts';
import type {
  GivenSettings,
  Integration,
  IntegrationName,
  IntegrationStore,
  NewIntegration,
  StoredSecrets,
} from '../integration.ts';
import { sealedFor } from '../sealed-for.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { isDuplicateKey } from './database-error.ts';
import { addOwedFacts, type OwingDocument, owing, replacement } from './owed-facts.ts';

interface IntegrationDocument extends Omit<Integration, 'name' | 'secrets'>, OwingDocument {
  _id: IntegrationName;
  sealedSecrets: string;
  /** It was disconnected: of what it was, only what it still owes the trail is left. */
  removed?: true;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    id: { type: String, required: true },
    settings: { type: Schema.Types.Mixed, required: true },
    sealedSecrets: { type: String, required: true },
    connectedBy: { type: Schema.Types.Mixed, required: true },
    connectedAt: { type: Date, required: true },
    version: { type: Number, required: true },
    removed: Boolean,
  },
  SCHEMA_OPTIONS,
);
addOwedFacts(schema);
schema.index({ sealedSecrets: 1 });

/** The collection of what admins have connected: a document a system. */
export const INTEGRATIONS: CollectionDefinition = {
  model: 'Integration',
  collection: 'integrations',
  schema,
};

const THERE = { removed: { $exists: false } } as const;

/** Integrations in MongoDB. Secrets are sealed for their system: moved to another document they do not open. */
export function createIntegrationStore(connection: Connection, sealer: Sealer): IntegrationStore {
  const integrations = durableCollection<IntegrationDocument>(connection, INTEGRATIONS);
  const documentOf = (given: NewIntegration, version: number): IntegrationDocument => {
    const { name, secrets, ...rest } = given;
    const sealedSecrets = sealer.seal(JSON.stringify(secrets), sealedFor.integration(name));
    return { _id: name, ...rest, sealedSecrets, version };
  };
  const fromDocument = (document: IntegrationDocument): Integration => {
    const { _id, sealedSecrets, owedFacts: _, ...rest } = document;
    return { name: _id, ...rest, secrets: openSecrets(sealer, _id, sealedSecrets) };
  };
  return {
    all: async () => (await integrations.find(THERE).sort({ _id: 1 }).toArray()).map(fromDocument),
    async find(name) {
      const found = await integrations.findOne({ _id: name, ...THERE });
      return found ? fromDocument(found) : undefined;
    },
    async insert(given, facts) {
      const document = documentOf(given, 1);
      const { _id, ...fields } = document;
      const again = await integrations.updateOne({ _id, removed: true }, replacement(schema, fields, facts));
      if (again.matchedCount === 1) return fromDocument(document);
      try {
        await integrations.insertOne({ ...document, ...owing(facts) });
        return fromDocument(document);
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },
    async replace({ id, version }, given, facts) {
      const { _id, ...document } = documentOf(given, version + 1);
      const update = replacement(schema, document, facts);
      const replaced = await integrations.updateOne({ _id, id, version, ...THERE }, update);
      return replaced.matchedCount === 1 ? fromDocument({ _id, ...document }) : undefined;
    },
    async remove({ name, id, version }, facts) {
      const update = replacement(schema, { removed: true }, facts);
      const removed = await integrations.updateOne({ _id: name, id, version, ...THERE }, update);
      return removed.matchedCount === 1;
    },
  };
}

function openSecrets(sealer: Sealer, name: IntegrationName, sealed: string): StoredSecrets {
  try {
    const values = JSON.parse(sealer.open(sealed, sealedFor.integration(name))) as GivenSettings;
    return { kind: 'open', values };
  } catch (error) {
    const keyId = sealedUnder(sealed);
    return errorCode(error) === 'bad_configuration' && keyId !== undefined
      ? { kind: 'locked', keyId }
      : { kind: 'damaged' };
  }
}
