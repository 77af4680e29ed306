import type { Activity, Scene } from './activities.ts';
import type { Courier, Delivering, Delivery } from './delivery.ts';
import { undelivered } from './delivery.ts';
import type { TeamsConversation, TeamsMessage, TeamsState, TeamsUser } from './state.ts';

/** How something is said. */
export interface SayOptions extends Delivering {
  /** In a channel: answers in the reply chain of this message. */
  inReplyTo?: Pick<TeamsMessage, 'id' | 'threadId'>;
}

/** How a button is tapped. */
export interface ClickOptions extends Delivering {
  /** What the person filled in on the card, by input id. */
  inputs?: Readonly<Record<string, string>>;
  /** `legacy`: a client that does not know Action.Execute and uses the card's fallback. `modern` when absent. */
  client?: 'modern' | 'legacy';
}

/** What became of something said. */
export interface Said {
  message: TeamsMessage;
  delivery: Delivery;
  /** What was delivered, for delivering it again with `courier.deliver`. */
  activity: Activity;
}

/** What people act through. */
export interface PeopleDependencies {
  state: TeamsState;
  courier: Courier;
  serviceUrl: string;
}

/** Somebody in a conversation, as activities need it. */
export function sceneOf(
  { state, serviceUrl }: PeopleDependencies,
  user: TeamsUser,
  conversation: TeamsConversation,
  threadId?: string,
): Scene {
  return { state, serviceUrl, user, conversation, threadId };
}

/** Delivers where the bot is; where it is not, Teams tells it nothing. */
export function tell(
  { courier }: PeopleDependencies,
  conversation: TeamsConversation,
  activity: Activity,
  how: Delivering = {},
): Promise<Delivery> {
  return conversation.installed && !conversation.blocked
    ? courier.deliver(activity, how)
    : Promise.resolve(undelivered(activity));
}
