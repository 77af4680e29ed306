import { HTTPError } from 'ky';
import { z } from 'zod';
import { CountersignError, type ErrorCode, type ErrorFacts } from '../../errors.ts';

const VENDOR = 'connectwise';

const ErrorBody = z.object({
  code: z.string(),
  errors: z.array(z.object({ code: z.string() })).nullish(),
});

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows the statuses and codes of ConnectWise. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error);
  if (signal?.aborted) {
    return new CountersignError('timeout', 'the call to ConnectWise was ended', {
      vendor: VENDOR,
      cause: error,
    });
  }
  return new CountersignError('unexpected_response', 'ConnectWise answered with something unreadable', {
    vendor: VENDOR,
    cause: error,
  });
}

/**
 * A 404 that is about the path and not about a record: another codebase, another host, or (in the cloud) a company or
 * keys that are not known.
 */
export function isUnknownEndpoint(error: unknown): boolean {
  return (
    error instanceof CountersignError && error.code === 'bad_configuration' && error.facts.status === 404
  );
}

function refusal(error: HTTPError): CountersignError {
  const { status, headers } = error.response;
  const body = ErrorBody.safeParse(error.data).data;
  const vendorCode = body?.errors?.[0]?.code ?? body?.code;
  const retryAfterMs = status === 429 ? retryAfter(headers) : undefined;
  const facts: ErrorFacts = {
    vendor: VENDOR,
    status,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return new CountersignError(
    codeOf(status, body?.code, vendorCode),
    `ConnectWise answered ${status}`,
    facts,
  );
}

function codeOf(status: number, outerCode: string | undefined, innerCode: string | undefined): ErrorCode {
  if (status === 404) return outerCode === 'NotFound' ? 'not_found' : 'bad_configuration';
  if (status === 400) return innerCode === 'ObjectExists' ? 'already_exists' : 'invalid_input';
  return status >= 500 ? 'unavailable' : (BY_STATUS[status] ?? 'unexpected_response');
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  405: 'unsupported',
  408: 'timeout',
  // The record is being changed by somebody else.
  409: 'conflict',
  415: 'bad_configuration',
  429: 'rate_limited',
};

/** Milliseconds of a `Retry-After` in seconds; undefined when it is missing or a date, which ConnectWise does not send. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : undefined;
}
