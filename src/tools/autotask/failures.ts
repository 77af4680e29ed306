import { HTTPError } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode, type ErrorFacts } from '../../errors.ts';

const VENDOR = 'autotask';

const ErrorBody = z.object({ errors: z.array(z.string()) });

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows the statuses and words of Autotask. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error);
  if (signal?.aborted) {
    return new CountersignError('timeout', 'the call to Autotask was ended', {
      vendor: VENDOR,
      cause: error,
    });
  }
  return new CountersignError('unexpected_response', 'Autotask answered with something unreadable', {
    vendor: VENDOR,
    cause: error,
  });
}

/** Whether this refusal is about calls at once or calls in an hour, whatever status it came with. */
export function isRateLimit(error: HTTPError): boolean {
  return codeOf(error) === 'rate_limited';
}

function refusal(error: HTTPError): CountersignError {
  const { status, headers } = error.response;
  const code = codeOf(error);
  const vendorCode = VENDOR_CODE.exec(textOf(error))?.[0];
  const retryAfterMs = code === 'rate_limited' ? retryAfter(headers) : undefined;
  const facts: ErrorFacts = {
    vendor: VENDOR,
    status,
    ...(vendorCode !== undefined && { vendorCode }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  return new CountersignError(code, `Autotask answered ${status}`, facts);
}

/** Such as `Itgenatr005`. */
const VENDOR_CODE = /\bItgen[a-z]+\d+\b/i;

function codeOf(error: HTTPError): ErrorCode {
  const { status } = error.response;
  const known = BY_STATUS[status];
  if (known) return known;
  return byText(textOf(error)) ?? (status >= 500 ? 'unavailable' : 'unexpected_response');
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  429: 'rate_limited',
};

/**
 * Autotask answers 500 to a wrong value, a missing permission and a missing record alike, and says which only in words:
 * `{ "errors": ["No matching records found"] }`. The words are read here and nowhere else. Of those that are not known
 * it is assumed that Autotask is out of order, which hides no success: nothing is sent again without a look.
 */
function byText(text: string): ErrorCode | undefined {
  return WORDS.find(([pattern]) => pattern.test(text))?.[1];
}

const WORDS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/Itgenatr005|thread threshold|request threshold|too many requests/i, 'rate_limited'],
  [/no matching records? found|no record (?:was )?found/i, 'not_found'],
  [/permission|not authorized|security level|access (?:is )?denied/i, 'forbidden'],
  [/username|password|credential|integration code|tracking identifier/i, 'unauthenticated'],
  [
    /does not exist or is invalid|is required|must (?:be|have|not)|cannot (?:be|have)|exceeds|maximum length|unable to find .+ in the .+ entity|not (?:a )?valid|invalid/i,
    'invalid_input',
  ],
];

function textOf(error: HTTPError): string {
  return ErrorBody.safeParse(error.data).data?.errors.join('\n') ?? '';
}

/** Milliseconds of a `Retry-After` in seconds; undefined when it is missing or a date, which Autotask does not send. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) * SECOND_MS : undefined;
}
