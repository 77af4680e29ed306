import { HTTPError } from 'ky';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';

const VENDOR = 'hudu';

/** Hudu counts calls in windows of five minutes, as far as its clients can tell. */
const WINDOW_MS = 5 * MINUTE_MS;

/**
 * Whatever went wrong on a call, as `CountersignError`. The status alone decides: the shape of error bodies is documented
 * nowhere, and that of a 429 is the plain text `Retry later`.
 */
export function failureOf(
  error: unknown,
  { clock, signal }: { clock: Clock; signal?: AbortSignal | undefined },
): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error.response, clock);
  const [code, what] = signal?.aborted
    ? (['timeout', 'the call to Hudu was ended'] as const)
    : (['unexpected_response', 'Hudu answered with something unreadable'] as const);
  return new CountersignError(code, what, { vendor: VENDOR, cause: error });
}

function refusal({ status, headers }: Response, clock: Clock): CountersignError {
  const waitMs = status === 429 ? (retryAfter(headers) ?? restOfWindow(clock)) : undefined;
  return new CountersignError(codeOf(status), `Hudu answered ${status}`, {
    vendor: VENDOR,
    status,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
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

function restOfWindow(clock: Clock): number {
  return WINDOW_MS - (clock.now().getTime() % WINDOW_MS);
}
