import type { Clock } from '../clock.ts';
import { addMs } from '../clock.ts';
import { CountersignError } from '../errors.ts';

/** Makes calls to one vendor, unless it asked us to wait. */
export type QuietPeriod = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Once a vendor has said that there are too many calls, nothing is sent until the time that it named is over: calls during
 * a limit are refused anyway, and some vendors count them. Throws `rate_limited` with the time that is left.
 */
export function createQuietPeriod({ clock, vendor }: { clock: Clock; vendor: string }): QuietPeriod {
  let until = clock.now();
  return async (call) => {
    const retryAfterMs = until.getTime() - clock.now().getTime();
    if (retryAfterMs > 0) {
      throw new CountersignError('rate_limited', `${vendor} asked us to wait`, { vendor, retryAfterMs });
    }
    try {
      return await call();
    } catch (error) {
      const limited = error instanceof CountersignError && error.code === 'rate_limited';
      if (limited) until = addMs(clock.now(), error.facts.retryAfterMs ?? 0);
      throw error;
    }
  };
}
