import { HTTPError } from 'ky';
import { MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';

const VENDOR = 'itglue';

/** IT Glue counts 3,000 calls in five minutes; whether it says how long to wait is documented nowhere. */
const WAIT_MS = MINUTE_MS;

/**
 * Whatever went wrong on a call, as `CountersignError`. The status alone decides: an error body has a title and a detail
 * for people, and no code.
 */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error.response);
  const [code, what] = signal?.aborted
    ? (['timeout', 'the call to IT Glue was ended'] as const)
    : (['unexpected_response', 'IT Glue answered with something unreadable'] as const);
  return new CountersignError(code, what, { vendor: VENDOR, cause: error });
}

function refusal({ status, headers }: Response): CountersignError {
  return new CountersignError(codeOf(status), `IT Glue answered ${status}`, {
    vendor: VENDOR,
    status,
    ...(status === 429 && { retryAfterMs: retryAfter(headers) ?? WAIT_MS }),
  });
}

function codeOf(status: number): ErrorCode {
  return status >= 500 ? 'unavailable' : (BY_STATUS[status] ?? 'unexpected_response');
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  422: 'invalid_input',
  429: 'rate_limited',
};

/** Milliseconds of a `Retry-After` in seconds; undefined when it is missing or a date. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) * SECOND_MS : undefined;
}
