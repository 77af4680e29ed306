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

interface IntegrationDocument extends Omit<Integration, 'name' | 'secrets'> {
  _id: IntegrationName;
  sealedSecrets: string;
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
  },
  SCHEMA_OPTIONS,
);
schema.index({ sealedSecrets: 1 });

/** The collection of what admins have connected: a document a system. */
export const INTEGRATIONS: CollectionDefinition = {
  model: 'Integration',
  collection: 'integrations',
  schema,
};

/** Integrations in MongoDB. Secrets are sealed for their system: moved to another document they do not open. */
export function createIntegrationStore(connection: Connection, sealer: Sealer): IntegrationStore {
  const integrations = durableCollection<IntegrationDocument>(connection, INTEGRATIONS);
  const documentOf = (given: NewIntegration, version: number): IntegrationDocument => {
    const { name, secrets, ...rest } = given;
    const sealedSecrets = sealer.seal(JSON.stringify(secrets), sealedFor.integration(name));
    return { _id: name, ...rest, sealedSecrets, version };
  };
  const fromDocument = ({ _id, sealedSecrets, ...rest }: IntegrationDocument): Integration => ({
    name: _id,
    ...rest,
    secrets: openSecrets(sealer, _id, sealedSecrets),
  });
  return {
    all: async () => (await integrations.find().sort({ _id: 1 }).toArray()).map(fromDocument),
    async find(name) {
      const found = await integrations.findOne({ _id: name });
      return found ? fromDocument(found) : undefined;
    },
    async insert(given) {
      const document = documentOf(given, 1);
      try {
        await integrations.insertOne(document);
        return fromDocument(document);
      } catch (error) {
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
    },
    async replace({ id, version }, given) {
      const { _id, ...document } = documentOf(given, version + 1);
      const replaced = await integrations.replaceOne({ _id, id, version }, document);
      return replaced.matchedCount === 1 ? fromDocument({ _id, ...document }) : undefined;
    },
    async remove({ name, id, version }) {
      return (await integrations.deleteOne({ _id: name, id, version })).deletedCount === 1;
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
