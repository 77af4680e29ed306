import { addMs, MINUTE_MS } from '../../clock.ts';
import { executeActivity, submitActivity } from './activities.ts';
import { dataOf, findButton } from './buttons.ts';
import { ADAPTIVE_CARD, adaptiveCardsOf, problemsInCard } from './card-limits.ts';
import { type Button, type Json, textOf } from './cards.ts';
import { type ClickOptions, type PeopleDependencies, sceneOf, tell } from './deeds.ts';
import { type Delivery, undelivered } from './delivery.ts';
import { fetchDialog } from './people-dialogs.ts';
import { findActor, placeOf, type Who } from './people-lookup.ts';
import { say } from './people-messages.ts';
import {
  type AdaptiveCard,
  changed,
  nextId,
  ownKey,
  type TeamsMessage,
  type TeamsNotice,
  type TeamsState,
  type TeamsUser,
} from './state.ts';

/** What a person has in front of them when they tap: the message, with its card as they see it. */
export interface Tapped {
  message: TeamsMessage;
  cards: readonly AdaptiveCard[];
}

interface Tap extends Tapped, Button {
  user: TeamsUser;
  how: ClickOptions;
}

/** Taps a button, by its title, verb or id. Throws when there is none, when it is greyed out, or the form is not filled in. */
export async function click(
  dependencies: PeopleDependencies,
  { who, on, button }: { who: Who; on: Tapped; button: string },
  how: ClickOptions = {},
): Promise<Delivery> {
  const { state } = dependencies;
  const user = findActor(state, who);
  placeOf(state, user, on.message);
  const tap: Tap = { ...on, ...findButton(on.cards, button, how.client ?? 'modern'), user, how };
  state.notices.delete(ownKey(on.message, user.id));
  switch (tap.action['type']) {
    case 'Action.Execute':
      return execute(dependencies, tap);
    case 'Action.Submit':
      return submit(dependencies, tap);
    case 'Action.OpenUrl':
      return openUrl(dependencies, tap);
    default:
      throw new Error(`${button} stays on the screen: nothing is sent`);
  }
}

async function execute(dependencies: PeopleDependencies, tap: Tap): Promise<Delivery> {
  const { fallback: _fallback, ...action } = tap.action;
  return invoke(dependencies, tap, { ...action, data: dataOf(tap, tap.how.inputs) }, 'manual');
}

/**
 * Looks at a card anew. Teams refreshes it by itself for those whom it names, or, when it names nobody, for everybody in
 * a conversation of sixty people at most. Undefined when nothing was asked.
 */
export async function open(
  dependencies: PeopleDependencies,
  who: Who,
  message: TeamsMessage,
): Promise<Delivery | undefined> {
  const { state } = dependencies;
  const user = findActor(state, who);
  const { members } = placeOf(state, user, message);
  const refresh = adaptiveCardsOf(message)[0]?.['refresh'] as
    | { action: Json; userIds?: readonly string[] }
    | undefined;
  if (message.deleted || !refresh || isJustTapped(state, ownKey(message, user.id))) return undefined;
  const isForThem = refresh.userIds ? refresh.userIds.includes(user.id) : members.size <= 60;
  return isForThem
    ? invoke(dependencies, { user, message, how: {} }, refresh.action, 'automatic')
    : undefined;
}

/** Teams refreshes a card at most once a minute: what a tap was answered with stays for as long. */
function isJustTapped({ tappedAt, clock }: TeamsState, key: string): boolean {
  const at = tappedAt.get(key);
  return at !== undefined && at > addMs(clock.now(), -MINUTE_MS);
}

async function invoke(
  dependencies: PeopleDependencies,
  { user, message, how }: Pick<Tap, 'user' | 'message' | 'how'>,
  action: Json,
  trigger: 'manual' | 'automatic',
): Promise<Delivery> {
  const { state } = dependencies;
  const conversation = placeOf(state, user, message);
  const scene = sceneOf(dependencies, user, conversation, message.threadId);
  const activity = executeActivity(scene, { id: nextId(state, 'f:'), message, action, trigger });
  const key = ownKey(message, user.id);
  if (trigger === 'manual') state.tappedAt.set(key, state.clock.now());
  const tapped = state.tappedAt.get(key);
  const delivery = await tell(dependencies, conversation, activity, how);
  const isOvertaken = state.tappedAt.get(key) !== tapped;
  if (delivery.attempts.length > 0 && !(trigger === 'automatic' && isOvertaken))
    showAnswer(state, delivery, { user, message, trigger });
  return delivery;
}

/** Where a card is shown, a card takes its place for this person; anything else is a line under it, a refresh's failure none. */
function showAnswer(
  state: TeamsState,
  { acknowledged, answer }: Delivery,
  { user, message, trigger }: { user: TeamsUser; message: TeamsMessage; trigger: 'manual' | 'automatic' },
): void {
  const {
    statusCode = 200,
    type,
    value,
  } = (acknowledged && answer ? answer : {}) as {
    statusCode?: number;
    type?: string;
    value?: unknown;
  };
  const key = ownKey(message, user.id);
  const isCard = statusCode === 200 && type === ADAPTIVE_CARD && problemsInCard(value).length === 0;
  const isMessage = statusCode === 200 && type === 'application/vnd.microsoft.activity.message';
  if (isCard) state.ownVersions.set(key, value as AdaptiveCard);
  else if (isMessage) state.notices.set(key, { kind: 'message', text: String(value) });
  else if (trigger === 'manual') state.notices.set(key, acknowledged ? WENT_WRONG : UNREACHABLE);
  changed(state);
}

/** Teams' own words: it does not show what an error of the bot says. */
const WENT_WRONG: TeamsNotice = { kind: 'error', text: 'Something went wrong. Please try again.' };
const UNREACHABLE: TeamsNotice = { kind: 'error', text: 'Unable to reach app. Please try again.' };

/** What Action.Submit does is in its data: nothing said, a message is sent with the data as its value. */
async function submit(dependencies: PeopleDependencies, tap: Tap): Promise<Delivery> {
  const { state } = dependencies;
  const { user, message, how } = tap;
  const data = dataOf(tap, how.inputs);
  const { msteams, ...value } = data as { msteams?: Json } & Json;
  const conversation = placeOf(state, user, message);
  const scene = sceneOf(dependencies, user, conversation, message.threadId);
  if (msteams?.['type'] === 'task/fetch') return fetchDialog(dependencies, scene, { message, data, how });
  if (msteams?.['type'] === 'imBack') {
    const words = { who: user.id, where: conversation.id, text: String(msteams['value']), mention: false };
    return (await say(dependencies, words, how)).delivery;
  }
  const isMessageBack = msteams?.['type'] === 'messageBack';
  const activity = submitActivity(scene, {
    id: nextId(state, 'f:'),
    message,
    value: isMessageBack ? { ...(msteams['value'] as object | undefined), ...value } : value,
    ...(isMessageBack ? { text: textOf(msteams['text']) } : {}),
  });
  const delivery = await tell(dependencies, conversation, activity, how);
  state.notices.set(ownKey(message, user.id), delivery.acknowledged ? RESPONSE_SENT : WENT_WRONG);
  changed(state);
  return delivery;
}

const RESPONSE_SENT: TeamsNotice = { kind: 'message', text: 'Your response was sent to the app.' };

async function openUrl({ state }: PeopleDependencies, { user, action }: Tap): Promise<Delivery> {
  state.openedUrls.push({ userId: user.id, url: String(action['url']) });
  changed(state);
  return undelivered({ type: 'none', id: '' });
}
