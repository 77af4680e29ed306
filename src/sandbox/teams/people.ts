import { adaptiveCardsOf } from './card-limits.ts';
import type { ClickOptions, PeopleDependencies, Said, SayOptions } from './deeds.ts';
import type { Delivery } from './delivery.ts';
import { click, open, type Tapped } from './people-clicks.ts';
import { dismissDialog, submitDialog } from './people-dialogs.ts';
import { setInstalled } from './people-installs.ts';
import { findActor, findConversation, type Where, type Who } from './people-lookup.ts';
import { edit, say, takeBack } from './people-messages.ts';
import type { TeamsDialog, TeamsMessage } from './state.ts';
import type { SeenMessage } from './views.ts';

/** What people do in Teams. Each resolves once the bot answered the delivery, or the Bot Framework gave up. */
export interface TeamsPeople {
  /** Writes. In group chats and channels the bot hears it only when it is mentioned. */
  says(who: Who, where: Where, text: string, options?: SayOptions): Promise<Said>;
  /** As `says`, with the bot mentioned first: `<at>Countersign</at> text`. */
  mentions(who: Who, where: Where, text: string, options?: SayOptions): Promise<Said>;
  edits(message: TeamsMessage, text: string): Promise<Delivery>;
  deletes(message: TeamsMessage): Promise<Delivery>;
  /**
   * Taps a button by its title, verb or id. What was shown when the message was taken is what is tapped, as on a phone
   * that has not caught up: with a `SeenMessage` the person's own version of the card, with a `TeamsMessage` everybody's.
   * Throws when there is no such button, when it is greyed out, or when the form is not filled in.
   */
  clicks(who: Who, on: TeamsMessage | SeenMessage, button: string, options?: ClickOptions): Promise<Delivery>;
  /** Looks at a card anew: Teams refreshes it for those named in `refresh.userIds`. Undefined when nothing was asked. */
  opens(who: Who, message: TeamsMessage | SeenMessage): Promise<Delivery | undefined>;
  /** Sends a dialog's form by a button (the first when absent). The bot's answer closes, changes or keeps it. */
  submits(dialog: TeamsDialog, values?: Readonly<Record<string, string>>, button?: string): Promise<Delivery>;
  /** Closes the dialog without sending it; the bot hears nothing. */
  dismisses(dialog: TeamsDialog): void;
  /** Installs the bot for this person (`personal`), or in a group chat or a channel's team. */
  installs(who: Who, where?: Where): Promise<readonly Delivery[]>;
  uninstalls(who: Who, where?: Where): Promise<readonly Delivery[]>;
  /** Blocks the bot in the personal chat, or lets it write again; the bot is not told. */
  blocks(who: Who, blocked?: boolean): void;
}

/** People in front of the simulated Teams, their deeds delivered to the bot. */
export function createPeople(dependencies: PeopleDependencies): TeamsPeople {
  const { state } = dependencies;
  return {
    says: (who, where, text, options) => say(dependencies, { who, where, text, mention: false }, options),
    mentions: (who, where, text, options) => say(dependencies, { who, where, text, mention: true }, options),
    edits: (message, text) => edit(dependencies, message, text),
    deletes: (message) => takeBack(dependencies, message),
    clicks: (who, on, button, options) => click(dependencies, { who, on: tapped(on), button }, options),
    opens: (who, on) => open(dependencies, who, tapped(on).message),
    submits: (dialog, inputs = {}, button) => submitDialog(dependencies, dialog, { inputs, button }),
    dismisses: (dialog) => dismissDialog(state, dialog),
    installs: (who, where = 'personal') => setInstalled(dependencies, { who, where, installed: true }),
    uninstalls: (who, where = 'personal') => setInstalled(dependencies, { who, where, installed: false }),
    blocks(who, blocked = true) {
      findConversation(state, findActor(state, who), 'personal').blocked = blocked;
    },
  };
}

function tapped(on: TeamsMessage | SeenMessage): Tapped {
  return 'message' in on ? on : { message: on, cards: adaptiveCardsOf(on) };
}
