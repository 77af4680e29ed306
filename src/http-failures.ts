import { HTTPError } from 'ky';
import { SECOND_MS } from './clock.ts';
import { CountersignError, type ErrorCode, type ErrorFacts } from './errors.ts';

/** Who was called: our name, as in errors, and the one that its people know. */
export interface Called {
  /** `connectwise` */
  vendor: string;
  /** `ConnectWise` */
  name: string;
}

/** How one vendor refuses, and what could end the call. */
export interface CallContext {
  /** Reads an answer that is no success: what the status and the body mean is the vendor's own. */
  refusal: (error: HTTPError) => CountersignError;
  signal?: AbortSignal | undefined;
}

/** Whatever went wrong on a call through ky, as `CountersignError`. */
export function callFailure(
  error: unknown,
  called: Called,
  { refusal, signal }: CallContext,
): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error);
  if (signal?.aborted) return callEnded(called, error);
  return new CountersignError('unexpected_response', `${called.name} answered with something unreadable`, {
    vendor: called.vendor,
    cause: error,
  });
}

/** The caller stopped waiting. */
export function callEnded({ vendor, name }: Called, cause?: unknown): CountersignError {
  return new CountersignError('timeout', `the call to ${name} was ended`, { vendor, cause });
}

/** What a vendor's room found in an answer that refuses. */
export interface Refusal {
  code: ErrorCode;
  vendorCode?: string | undefined;
  /** How long to wait, where the room knows better than the header of a 429. */
  retryAfterMs?: number | undefined;
}

/** An answer that refuses, with what is known of it. */
export function refused({ vendor, name }: Called, answer: Response, refusal: Refusal): CountersignError {
  const { status, headers } = answer;
  const { code, vendorCode } = refusal;
  const retryAfterMs = refusal.retryAfterMs ?? (status === 429 ? retryAfter(headers) : undefined);
  const facts: ErrorFacts = {
    vendor,
    status,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return new CountersignError(code, `${name} answered ${status}`, facts);
}

/** What a status says. `own` is what it says at this vendor, where that is something else or more. */
export function codeOfStatus(status: number, own: Readonly<Record<number, ErrorCode>> = {}): ErrorCode {
  return status >= 500 ? 'unavailable' : (own[status] ?? MEANINGS[status] ?? 'unexpected_response');
}

const MEANINGS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  429: 'rate_limited',
};

/** Milliseconds of a `Retry-After` in seconds; undefined when it is missing, as it often is, or a date. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) * SECOND_MS : undefined;
}

/** Codes of a call whose effect nobody knows. */
const UNKNOWN: ReadonlySet<ErrorCode> = new Set(['timeout', 'unavailable', 'unexpected_response']);

/** Whether a call that failed may have taken effect all the same. A connection that never came about carried nothing. */
export function mayHaveTakenEffect(failure: CountersignError): boolean {
  return UNKNOWN.has(failure.code) && !neverLeft(failure);
}

const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Node names what went wrong with a connection in a chain of causes. */
function neverLeft(failure: CountersignError): boolean {
  for (let cause: unknown = failure.facts.cause; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && NOT_CONNECTED.has(cause.code)) return true;
  return false;
}
