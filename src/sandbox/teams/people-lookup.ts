import { personalChatId } from './population.ts';
import type { TeamsConversation, TeamsMessage, TeamsState, TeamsUser } from './state.ts';

/** A person by key (`dana`), Teams user id or directory object id. */
export type Who = string;
/** `personal` for the chat with the bot, or the name or id of a group chat or a channel. */
export type Where = string;

/** These throw when a script names what is not there: that is a mistake in the script. */
export function findUser(state: TeamsState, who: Who): TeamsUser {
  const user =
    state.users.get(who) ??
    [...state.users.values()].find(({ key, aadObjectId }) => key === who || aadObjectId === who);
  if (!user) throw new Error(`nobody in the simulated Teams is called ${who}`);
  return user;
}

/** Somebody who can do something: their account is open. */
export function findActor(state: TeamsState, who: Who): TeamsUser {
  const user = findUser(state, who);
  if (user.disabled) throw new Error(`the account of ${user.key} is closed`);
  return user;
}

/** A conversation that this person is in, by name or id; with the same name twice, that of their own organization. */
export function findConversation(state: TeamsState, user: TeamsUser, where: Where): TeamsConversation {
  if (where === 'personal') return conversationOf(state, personalChatId(state, user));
  const named = [...state.conversations.values()].filter(
    ({ id, name, members }) => (id === where || name === where) && members.has(user.id),
  );
  const conversation = named.find(({ tenantId }) => tenantId === user.tenantId) ?? named[0];
  if (!conversation) throw new Error(`${user.key} is in no conversation ${where}`);
  return conversation;
}

/** A conversation by id. */
export function conversationOf(state: TeamsState, id: string): TeamsConversation {
  const conversation = state.conversations.get(id);
  if (!conversation) throw new Error(`there is no conversation ${id}`);
  return conversation;
}

/** Where a message stands, for somebody who sees it there. */
export function placeOf(state: TeamsState, user: TeamsUser, message: TeamsMessage): TeamsConversation {
  const conversation = conversationOf(state, message.conversationId);
  if (!conversation.members.has(user.id)) throw new Error(`${user.key} does not see this message`);
  return conversation;
}
