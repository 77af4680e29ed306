import { HTTPError } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';

/** `{ code: 21610, message, more_info, status }` */
const ErrorBody = z.object({ code: z.number() });

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  408: 'timeout',
  409: 'conflict',
  429: 'rate_limited',
};

/** What a call to Twilio threw, as ours. Twilio advises against deciding by its finer codes, which it keeps dividing. */
export function failureOf(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error);
  return new CountersignError('unexpected_response', 'Twilio answered with something unreadable', {
    vendor: 'twilio',
    cause: error,
  });
}

function refusal(error: HTTPError): CountersignError {
  const { status, headers } = error.response;
  const vendorCode = ErrorBody.safeParse(error.data).data?.code;
  const retryAfterMs = retryAfter(headers);
  const code = status >= 500 ? 'unavailable' : (BY_STATUS[status] ?? 'unexpected_response');
  return new CountersignError(code, `Twilio answered ${status}`, {
    vendor: 'twilio',
    status,
    ...(vendorCode === undefined ? {} : { vendorCode: String(vendorCode) }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Milliseconds of a `Retry-After` in seconds. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) * SECOND_MS : undefined;
}

/** Codes of a call whose effect nobody knows. */
const UNKNOWN: ReadonlySet<ErrorCode> = new Set(['timeout', 'unavailable', 'unexpected_response']);

const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether a call that failed may have taken effect all the same. A connection that never came about carried nothing. */
export function mayHaveTakenEffect({ code, facts }: CountersignError): boolean {
  if (!UNKNOWN.has(code)) return false;
  for (let cause: unknown = facts.cause; cause instanceof Error; cause = cause.cause)
    if ('code' in cause && NOT_CONNECTED.has(cause.code)) return false;
  return true;
}
