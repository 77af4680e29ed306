import { HTTPError, type RetryOptions } from 'ky';
import { CountersignError } from '../errors.ts';
import { retryAfter } from '../http-failures.ts';

/** How often and how patiently what changes nothing is repeated. */
export interface ReadRetries {
  limit: number;
  /** A longer wait is not sat out here: the caller is told, and comes back or goes on without. */
  maxWaitMs: number;
  /** `get` alone when absent; some vendors take questions as `post`. */
  methods?: readonly ('get' | 'post')[];
  /** Whether a 429 that does not say how long to wait is repeated, too. It is when absent. */
  repeatsUntold?: boolean;
  /** How long these headers ask to wait, in milliseconds; by `Retry-After` when absent. */
  askedWait?: (headers: Headers) => number | undefined;
}

/** Retries for a ky client: after 5xx and lost connections, and after 429 as long as the vendor asked for. */
export function readRetries(retries: ReadRetries): RetryOptions {
  const { limit, methods = ['get'] } = retries;
  return {
    limit,
    methods: [...methods],
    statusCodes: [429, 500, 502, 503, 504],
    afterStatusCodes: [429, 503],
    shouldRetry: ({ error }) => shouldRetry(error, retries),
  };
}

/** Undefined leaves it to the statuses above, and the wait to what the vendor said. */
function shouldRetry(
  error: Error,
  { maxWaitMs, repeatsUntold = true, askedWait = retryAfter }: ReadRetries,
): boolean | undefined {
  if (error instanceof CountersignError) return error.code === 'unavailable';
  if (!(error instanceof HTTPError)) return undefined;
  const waitMs = askedWait(error.response.headers);
  if (waitMs === undefined) return error.response.status === 429 && !repeatsUntold ? false : undefined;
  return waitMs > maxWaitMs ? false : undefined;
}
