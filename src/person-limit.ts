import { RateLimiterMemory } from 'rate-limiter-flexible';

const HOUR_SECONDS = 3_600;

/**
 * Whether one person may open another request: so many in an hour, counted in this process. Several processes allow a
 * multiple of it, which is enough to keep a flood from technicians' phones.
 */
export function createPersonLimit(perHour: number): (senderKey: string) => Promise<boolean> {
  const limiter = new RateLimiterMemory({ points: perHour, duration: HOUR_SECONDS });
  return async (senderKey) => {
    try {
      await limiter.consume(senderKey);
      return true;
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      return false;
    }
  };
}
