import { type Clock, HOUR_MS, SECOND_MS } from '../../clock.ts';

/** So many operations within so long, several such windows at once. Off until it is switched on. */
export interface RateLimit {
  enabled: boolean;
  /** Whole seconds to wait, at least 1; 0 when it may be done now, which counts. */
  take(key: string): number;
}

export interface RateWindow {
  perMs: number;
  most: number;
}

/** What Teams lets one bot send to one conversation, from its page on rate limiting. Rosters, allowed twice as often, are not limited here. */
export const CONVERSATION_WINDOWS: readonly RateWindow[] = [
  { perMs: SECOND_MS, most: 7 },
  { perMs: 2 * SECOND_MS, most: 8 },
  { perMs: 30 * SECOND_MS, most: 60 },
  { perMs: HOUR_MS, most: 1_800 },
];

/** Counts what was done under each key, and refuses what would be too much in any window. */
export function createRateLimit(clock: Clock, windows: readonly RateWindow[]): RateLimit {
  const doneAt = new Map<string, number[]>();
  return {
    enabled: false,
    take(key) {
      if (!this.enabled) return 0;
      const now = clock.now().getTime();
      const done = (doneAt.get(key) ?? []).filter((at) => at > now - HOUR_MS);
      const waitMs = Math.max(0, ...windows.map((window) => waitFor(window, done, now)));
      if (waitMs > 0) return Math.ceil(waitMs / SECOND_MS);
      doneAt.set(key, [...done, now]);
      return 0;
    },
  };
}

/** Until the operation that is `most` back has left the window. */
function waitFor({ perMs, most }: RateWindow, done: readonly number[], now: number): number {
  const last = done.at(-most);
  return last === undefined ? 0 : Math.max(0, last + perMs - now);
}
