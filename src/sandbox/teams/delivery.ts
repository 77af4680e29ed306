import type { Activity } from './deeds.ts';
import type { TokenFlaw } from './token-flaws.ts';

/** What happened to one delivery. */
export interface Delivery {
  activity: Activity;
  /** A 2xx came. */
  acknowledged: boolean;
  attempts: readonly DeliveryAttempt[];
  /** Body of the last answer: parsed JSON, or text. */
  answer: unknown;
}

export interface DeliveryAttempt {
  /** HTTP status, or why there was none. */
  outcome: number | 'timeout' | 'unreachable';
  durationMs: number;
}

export interface Delivering {
  /** What is wrong with the token; nothing when absent. */
  flaw?: TokenFlaw;
  /** Replaces fields of the activity: a forgery, an old time, another service address. */
  change?: Readonly<Record<string, unknown>>;
  /** Delivers it so often at once, as after a lost acknowledgement. Once when absent. */
  copies?: number;
}

export interface Courier {
  /** Where the bot listens, without `/api/messages`; with several addresses (processes), deliveries take turns. */
  deliverTo(...appUrls: string[]): void;
  /** Everything delivered so far, in the order in which it was finished. */
  readonly deliveries: readonly Delivery[];
  /** Signs and delivers; again when there was no answer or a 5xx. Invokes are delivered once: a person is waiting. */
  deliver(activity: Activity, how?: Delivering): Promise<Delivery>;
  /** Holds back everything from now on; `release` delivers it, in this order or turned round. */
  hold(): void;
  release(order?: 'as_sent' | 'reversed'): Promise<readonly Delivery[]>;
  /** Resolves when nothing is under way any more; what is held back does not count. */
  settled(): Promise<void>;
  /** Drops what is under way. */
  close(): void;
}
