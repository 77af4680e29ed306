import type { RequestHandler } from 'express';
import { type Clock, MINUTE_MS } from '../../clock.ts';

const PER_MINUTE = 300;
const WINDOW_MS = 5 * MINUTE_MS;

/**
 * More than 300 calls in a minute are refused until the next window of five minutes begins, in plain text. Both numbers are
 * what clients of Hudu go by; neither is the vendor's. The published contract has no 429, so that the answer is marked as one
 * that does not follow it.
 */
export function rateLimit(clock: Clock): RequestHandler {
  let minute = 0;
  let calls = 0;
  let closedUntil = 0;
  return (_request, response, next) => {
    const now = clock.now().getTime();
    if (Math.floor(now / MINUTE_MS) !== minute) {
      minute = Math.floor(now / MINUTE_MS);
      calls = 0;
    }
    calls += 1;
    if (calls > PER_MINUTE) closedUntil = (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS;
    if (now >= closedUntil) next();
    else response.status(429).type('text/plain').set('x-simulated-fault', 'true').send('Retry later\n');
  };
}
