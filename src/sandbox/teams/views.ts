import { SECOND_MS } from '../../clock.ts';
import { BOT_NAME } from './activities.ts';
import { adaptiveCardsOf } from './card-limits.ts';
import { type Button, buttonsOf, readableText, textOf, textOfCard } from './cards.ts';
import { findConversation, findUser, type Where, type Who } from './people-lookup.ts';
import {
  type AdaptiveCard,
  findMessage,
  ownKey,
  type TeamsConversation,
  type TeamsDialog,
  type TeamsMessage,
  type TeamsNotice,
  type TeamsState,
  type TeamsUser,
} from './state.ts';

/** A message as one person sees it: with their own version of its card, and the line under it that only they see. */
export interface SeenMessage {
  /** What the message is for everybody. */
  message: TeamsMessage;
  id: string;
  threadId?: string;
  from: 'person' | 'bot';
  authorName: string;
  /** What is read, formatting taken away: the message's words, then its cards' line by line. */
  text: string;
  /** As they came over the wire; a person's own version where they have one. */
  cards: readonly AdaptiveCard[];
  buttons: readonly SeenButton[];
  notice?: TeamsNotice;
  edited: boolean;
  /** Nothing of it is shown but that it was there. */
  deleted: boolean;
  at: Date;
}

export interface SeenButton {
  title: string;
  kind: 'execute' | 'submit' | 'open_url' | 'show_card' | 'toggle';
  verb?: string;
  enabled: boolean;
}

/** What is on people's screens. */
export interface TeamsScreens {
  user(who: Who): TeamsUser;
  conversation(who: Who, where?: Where): TeamsConversation;
  /** What a person sees in a conversation, oldest first; `personal` when absent. */
  messagesSeenBy(who: Who, where?: Where): readonly SeenMessage[];
  /** The same of every conversation that this person is in. */
  everythingSeenBy(who: Who): readonly SeenMessage[];
  message(conversationId: string, id: string): TeamsMessage | undefined;
  dialogOf(who: Who): TeamsDialog | undefined;
  /** The bot is shown as typing: for ten seconds, or until its next message. */
  typingSeenBy(who: Who, where?: Where): boolean;
}

const TYPING_SHOWN_MS = 10 * SECOND_MS;

/** The screens of a Teams, read anew each time. */
export function createScreens(state: TeamsState): TeamsScreens {
  const conversation = (who: Who, where: Where = 'personal') =>
    findConversation(state, findUser(state, who), where);
  const seen = (user: TeamsUser, isHere: (message: TeamsMessage) => boolean) =>
    [...state.messages.values()].filter(isHere).map((message) => seeMessage(state, user, message));
  return {
    user: (who) => findUser(state, who),
    conversation,
    messagesSeenBy(who, where) {
      const { id } = conversation(who, where);
      return seen(findUser(state, who), ({ conversationId }) => conversationId === id);
    },
    everythingSeenBy(who) {
      const user = findUser(state, who);
      return seen(user, ({ conversationId }) => {
        const place = state.conversations.get(conversationId);
        return place?.members.has(user.id) ?? false;
      });
    },
    message: (conversationId, id) => findMessage(state, conversationId, id),
    dialogOf: (who) => state.dialogs.get(findUser(state, who).id),
    typingSeenBy(who, where) {
      const since = state.typing.get(conversation(who, where).id);
      return since !== undefined && state.clock.now().getTime() - since.getTime() < TYPING_SHOWN_MS;
    },
  };
}

/** A message through one person's eyes. */
function seeMessage(state: TeamsState, user: TeamsUser, message: TeamsMessage): SeenMessage {
  const { id, threadId, byBot, edited, deleted, at } = message;
  const own = state.ownVersions.get(ownKey(message, user.id));
  const cards = deleted ? [] : own ? [own] : adaptiveCardsOf(message);
  const notice = state.notices.get(ownKey(message, user.id));
  const words = deleted ? '' : message.textFormat === 'plain' ? message.text : readableText(message.text);
  return {
    message,
    id,
    ...(threadId ? { threadId } : {}),
    from: byBot ? 'bot' : 'person',
    authorName: byBot ? BOT_NAME : (state.users.get(message.from)?.name ?? ''),
    text: [words, ...cards.map(textOfCard)].filter(Boolean).join('\n'),
    cards,
    buttons: cards.flatMap((card) => buttonsOf(card)).map(seeButton),
    ...(notice && !deleted ? { notice } : {}),
    edited,
    deleted,
    at,
  };
}

const KINDS: Readonly<Record<string, SeenButton['kind']>> = {
  'Action.Execute': 'execute',
  'Action.Submit': 'submit',
  'Action.OpenUrl': 'open_url',
  'Action.ShowCard': 'show_card',
  'Action.ToggleVisibility': 'toggle',
};

function seeButton({ action }: Button): SeenButton {
  const { type, title, verb, isEnabled } = action;
  return {
    title: textOf(title),
    kind: KINDS[String(type)] ?? 'submit',
    ...(typeof verb === 'string' ? { verb } : {}),
    enabled: isEnabled !== false,
  };
}
