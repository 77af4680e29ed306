import { type Clock, MINUTE_MS, SECOND_MS, systemClock } from '../../clock.ts';
import type { clients as demoClients, msp as demoMsp } from '../demo-data.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { accountMethods, addTokenExchange } from './account-methods.ts';
import { addAuthorizePage } from './authorize-page.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { type Courier, createCourier } from './delivery.ts';
import { envelope, messageChangedEvent, messageEvent } from './payloads.ts';
import { createPeople, type SlackPeople } from './people.ts';
import { findChannel, findUser, type Where, type Who } from './people-lookup.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { addResponseUrls } from './response-urls.ts';
import { startSocketMode } from './socket-mode.ts';
import {
  directChannel,
  emptyState,
  findMessage,
  forgetConversations,
  install,
  type SlackMessage,
  type SlackState,
  type SlackUser,
  type SlackView,
  type SlackWorkspace,
} from './state.ts';
import { viewMethods } from './view-methods.ts';
import { addWebApi } from './web-api.ts';

export type { Said } from './deeds.ts';
export type { Delivering, Delivery } from './delivery.ts';
export type { SlackPeople } from './people.ts';
export type { Where, Who } from './people-lookup.ts';
export type { SlackBlock, SlackMessage, SlackState, SlackUser, SlackView, SlackWorkspace } from './state.ts';

/** What the app asks for when it is installed, and what a workspace of the demo has granted. */
const GRANTED_SCOPES: readonly string[] = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:write',
  'users:read',
  'users:read.email',
];

/** The channel of every workspace in which requests may be written; the bot is in it. */
export const HELP_CHANNEL = 'it-help';
/** A channel of every workspace in which the bot is not. */
export const OTHER_CHANNEL = 'random';

export interface SimulatedSlackOptions {
  clients: typeof demoClients;
  msp: typeof demoMsp;
  signingSecret: string;
  clientId: string;
  clientSecret: string;
  clock?: Clock;
  port?: number;
  /** Workspaces in which the app is installed from the start; all when absent. */
  installedIn?: readonly string[];
  /** Slack gives up waiting for an answer after this time: three seconds when absent. */
  acknowledgeWithinMs?: number;
  /** Waits before an event that was not acknowledged comes again. Slack's own are about 0, 1 and 5 minutes. */
  retryDelaysMs?: readonly number[];
}

/** A Slack of our own: the Web API, the people, their apps' screens, and the deliveries to the app. */
export interface SimulatedSlack extends SimulatedVendor, SlackPeople {
  /** With a trailing slash, as Slack's clients take it. */
  readonly apiUrl: string;
  readonly appId: string;
  readonly state: SlackState;
  readonly courier: Courier;
  /** About one message a second to a channel. Off unless switched on, so that a demo flows. */
  readonly postLimit: RateLimit;
  /** One read of history a minute, as for apps outside the Marketplace. Off unless switched on. */
  readonly historyLimit: RateLimit;
  deliverTo(...appUrls: string[]): void;
  workspace(teamId: string): SlackWorkspace;
  /** Another workspace: a stranger's, say, or one of an Enterprise Grid organization. */
  addWorkspace(workspace: NewWorkspace): SlackWorkspace;
  /** Lets somebody into a channel of a workspace that need not be their own. */
  join(who: Who, teamId: string, channelName: string): void;
  deactivate(who: Who): void;
  /** Every conversation, home and modal empty, as at the start. */
  clearScreens(): void;
  /** What a person sees in a conversation, oldest first, what is shown to them alone included. */
  messagesSeenBy(who: Who, where?: Where): readonly SlackMessage[];
  message(channel: string, ts: string): SlackMessage | undefined;
  homeOf(who: Who): SlackView | undefined;
  /** The topmost open modal. */
  modalOf(who: Who): SlackView | undefined;
  /** Empties every conversation, home and window; people and installs stay. */
  reset(): void;
  /** Called after every change; for pages that show this Slack. */
  onChange(listener: () => void): () => void;
}

export interface NewWorkspace {
  id: string;
  name: string;
  enterpriseId?: string;
  orgWide?: boolean;
  installed?: boolean;
  users: readonly { key: string; id: string; name: string; email: string; guest?: boolean }[];
}

