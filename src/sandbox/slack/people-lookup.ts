import {
  directChannel,
  type SlackChannel,
  type SlackMessage,
  type SlackState,
  type SlackUser,
  type SlackWorkspace,
} from './state.ts';

/** A person by key (`dana`) or Slack user id. */
export type Who = string;
/** `dm` for the direct conversation with the bot, or a channel's name or id. */
export type Where = string;

/** These throw when a script names what is not there: that is a mistake in the script. */
export function findUser(state: SlackState, who: Who): SlackUser {
  const user = state.users.get(who) ?? [...state.users.values()].find(({ key }) => key === who);
  if (!user) throw new Error(`nobody in the simulated Slack is called ${who}`);
  return user;
}

/** A channel that this person sees, by name or id. */
export function findChannel(state: SlackState, user: SlackUser, where: Where): SlackChannel {
  if (where === 'dm') return directChannel(state, user);
  const channel =
    state.channels.get(where) ??
    [...state.channels.values()].find(({ name, members }) => name === where && members.has(user.id));
  if (!channel) throw new Error(`${user.key} sees no channel ${where}`);
  return channel;
}

/** A workspace by id. */
export function workspaceOf(state: SlackState, teamId: string): SlackWorkspace {
  const workspace = state.workspaces.get(teamId);
  if (!workspace) throw new Error(`there is no workspace ${teamId}`);
  return workspace;
}

/** Where a message stands. */
export function channelOf(state: SlackState, message: SlackMessage): SlackChannel {
  const channel = state.channels.get(message.channel);
  if (!channel) throw new Error(`there is no channel ${message.channel}`);
  return channel;
}
