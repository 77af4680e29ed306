import type { Courier, Delivering, Delivery } from './delivery.ts';
import type { SlackMessage, SlackState } from './state.ts';

/** How something is said. */
export interface SayOptions extends Delivering {
  thread?: SlackMessage;
}

/** How a button is tapped. */
export interface ClickOptions extends Delivering {
  /** Tells apart buttons that share an action id. */
  value?: string;
}

/** What became of something said. */
export interface Said {
  message: SlackMessage;
  delivery: Delivery;
  /** The payload that was delivered, for delivering it again. */
  payload: Record<string, unknown>;
}

/** What people act through. */
export interface PeopleDependencies {
  state: SlackState;
  courier: Courier;
  baseUrl: string;
}
