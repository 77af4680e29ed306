import type { PeopleDependencies, Said, SayOptions } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import { envelope, mentionEvent, messageChangedEvent, messageEvent } from './payloads.ts';
import { channelOf, findChannel, findUser, type Where, type Who, workspaceOf } from './people-lookup.ts';
import { addMessage, nextTs, replaceMessage, type SlackMessage } from './state.ts';
import { wireText } from './wire-text.ts';

/** Writes a message. */
export async function say(
  { state, courier }: PeopleDependencies,
  words: { who: Who; where: Where; text: string; mention: boolean },
  { thread, ...how }: SayOptions = {},
): Promise<Said> {
  const user = findUser(state, words.who);
  const channel = findChannel(state, user, words.where);
  const workspace = workspaceOf(state, channel.teamId);
  const botUserId = workspace.install?.botUserId ?? '';
  const text = wireText(words.text);
  const message: SlackMessage = {
    channel: channel.id,
    ts: nextTs(state),
    ...(thread ? { threadTs: thread.threadTs ?? thread.ts } : {}),
    user: user.id,
    byBot: false,
    text: words.mention ? `<@${botUserId}> ${text}` : text,
    blocks: [],
    reactions: [],
    edited: false,
  };
  addMessage(state, message);
  const from = { sourceTeam: user.teamId };
  const payload = envelope(state, workspace, messageEvent(state, channel, message), from);
  if (!channel.members.has(botUserId)) return { message, payload, delivery: UNHEARD };
  const both = [courier.event(payload, how)];
  if (words.mention)
    both.push(courier.event(envelope(state, workspace, mentionEvent(state, message), from), how));
  const [delivery = UNHEARD] = await Promise.all(both);
  return { message, payload, delivery };
}

/** The bot is not in that channel: Slack tells the app nothing. */
const UNHEARD: Delivery = { acknowledged: false, attempts: [], answer: undefined };

/** Changes a message that was written before. */
export function edit(
  { state, courier }: PeopleDependencies,
  message: SlackMessage,
  text: string,
): Promise<Delivery> {
  const channel = channelOf(state, message);
  const next = { ...message, text: wireText(text), edited: true };
  replaceMessage(state, next);
  const workspace = workspaceOf(state, channel.teamId);
  return courier.event(envelope(state, workspace, messageChangedEvent(state, channel, next)));
}
