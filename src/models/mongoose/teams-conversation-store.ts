import type { Filter } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import { conversationKey } from '../conversation.ts';
import type {
  TeamsConversation,
  TeamsConversationKey,
  TeamsConversationKind,
  TeamsConversationStore,
} from '../teams-conversation.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

interface ConversationDocument extends TeamsConversation {
  /** `teams:TENANT:CONVERSATION`, and the reply chain. */
  _id: string;
}

const schema = new Schema(
  {
    _id: { type: String, required: true },
    tenant: { type: String, required: true },
    conversation: { type: String, required: true },
    thread: String,
    kind: { type: String, required: true, enum: ['personal', 'group', 'channel'] },
    serviceUrl: { type: String, required: true },
    user: String,
    teamsUserId: String,
    email: String,
    seenAt: { type: Date, required: true },
  },
  SCHEMA_OPTIONS,
);
const personal = { partialFilterExpression: { kind: 'personal' } };
/** Not unique: Teams may give a chat another id after the bot was away. */
schema.index({ tenant: 1, user: 1, seenAt: -1 }, personal);
schema.index({ tenant: 1, email: 1, seenAt: -1 }, personal);
schema.index({ tenant: 1, kind: 1, seenAt: -1 });
schema.index({ tenant: 1, conversation: 1 });

/** The collection of conversations that the bot takes part in. */
export const TEAMS_CONVERSATIONS: CollectionDefinition = {
  model: 'TeamsConversation',
  collection: 'teams_conversations',
  schema,
};

const SHARED: readonly TeamsConversationKind[] = ['group', 'channel'];
const ANY: readonly TeamsConversationKind[] = ['personal', ...SHARED];
const NEWEST_FIRST = { seenAt: -1 } as const;

/** Conversations in Teams in MongoDB. */
export function createTeamsConversationStore(connection: Connection): TeamsConversationStore {
  const conversations = durableCollection<ConversationDocument>(connection, TEAMS_CONVERSATIONS);
  const newest = async (filter: Filter<ConversationDocument>) => {
    const found = await conversations.findOne(filter, { sort: NEWEST_FIRST });
    return found ? fromDocument(found) : undefined;
  };
  return {
    async save(conversation) {
      await conversations.updateOne({ _id: idOf(conversation) }, { $set: conversation }, { upsert: true });
    },
    async find(where) {
      const found = await conversations.findOne({ _id: idOf(where) });
      return found ? fromDocument(found) : undefined;
    },
    personal: (tenant, user) => newest({ tenant, user, kind: 'personal' }),
    personalByEmail: (tenant, email) => newest({ tenant, email, kind: 'personal' }),
    async shared(tenant, limit) {
      const found = conversations
        .find({ tenant, kind: { $in: SHARED } })
        .sort(NEWEST_FIRST)
        .limit(limit);
      return (await found.toArray()).map(fromDocument);
    },
    latest: (tenant) => newest({ tenant, kind: { $in: ANY } }),
    async remove({ tenant, conversation }) {
      await conversations.deleteMany({ tenant, conversation });
    },
  };
}

function idOf({ tenant, conversation, thread }: TeamsConversationKey): string {
  return conversationKey({
    surface: 'teams',
    tenant,
    conversation,
    ...(thread === undefined ? {} : { thread }),
  });
}

function fromDocument({ _id, ...conversation }: ConversationDocument): TeamsConversation {
  return conversation;
}
