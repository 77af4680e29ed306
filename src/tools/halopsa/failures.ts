import { HTTPError } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode, type ErrorFacts } from '../../errors.ts';

const VENDOR = 'halopsa';

/** Of the token endpoint alone; the API's own bodies (`ClassName`, `Message`, or plain text) name no code. */
const TokenErrorBody = z.object({ error: z.string() });

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows Halo's statuses. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error, codeOf(error.response.status));
  return signal?.aborted ? ended(error) : unreadable(error);
}

/** As `failureOf`, for the token endpoint: what it refuses is about our credentials, not about a record. */
export function tokenFailureOf(error: unknown): CountersignError {
  if (!(error instanceof HTTPError)) return failureOf(error);
  const { status } = error.response;
  const oauthCode = TokenErrorBody.safeParse(error.data).data?.error;
  return refusal(error, tokenCodeOf(status, oauthCode), oauthCode);
}

function refusal(error: HTTPError, code: ErrorCode, vendorCode?: string): CountersignError {
  const { status, headers } = error.response;
  const retryAfterMs = status === 429 ? retryAfter(headers) : undefined;
  const facts: ErrorFacts = {
    vendor: VENDOR,
    status,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return new CountersignError(code, `Halo answered ${status}`, facts);
}

function codeOf(status: number): ErrorCode {
  return status >= 500 ? 'unavailable' : (BY_STATUS[status] ?? 'unexpected_response');
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  // Business rules ("An Outcome must be entered for this Action") come as 400, with nothing but a sentence.
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  429: 'rate_limited',
};

function tokenCodeOf(status: number, oauthCode: string | undefined): ErrorCode {
  if (status === 429 || status >= 500) return codeOf(status);
  if (oauthCode === 'invalid_scope') return 'forbidden';
  if (status === 401 || status === 403 || oauthCode?.endsWith('_client')) return 'unauthenticated';
  return 'bad_configuration';
}

/** The caller stopped waiting. */
export function ended(cause?: unknown): CountersignError {
  return new CountersignError('timeout', 'the call to Halo was ended', { vendor: VENDOR, cause });
}

function unreadable(cause: unknown): CountersignError {
  return new CountersignError('unexpected_response', 'Halo answered with something unreadable', {
    vendor: VENDOR,
    cause,
  });
}

/** Milliseconds of a `Retry-After` in seconds; undefined when it is missing, as it often is, or a date. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) * SECOND_MS : undefined;
}
