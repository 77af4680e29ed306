import type { Where, Who } from './people.ts';
import type { AdaptiveCard, TeamsConversation, TeamsDialog, TeamsMessage, TeamsUser } from './state.ts';

/** A message as one person sees it: their own version of its card, the line under it that only they see. */
export interface SeenMessage {
  message: TeamsMessage;
  id: string;
  threadId?: string;
  from: 'person' | 'bot';
  authorName: string;
  /** Without markup: what is read. Of a card too, line by line, when the message has one. */
  text: string;
  cards: readonly AdaptiveCard[];
  buttons: readonly SeenButton[];
  /** Shown to this person alone under the card. */
  notice?: { kind: 'message' | 'error'; text: string };
  edited: boolean;
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
