import { type Clock, SECOND_MS } from '../../clock.ts';

/** A token bucket by key: `burst` at once, one more each `everyMs`. Off until it is switched on. */
export interface RateLimit {
  enabled: boolean;
  /** Whole seconds to wait, at least 1; 0 when it may be done now, which counts. */
  take(key: string): number;
}

/** A bucket for each key: a burst, then one every `everyMs`. */
export function createRateLimit(
  clock: Clock,
  { everyMs, burst, enabled }: { everyMs: number; burst: number; enabled: boolean },
): RateLimit {
  /** When the bucket of each key will be full again. */
  const fullAt = new Map<string, number>();
  return {
    enabled,
    take(key) {
      if (!this.enabled) return 0;
      const now = clock.now().getTime();
      const nextFull = Math.max(fullAt.get(key) ?? 0, now) + everyMs;
      const overMs = nextFull - now - burst * everyMs;
      if (overMs > 0) return Math.ceil(overMs / SECOND_MS);
      fullAt.set(key, nextFull);
      return 0;
    },
  };
}
