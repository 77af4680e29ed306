import type { Delivering, Delivery } from './delivery.ts';
import type { TeamsMessage } from './state.ts';

/** An activity as it goes over the wire to the bot. */
export type Activity = Readonly<Record<string, unknown>> & { readonly type: string; readonly id?: string };

/** How something is said. */
export interface SayOptions extends Delivering {
  /** In a channel: answers in the reply chain of this message. */
  inReplyTo?: TeamsMessage;
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
