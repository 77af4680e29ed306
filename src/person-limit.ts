import { RateLimiterMemory } from 'rate-limiter-flexible';

const HOUR_SECONDS = 3_600;

/**
 * Whether one person may do something another time, such as open a request: so often in a while (seconds; an hour),
 * counted in this process. Several processes allow a multiple of it, which is enough to keep a flood from technicians'
 * phones.
 */
export function createPersonLimit(
  most: number,
  seconds = HOUR_SECONDS,
): (senderKey: string) => Promise<boolean> {
  const limiter = new RateLimiterMemory({ points: most, duration: seconds });
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
