import { BOT_MENTION, botAccount, deletedActivity, editedActivity, messageActivity } from './activities.ts';
import { type PeopleDependencies, type Said, type SayOptions, sceneOf, tell } from './deeds.ts';
import { type Delivery, undelivered } from './delivery.ts';
import { conversationOf, findActor, findConversation, type Where, type Who } from './people-lookup.ts';
import { dropOwnVersions, nextMessageId, putMessage, type TeamsMessage } from './state.ts';

/** Writes a message. Where others are, the bot hears it only when it is mentioned. */
export async function say(
  dependencies: PeopleDependencies,
  words: { who: Who; where: Where; text: string; mention: boolean },
  { inReplyTo, ...how }: SayOptions = {},
): Promise<Said> {
  const { state } = dependencies;
  const user = findActor(state, words.who);
  const conversation = findConversation(state, user, words.where);
  const id = nextMessageId(state);
  const message: TeamsMessage = {
    id,
    conversationId: conversation.id,
    ...(conversation.kind === 'channel' ? { threadId: inReplyTo?.threadId ?? inReplyTo?.id ?? id } : {}),
    from: user.id,
    byBot: false,
    text: words.mention ? `${BOT_MENTION} ${words.text}` : words.text,
    textFormat: 'plain',
    attachments: [],
    entities: words.mention ? [{ type: 'mention', mentioned: botAccount(state), text: BOT_MENTION }] : [],
    edited: false,
    deleted: false,
    at: state.clock.now(),
  };
  putMessage(state, message);
  const activity = messageActivity(sceneOf(dependencies, user, conversation, message.threadId), message);
  const isHeard = conversation.kind === 'personal' || words.mention;
  const delivery = isHeard ? await tell(dependencies, conversation, activity, how) : undelivered(activity);
  return { message, activity: delivery.activity, delivery };
}

/** Changes a message that was written before. */
export function edit(
  dependencies: PeopleDependencies,
  message: TeamsMessage,
  text: string,
): Promise<Delivery> {
  const isMention = message.entities.length > 0;
  const next = { ...message, text: isMention ? `${BOT_MENTION} ${text}` : text, edited: true };
  return change(dependencies, next, editedActivity);
}

/** Takes a message back that was written before. */
export function takeBack(dependencies: PeopleDependencies, message: TeamsMessage): Promise<Delivery> {
  return change(dependencies, { ...message, deleted: true }, deletedActivity);
}

function change(
  dependencies: PeopleDependencies,
  next: TeamsMessage,
  describe: typeof editedActivity,
): Promise<Delivery> {
  const { state } = dependencies;
  if (next.byBot) throw new Error('people change only what people wrote');
  const user = findActor(state, next.from);
  const conversation = conversationOf(state, next.conversationId);
  dropOwnVersions(state, next);
  putMessage(state, next);
  const activity = describe(sceneOf(dependencies, user, conversation, next.threadId), next);
  const isHeard = conversation.kind === 'personal' || next.entities.length > 0;
  return isHeard ? tell(dependencies, conversation, activity) : Promise.resolve(undelivered(activity));
}
