import type { Clock } from '../../clock.ts';

export interface SlackWorkspace {
  id: string;
  name: string;
  domain: string;
  enterpriseId?: string;
  /** The app is installed for the whole Enterprise Grid organization. */
  orgWide?: boolean;
  /** Present while the app is installed. */
  install?: SlackInstall;
}

export interface SlackInstall {
  token: string;
  scopes: readonly string[];
  botUserId: string;
  botId: string;
}

export interface SlackUser {
  id: string;
  teamId: string;
  /** Short name for scripts: `dana`. */
  key: string;
  name: string;
  email: string;
  bot: boolean;
  deleted: boolean;
  /** A single- or multi-channel guest. */
  guest: boolean;
}

export interface SlackChannel {
  id: string;
  teamId: string;
  name: string;
  kind: 'channel' | 'im';
  archived: boolean;
  /** User ids, the bot's among them where it was invited; people of other workspaces in shared channels. */
  members: Set<string>;
}

export interface SlackMessage {
  channel: string;
  ts: string;
  threadTs?: string;
  /** Author's user id: a person's or the bot's. */
  user: string;
  byBot: boolean;
  text: string;
  blocks: readonly SlackBlock[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  reactions: readonly { name: string; users: readonly string[] }[];
  edited: boolean;
  /** Seen by this user alone, and by nobody once they reload. */
  ephemeralTo?: string;
}

/** Block Kit as it came over the wire, checked by block-limits.ts. */
export type SlackBlock = Readonly<Record<string, unknown>> & { type: string };

export interface SlackView {
  id: string;
  teamId: string;
  userId: string;
  hash: string;
  /** What the app sent: type, title, blocks, callback_id, private_metadata… */
  content: Readonly<Record<string, unknown>> & { type: string; blocks: readonly SlackBlock[] };
  /** Errors that the app answered to the last submission, by block id. */
  errors?: Readonly<Record<string, string>>;
}

/** Everything that Slack knows. Methods look things up and make ids; what may be done is decided by who calls them. */
export interface SlackState {
  readonly clock: Clock;
  readonly appId: string;
  readonly workspaces: Map<string, SlackWorkspace>;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  /** By channel and ts, oldest first; see `addMessage`. */
  readonly messages: Map<string, SlackMessage>;
  /** Replies in each thread, by channel and ts of its first message. */
  readonly replyCounts: Map<string, number>;
  /** Published App Home views, by user id. */
  readonly homes: Map<string, SlackView>;
  /** Open modals, by user id, the topmost last. */
  readonly modals: Map<string, SlackView[]>;
  readonly triggers: Map<string, { teamId: string; userId: string; madeAt: Date; used: boolean }>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Tokens that worked once, with the error they give now. */
  readonly deadTokens: Map<string, 'token_revoked' | 'account_inactive'>;
  readonly codes: Map<string, AuthorizationCode>;
  readonly listeners: Set<() => void>;
  lastTsMicros: number;
  counter: number;
}

export interface ResponseUrl {
  teamId: string;
  channel: string;
  userId: string;
  /** The message whose button was clicked. */
  messageTs?: string;
  uses: number;
  madeAt: Date;
}

export interface AuthorizationCode {
  teamId: string;
  userId: string;
  scopes: readonly string[];
  redirectUri: string;
  used: boolean;
}

/** A Slack with nobody in it. */
export function emptyState(clock: Clock, appId: string): SlackState {
  return {
    clock,
    appId,
    workspaces: new Map(),
    users: new Map(),
    channels: new Map(),
    messages: new Map(),
    replyCounts: new Map(),
    homes: new Map(),
    modals: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    deadTokens: new Map(),
    codes: new Map(),
    listeners: new Set(),
    lastTsMicros: 0,
    counter: 0,
  };
}

/** Empties every conversation, home and window; workspaces, people, channels and installs stay. */
export function forgetConversations(state: SlackState): void {
  for (const part of ['messages', 'replyCounts', 'homes', 'modals', 'triggers', 'responseUrls'] as const)
    state[part].clear();
  changed(state);
}

/** Tells whoever shows this state that it changed. */
export function changed(state: SlackState): void {
  for (const listener of state.listeners) listener();
}

/** The next message timestamp: `1764150000.000100`, strictly increasing over the whole of Slack. */
export function nextTs(state: SlackState): string {
  const micros = Math.max(state.clock.now().getTime() * 1_000, state.lastTsMicros + 1);
  state.lastTsMicros = micros;
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** An id that was not given before. */
export function nextId(state: SlackState, prefix: string): string {
  state.counter += 1;
  return `${prefix}${state.counter.toString(36).toUpperCase().padStart(8, '0')}`;
}

/** Installs the app, or renews its install: a new token each time, the same bot. */
export function install(
  state: SlackState,
  workspace: SlackWorkspace,
  scopes: readonly string[],
): SlackInstall {
  const suffix = workspace.id.replace(/^[TE]0?/, '');
  const generation = state.deadTokens.size + state.codes.size;
  const bot: SlackUser = {
    id: `U0BOT${suffix}`,
    teamId: workspace.id,
    key: `bot-${workspace.id}`,
    name: 'Countersign',
    email: '',
    bot: true,
    deleted: false,
    guest: false,
  };
  state.users.set(bot.id, bot);
  workspace.install = {
    token: `xoxb-${suffix}-simulated-${generation}`,
    scopes,
    botUserId: bot.id,
    botId: `B0${suffix}`,
  };
  return workspace.install;
}

/** The direct conversation of a person and the app. Its id follows from theirs, so that it survives a restart. */
export function directChannel(state: SlackState, user: SlackUser): SlackChannel {
  const id = `D0${user.id.replace(/^[UW]0?/, '')}`;
  const known = state.channels.get(id);
  if (known) return known;
  const botUserId = state.workspaces.get(user.teamId)?.install?.botUserId;
  const channel: SlackChannel = {
    id,
    teamId: user.teamId,
    name: 'directmessage',
    kind: 'im',
    archived: false,
    members: new Set([user.id, ...(botUserId ? [botUserId] : [])]),
  };
  state.channels.set(id, channel);
  return channel;
}

function messageKey(channel: string, ts: string): string {
  return `${channel}:${ts}`;
}

/** Keeps a new message, and counts it in its thread. */
export function addMessage(state: SlackState, message: SlackMessage): void {
  state.messages.set(messageKey(message.channel, message.ts), message);
  if (message.threadTs && message.threadTs !== message.ts && !message.ephemeralTo) {
    const thread = messageKey(message.channel, message.threadTs);
    state.replyCounts.set(thread, (state.replyCounts.get(thread) ?? 0) + 1);
  }
  changed(state);
}

/** A message by its place and time stamp. */
export function findMessage(state: SlackState, channel: string, ts: string): SlackMessage | undefined {
  return state.messages.get(messageKey(channel, ts));
}

/** Replies in the thread that this message begins. */
export function replyCount(state: SlackState, message: SlackMessage): number {
  return state.replyCounts.get(messageKey(message.channel, message.ts)) ?? 0;
}

/** Puts a changed message in the place of the old one; messages themselves never change, so that a copy stays a copy. */
export function replaceMessage(state: SlackState, next: SlackMessage): void {
  state.messages.set(messageKey(next.channel, next.ts), next);
  changed(state);
}

/** Forgets a message. */
export function removeMessage(state: SlackState, { channel, ts }: SlackMessage): void {
  state.messages.delete(messageKey(channel, ts));
  changed(state);
}
