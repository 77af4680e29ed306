import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';

export interface TeamsTenant {
  id: string;
  name: string;
  /** The tenant's admin has switched the bot off. */
  botDisabled: boolean;
}

export interface TeamsUser {
  /** As the connector names them: `29:…`, another one for each bot. */
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
  /** The account is closed: nobody writes or taps with it. */
  disabled: boolean;
}

export interface TeamsTeam {
  /** Id of its General channel. */
  id: string;
  /** Object id of its Microsoft 365 group. */
  aadGroupId: string;
  name: string;
}

export type ConversationKind = 'personal' | 'groupChat' | 'channel';

export interface TeamsConversation {
  /** `a:…` for a personal chat, `19:…@thread.v2` for a group chat, `19:…@thread.tacv2` for a channel. */
  id: string;
  kind: ConversationKind;
  /** Of the organization that owns it; people of others may be in it. */
  tenantId: string;
  /** Absent for a personal chat. */
  name?: string;
  /** The team of a channel. */
  team?: TeamsTeam;
  /** User ids. */
  members: Set<string>;
  /** The bot is installed here: for this person, in this chat, or in the team of this channel. */
  installed: boolean;
  /** The person has blocked the bot. */
  blocked: boolean;
}

/** An attachment as it came over the wire; Adaptive Cards were checked by card-limits.ts. */
export interface TeamsAttachment {
  contentType: string;
  content?: unknown;
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
  /** What a phone shows in its notification. */
  summary?: string;
  attachments: readonly TeamsAttachment[];
  entities: readonly Readonly<Record<string, unknown>>[];
  edited: boolean;
  /** Its place stays; its content is shown to nobody. */
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
  shows: { kind: 'card'; card: AdaptiveCard } | { kind: 'message'; text: string };
  /** Teams' own line when the form could not be sent. */
  error?: string;
}

/** A line that Teams shows to one person alone, under a card: what came of their tap. The next tap takes it away. */
export interface TeamsNotice {
  kind: 'message' | 'error';
  text: string;
}

/** Everything that Teams knows. Functions here look things up and make ids; what may be done is decided by their callers. */
export interface TeamsState {
  readonly clock: Clock;
  /** Microsoft app id of the bot. */
  readonly appId: string;
  readonly tenants: Map<string, TeamsTenant>;
  readonly users: Map<string, TeamsUser>;
  readonly conversations: Map<string, TeamsConversation>;
  /** By conversation and id, oldest first; see `addMessage`. */
  readonly messages: Map<string, TeamsMessage>;
  /** A person's own version of a card, by message and user: the answer to their tap or refresh. */
  readonly ownVersions: Map<string, AdaptiveCard>;
  /** When somebody last tapped on a card, by the same key. */
  readonly tappedAt: Map<string, Date>;
  /** By message and user. */
  readonly notices: Map<string, TeamsNotice>;
  /** Open dialogs, by user id. */
  readonly dialogs: Map<string, TeamsDialog>;
  /** When the bot last said that it is typing, by conversation id. */
  readonly typing: Map<string, Date>;
  /** Links that people opened, oldest first. */
  readonly openedUrls: { userId: string; url: string }[];
  readonly listeners: Set<() => void>;
  lastMessageMs: number;
  counter: number;
}

/** A Teams with nobody in it. */
export function emptyState(clock: Clock, appId: string): TeamsState {
  return {
    clock,
    appId,
    tenants: new Map(),
    users: new Map(),
    conversations: new Map(),
    messages: new Map(),
    ownVersions: new Map(),
    tappedAt: new Map(),
    notices: new Map(),
    dialogs: new Map(),
    typing: new Map(),
    openedUrls: [],
    listeners: new Set(),
    lastMessageMs: 0,
    counter: 0,
  };
}

/** Empties every conversation and dialog; tenants, people and installs stay. */
export function forgetConversations(state: TeamsState): void {
  for (const part of ['messages', 'ownVersions', 'tappedAt', 'notices', 'dialogs', 'typing'] as const)
    state[part].clear();
  state.openedUrls.length = 0;
  changed(state);
}

/** Tells whoever shows this state that it changed. */
export function changed(state: TeamsState): void {
  for (const listener of state.listeners) listener();
}

/** The bot as the connector names it. */
export function botId({ appId }: TeamsState): string {
  return `28:${appId}`;
}

/** The next message id: milliseconds, strictly increasing over the whole of Teams. */
export function nextMessageId(state: TeamsState): string {
  state.lastMessageMs = Math.max(state.clock.now().getTime(), state.lastMessageMs + 1);
  return String(state.lastMessageMs);
}

/** An id that was not given before, as of events and dialogs. */
export function nextId(state: TeamsState, prefix: string): string {
  state.counter += 1;
  return `${prefix}${state.counter.toString(36).padStart(8, '0')}`;
}

/** An opaque id that follows from what it stands for, so that it survives a restart. */
export function opaqueId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40);
}

/** Where a message is kept, and the beginning of everything that hangs on it. */
export function messageKey(conversationId: string, id: string): string {
  return `${conversationId} ${id}`;
}

/** Where one person's version of a message is kept. */
export function ownKey({ conversationId, id }: Pick<TeamsMessage, 'conversationId' | 'id'>, userId: string) {
  return `${messageKey(conversationId, id)} ${userId}`;
}

/** A message by its place and id; the place may name a reply chain too. */
export function findMessage(state: TeamsState, conversationId: string, id: string): TeamsMessage | undefined {
  return state.messages.get(messageKey(splitConversationId(conversationId).id, id));
}

/** Keeps a new message, or puts a changed one in its place; messages never change, so that a copy stays a copy. */
export function putMessage(state: TeamsState, message: TeamsMessage): void {
  state.messages.set(messageKey(message.conversationId, message.id), message);
  changed(state);
}

/** Forgets what each person saw instead of a message's card: the message itself was changed. */
export function dropOwnVersions(state: TeamsState, message: TeamsMessage): void {
  const prefix = ownKey(message, '');
  for (const kept of [state.ownVersions, state.tappedAt, state.notices])
    for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
}

/** `19:…@thread.tacv2;messageid=1764…` names a reply chain of a channel by the message that begins it. */
export function splitConversationId(conversationId: string): { id: string; threadId?: string } {
  const [id = '', threadId] = conversationId.split(';messageid=');
  return threadId ? { id, threadId } : { id };
}
