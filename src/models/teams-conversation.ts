/**
 * A conversation that the bot takes part in, as Teams told us of it: a personal chat, a group chat, a channel, or one
 * reply chain of a channel. Teams lets a bot speak only where it has been, at the address that it was called from.
 */
export interface TeamsConversation {
  /** Entra tenant in which the conversation is. */
  tenant: string;
  conversation: string;
  /** In a channel: id of the message that began the reply chain. */
  thread?: string;
  kind: TeamsConversationKind;
  /** Where the connector of this conversation answers; from an authenticated delivery, never from anything else. */
  serviceUrl: string;
  /** Object id of the other side of a personal chat, or of whoever began the reply chain. */
  user?: string;
  /** The same person as Teams names them to this bot: `29:…`. */
  teamsUserId?: string;
  /** Their address as the roster has it, in small letters. */
  email?: string;
  seenAt: Date;
}

/** Where a conversation takes place. */
export type TeamsConversationKind = 'personal' | 'group' | 'channel';

/** Where the bot can speak in Teams. */
export interface TeamsConversationStore {
  /** Adds to what was known of the same conversation (and reply chain): what is absent stays as it was. */
  save(conversation: TeamsConversation): Promise<void>;
  find(where: TeamsConversationKey): Promise<TeamsConversation | undefined>;
  /** The personal chat with somebody. */
  personal(tenant: string, user: string): Promise<TeamsConversation | undefined>;
  personalByEmail(tenant: string, email: string): Promise<TeamsConversation | undefined>;
  /** Conversations of several people in a tenant, the latest first: their rosters can be asked. */
  shared(tenant: string, limit: number): Promise<TeamsConversation[]>;
  /** The latest of a tenant, of any kind: its service address serves the whole tenant. */
  latest(tenant: string): Promise<TeamsConversation | undefined>;
  /** After the bot was removed: the conversation and its reply chains. Removing what is not there is no error. */
  remove(where: Omit<TeamsConversationKey, 'thread'>): Promise<void>;
}

/** What identifies a conversation, or one reply chain of it. */
export type TeamsConversationKey = Pick<TeamsConversation, 'tenant' | 'conversation' | 'thread'>;

/**
 * One thing said in Teams, by its idempotency key. Teams keeps no key of ours and shows a bot none of its own messages:
 * this record is the only thing that can tell a retry whether there was an earlier attempt, and where it ended.
 */
export interface TeamsDelivery {
  key: string;
  tenant: string;
  conversation: string;
  /** Id of the message; absent while nobody knows whether it arrived. */
  message?: string;
  at: Date;
}

/** What was said in Teams, and what may have been. */
export interface TeamsDeliveryStore {
  /** An attempt begins; replaces the record of an earlier one. */
  begin(delivery: Omit<TeamsDelivery, 'message'>): Promise<void>;
  find(key: string): Promise<TeamsDelivery | undefined>;
  /** The message arrived, under this id. False when another id is known for the key already. */
  arrived(key: string, message: string): Promise<boolean>;
  /** The attempt certainly took no effect. */
  failed(key: string): Promise<void>;
}