/** Starts a Slack with a workspace for the MSP and each client, the app installed in all of them. */
export async function startSimulatedSlack(options: SimulatedSlackOptions): Promise<SimulatedSlack> {
  const clock = options.clock ?? systemClock;
  const state = emptyState(clock, 'A0COUNTERSIGN');
  const socket = await startSocketMode();
  const courier = createCourier({
    socket,
    acknowledgeWithinMs: options.acknowledgeWithinMs ?? 3 * SECOND_MS,
    signingSecret: options.signingSecret,
    retryDelaysMs: options.retryDelaysMs ?? [0, SECOND_MS, 5 * SECOND_MS],
  });
  const postLimit = createRateLimit(clock, { everyMs: SECOND_MS, burst: 1, enabled: false });
  const historyLimit = createRateLimit(clock, { everyMs: MINUTE_MS, burst: 1, enabled: false });
  for (const workspace of demoWorkspaces(options)) addWorkspace(state, workspace);

  const server = await startSimulatedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    now: () => clock.now(),
    routes(app) {
      socket.addTo(app);
      addTokenExchange(app, state, options);
      addAuthorizePage(app, state, options);
      addResponseUrls(app, state);
      addWebApi(app, state, {
        ...accountMethods,
        ...viewMethods,
        ...conversationMethods(() => historyLimit.take('history')),
        ...chatMethods(postLimit, (message, change) => echo({ state, courier }, message, change)),
      });
    },
  });
  const people = createPeople({ state, courier, baseUrl: server.url });

  return {
    ...server,
    ...people,
    apiUrl: `${server.url}/api/`,
    appId: state.appId,
    state,
    courier,
    postLimit,
    historyLimit,
    deliverTo: (...appUrls) => courier.deliverTo(...appUrls),
    clearScreens() {
      for (const kept of [state.messages, state.replyCounts, state.homes, state.modals]) kept.clear();
      for (const listener of state.listeners) listener();
    },
    ...views(state),
    async close() {
      courier.close();
      await courier.settled();
      socket.close();
      await server.close();
    },
  };
}

function views(state: SlackState) {
  const workspace = (teamId: string): SlackWorkspace => {
    const found = state.workspaces.get(teamId);
    if (!found) throw new Error(`there is no workspace ${teamId}`);
    return found;
  };
  return {
    workspace,
    addWorkspace: (added: NewWorkspace) => addWorkspace(state, added),
    join(who: Who, teamId: string, channelName: string) {
      const channel = [...state.channels.values()].find(
        (one) => one.teamId === workspace(teamId).id && one.name === channelName,
      );
      channel?.members.add(findUser(state, who).id);
    },
    deactivate(who: Who) {
      findUser(state, who).deleted = true;
    },
    messagesSeenBy(who: Who, where: Where = 'dm'): readonly SlackMessage[] {
      const user = findUser(state, who);
      const channel = findChannel(state, user, where);
      return [...state.messages.values()].filter(
        (message) =>
          message.channel === channel.id && (!message.ephemeralTo || message.ephemeralTo === user.id),
      );
    },
    message: (channel: string, ts: string) => findMessage(state, channel, ts),
    homeOf: (who: Who) => state.homes.get(findUser(state, who).id),
    modalOf: (who: Who) => state.modals.get(findUser(state, who).id)?.at(-1),
    reset: () => forgetConversations(state),
    onChange(listener: () => void) {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
  };
}

/** Slack tells the app of the app's own messages and edits too, as of anybody's. */
function echo(
  { state, courier }: { state: SlackState; courier: Courier },
  message: SlackMessage,
  change: 'new' | 'changed',
): void {
  const channel = state.channels.get(message.channel);
  const workspace = channel && state.workspaces.get(channel.teamId);
  if (!channel || !workspace) return;
  const event = change === 'new' ? messageEvent : messageChangedEvent;
  void courier.event(envelope(state, workspace, event(state, channel, message)));
}

function demoWorkspaces({ clients, msp, installedIn }: SimulatedSlackOptions): NewWorkspace[] {
  const isInstalled = (teamId: string) => installedIn?.includes(teamId) ?? true;
  const own = {
    id: msp.slackTeamId,
    name: msp.name,
    installed: isInstalled(msp.slackTeamId),
    users: msp.technicians.map(({ key, slackUserId, name, email }) => ({
      key,
      id: slackUserId,
      name,
      email,
    })),
  };
  const others = clients.map(({ slackTeamId, name, users }) => ({
    id: slackTeamId,
    name,
    installed: isInstalled(slackTeamId),
    users: users.flatMap((user) =>
      user.slackUserId ? [{ key: user.key, id: user.slackUserId, name: user.name, email: user.email }] : [],
    ),
  }));
  return [own, ...others];
}

function addWorkspace(state: SlackState, added: NewWorkspace): SlackWorkspace {
  const { users, installed = true, ...rest } = added;
  const workspace: SlackWorkspace = {
    ...rest,
    domain: added.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
  };
  state.workspaces.set(workspace.id, workspace);
  for (const user of users)
    state.users.set(user.id, {
      guest: false,
      ...user,
      teamId: workspace.id,
      bot: false,
      deleted: false,
    } satisfies SlackUser);
  const installation = installed ? install(state, workspace, GRANTED_SCOPES) : undefined;
  const people = users.map(({ id }) => id);
  addChannel(state, workspace, HELP_CHANNEL, [...people, ...(installation ? [installation.botUserId] : [])]);
  addChannel(state, workspace, OTHER_CHANNEL, people);
  for (const { id } of users) {
    const user = state.users.get(id);
    if (user) directChannel(state, user);
  }
  return workspace;
}

/** Ids follow from workspace and name, so that they survive a restart: `C0LAKESIDEITHELP`. */
function addChannel(
  state: SlackState,
  workspace: SlackWorkspace,
  name: string,
  members: readonly string[],
): void {
  const id = `C${workspace.id.slice(1)}${name.replace(/\W/g, '').toUpperCase()}`;
  state.channels.set(id, {
    id,
    teamId: workspace.id,
    name,
    kind: 'channel',
    archived: false,
    members: new Set(members),
  });
}
