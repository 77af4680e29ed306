import type { Clock } from '../../clock.ts';

export interface TeamsTenant {
  id: string;
  name: string;
}

export interface TeamsUser {
  /** As the connector names them: `29:…`. Each bot knows a person by another one, in every tenant the same. */
  id: string;
  /** Object id in the directory of `tenantId`: the demo user's id, or a technician's `entraUserId`. */
  aadObjectId: string;
  tenantId: string;
  /** Short name for scripts: `dana`. */
  key: string;
  name: string;
  email: string;
  /** Present in somebody else's tenant by invitation, with an object id of that tenant. */
  guest: boolean;
  /** The account is closed: nobody signs in, nothing is delivered. */
  disabled: boolean;
}

export interface TeamsTeam {
  /** Id of its General channel. */
  id: string;
  /** Object id of its Microsoft 365 group. */
  aadGroupId: string;
  tenantId: string;
  name: string;
  installed: boolean;
}

export type ConversationKind = 'personal' | 'groupChat' | 'channel';

export interface TeamsConversation {
  /** `a:…` for a personal chat, `19:…@thread.v2` for a group chat, `19:…@thread.tacv2` for a channel. */
  id: string;
  kind: ConversationKind;
  tenantId: string;
  /** Absent for a personal chat. */
  name?: string;
  /** The team of a channel. */
  teamId?: string;
  /** User ids. */
  members: Set<string>;
  /** The bot is installed here: for this person, in this chat, or in the team of this channel. */
  installed: boolean;
}

/** An attachment as it came over the wire; Adaptive Cards are checked by card-limits.ts. */
export interface TeamsAttachment {
  contentType: string;
  content?: AdaptiveCard;
  contentUrl?: string;
  name?: string;
}

export type AdaptiveCard = Readonly<Record<string, unknown>>;

export interface TeamsMessage {
  /** Milliseconds since 1970, as text, as in Teams; no two are the same. */
  id: string;
  conversationId: string;
  /** In a channel: id of the message that begins the reply chain; its own when it is that one. */
  threadId?: string;
  /** User id of the author, or the bot's. */
  from: string;
  byBot: boolean;
  text: string;
  textFormat: 'plain' | 'markdown' | 'xml';
  /** Absent from answers; what a phone shows in its notification. */
  summary?: string;
  attachments: readonly TeamsAttachment[];
  entities: readonly Readonly<Record<string, unknown>>[];
  edited: boolean;
  deleted: boolean;
  at: Date;
}

/** A dialog (task module) in front of one person. */
export interface TeamsDialog {
  id: string;
  userId: string;
  conversationId: string;
  /** The message whose button opened it. */
  messageId: string;
  title: string;
  card: AdaptiveCard;
}

/** A line that Teams shows to one person alone, under a card: the answer to a click. Gone at the next click. */
export interface TeamsNotice {
  messageId: string;
  userId: string;
  kind: 'message' | 'error';
  text: string;
}

/** Everything that Teams knows. Methods look things up and make ids; what may be done is decided by who calls them. */
export interface TeamsState {
  readonly clock: Clock;
  /** Microsoft app id of the bot. */
  readonly appId: string;
  readonly tenants: Map<string, TeamsTenant>;
  readonly users: Map<string, TeamsUser>;
  readonly teams: Map<string, TeamsTeam>;
  readonly conversations: Map<string, TeamsConversation>;
  /** By conversation and id, oldest first. */
  readonly messages: Map<string, TeamsMessage>;
  /** A person's own version of a card, by message key and user id: the answer to their click or refresh. */
  readonly ownVersions: Map<string, AdaptiveCard>;
  readonly notices: Map<string, TeamsNotice>;
  /** Open dialogs, by user id. */
  readonly dialogs: Map<string, TeamsDialog>;
  /** When the bot last said that it is typing, by conversation id. */
  readonly typing: Map<string, Date>;
  readonly listeners: Set<() => void>;
  lastMessageMs: number;
  counter: number;
}
