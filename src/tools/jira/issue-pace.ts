import { setTimeout as wait } from 'node:timers/promises';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { failureOf } from './failures.ts';

/** So many writes on one issue in so many seconds. */
export interface PaceWindow {
  most: number;
  seconds: number;
}

/**
 * Jira takes 100 writes on an issue in any 30 s, and so many in any 2 s; that number is not known, and 10 our guess. A window
 * here begins with its first write, so that four of these lie in any 30 s, and three in any 2 s.
 */
const JIRA_WINDOWS: readonly PaceWindow[] = [
  { most: 3, seconds: 1 },
  { most: 25, seconds: 10 },
];

/** A longer wait is not sat out: the caller is told and comes back. */
const MAX_WAIT_MS = 3 * SECOND_MS;

/** Waits for a write's turn on its issue; other issues go on meanwhile. Throws `rate_limited` when it is far off. */
export type IssuePace = (issueKey: string, signal?: AbortSignal) => Promise<void>;

/** Keeps the writes of this process below what Jira takes on one issue; several processes share no count. */
export function createIssuePace(windows: readonly PaceWindow[] = JIRA_WINDOWS): IssuePace {
  const limiters = windows.map(
    ({ most, seconds }) =>
      new RateLimiterMemory({ points: most, duration: seconds, keyPrefix: `${seconds}s` }),
  );
  return async (issueKey, signal) => {
    for (const limiter of limiters) await turn(limiter, issueKey, signal);
  };
}

async function turn(limiter: RateLimiterMemory, issueKey: string, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const waitMs = await take(limiter, issueKey);
    if (waitMs === undefined) return;
    if (waitMs > MAX_WAIT_MS) {
      throw new CountersignError('rate_limited', 'an issue was written to as often as Jira takes', {
        vendor: 'jira',
        retryAfterMs: waitMs,
      });
    }
    await wait(waitMs, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw failureOf(error, signal);
    });
  }
}

/** How long to wait; undefined when the turn has come. */
async function take(limiter: RateLimiterMemory, issueKey: string): Promise<number | undefined> {
  try {
    await limiter.consume(issueKey);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
    throw refusal;
  }
}
