import type { ClickOptions, Said, SayOptions } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import type { TeamsDialog, TeamsMessage } from './state.ts';

/** A person by key (`dana`), Teams user id or directory object id. */
export type Who = string;
/** `personal` for the chat with the bot, or the name or id of a group chat or a channel. */
export type Where = string;

/** What people do in Teams. Each resolves once the bot answered the delivery, or the Bot Framework gave up. */
export interface TeamsPeople {
  /** Writes. In group chats and channels the bot hears it only when it is mentioned. */
  says(who: Who, where: Where, text: string, options?: SayOptions): Promise<Said>;
  /** As `says`, with the bot mentioned first: `<at>Countersign</at> text`. */
  mentions(who: Who, where: Where, text: string, options?: SayOptions): Promise<Said>;
  edits(message: TeamsMessage, text: string): Promise<Delivery>;
  deletes(message: TeamsMessage): Promise<Delivery>;
  /**
   * Taps a button of a message's card, by its title, verb or id, on what was shown when the message was taken unless
   * the person has a version of their own. Throws when there is no such button, or it is greyed out.
   */
  clicks(who: Who, message: TeamsMessage, button: string, options?: ClickOptions): Promise<Delivery>;
  /** Looks at a card anew: Teams refreshes it for those named in `refresh.userIds`. Undefined when nothing was asked. */
  opens(who: Who, message: TeamsMessage): Promise<Delivery | undefined>;
  /** Sends the dialog's form by its button (the first when absent). The bot's answer closes, changes or keeps it. */
  submits(dialog: TeamsDialog, values?: Readonly<Record<string, string>>, button?: string): Promise<Delivery>;
  /** Closes the dialog without sending it; the bot hears nothing. */
  dismisses(dialog: TeamsDialog): void;
  /** Installs the bot for this person (`personal`), or as this person in a group chat or a channel's team. */
  installs(who: Who, where?: Where): Promise<readonly Delivery[]>;
  uninstalls(who: Who, where?: Where): Promise<readonly Delivery[]>;
}
