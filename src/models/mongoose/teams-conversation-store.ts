import type { Filter } from 'mongodb';
import { type Connection, Schema } from 'mongoose';
import { conversationKey } from '../conversation.ts';
import type { TeamsConversation, TeamsConversationKey, TeamsConversationStore } from '../teams-conversation.ts';
import { type CollectionDefinition, durableCollection, SCHEMA_OPTIONS } from './collection.ts';

interface ConversationDocument extends TeamsConversation {
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
/** Of a person; of an address; and the latest of a kind in a tenant. Not unique: Teams may give a chat a new id. */
schema.index({ tenant: 1, user: 1, kind: 1, seenAt: -1 });
schema.index({ tenant: 1, email: 1, kind: 1, seenAt: -1 }, { partialFilterExpression: { email: { $exists: true } } });
schema.index({ tenant: 1, shared: 1, seenAt: -1 });
schema.index({ tenant: 1, seenAt: -1 });
