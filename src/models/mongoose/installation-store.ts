import { type Connection, Schema } from 'mongoose';
import { type Sealer, sealedUnder } from '../../seal.ts';
import type { SlackInstallation, SlackInstallationStore } from '../integration.ts';
import { sealedFor } from '../sealed-for.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';
import { addOwedFacts, type OwingDocument, replacement } from './owed-facts.ts';

interface InstallationDocument extends Omit<SlackInstallation, 'key' | 'botToken'>, OwingDocument {
  _id: string;
  sealedBotToken: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    teamName: { type: String, required: true },
    appId: { type: String, required: true },
    botUserId: { type: String, required: true },
    sealedBotToken: { type: String, required: true },
    scopes: [String],
    installedByUserId: String,
    installedAt: { type: Date, required: true },
  },
  SCHEMA_OPTIONS,
);
schema.index({ sealedBotToken: 1 });
addOwedFacts(schema);

/** The collection of installs of the Slack app. */
export const INSTALLATIONS: CollectionDefinition = {
  model: 'SlackInstallation',
  collection: 'slack_installations',
  schema,
};

/** Slack installations in MongoDB. A bot token is sealed for its own key: moved to another document it does not open. */
export function createInstallationStore(connection: Connection, sealer: Sealer): SlackInstallationStore {
  const installations = durableCollection<InstallationDocument>(connection, INSTALLATIONS);
  const toDocument = ({ key, botToken, ...rest }: SlackInstallation): InstallationDocument => ({
    _id: key,
    ...rest,
    sealedBotToken: sealer.seal(botToken, sealedFor.slackBotToken(key)),
  });
  const lockedUnder = ({ sealedBotToken }: InstallationDocument) => {
    const keyId = sealedUnder(sealedBotToken);
    return keyId === undefined || sealer.keyIds.includes(keyId) ? undefined : keyId;
  };
  const fromDocument = (document: InstallationDocument): SlackInstallation[] => {
    if (lockedUnder(document) !== undefined) return [];
    const { _id, sealedBotToken, owedFacts: _, ...rest } = document;
    return [{ key: _id, ...rest, botToken: sealer.open(sealedBotToken, sealedFor.slackBotToken(_id)) }];
  };
  const all = () => installations.find().sort({ _id: 1 }).toArray();
  return {
    async save(installation, facts) {
      const { _id, ...fields } = toDocument(installation);
      await installations.updateOne({ _id }, replacement(schema, fields, facts), { upsert: true });
    },
    async find(key) {
      const found = await installations.findOne({ _id: key });
      return found ? fromDocument(found)[0] : undefined;
    },
    async remove(key) {
      await installations.deleteOne({ _id: key });
    },
    all: async () => (await all()).flatMap(fromDocument),
    locked: async () =>
      (await all()).flatMap((document) => {
        const keyId = lockedUnder(document);
        return keyId === undefined ? [] : [{ key: document._id, teamName: document.teamName, keyId }];
      }),
  };
}
