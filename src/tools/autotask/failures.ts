import type { HTTPError } from 'ky';
import { z } from 'zod';
import type { CountersignError, ErrorCode } from '../../errors.ts';
import { callFailure, codeOfStatus, refused, retryAfter } from '../../http-failures.ts';

const AUTOTASK = { vendor: 'autotask', name: 'Autotask' };

const ErrorBody = z.object({ errors: z.array(z.string()) });

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows the statuses and words of Autotask. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  return callFailure(error, AUTOTASK, { refusal, signal });
}

/** Whether this refusal is about calls at once or calls in an hour, whatever status it came with. */
export function isRateLimit(error: HTTPError): boolean {
  return codeOf(error) === 'rate_limited';
}

function refusal(error: HTTPError): CountersignError {
  const code = codeOf(error);
  return refused(AUTOTASK, error.response, {
    code,
    vendorCode: VENDOR_CODE.exec(textOf(error))?.[0],
    // Too many calls at once may come with any status.
    retryAfterMs: code === 'rate_limited' ? retryAfter(error.response.headers) : undefined,
  });
}

/** Such as `Itgenatr005`. */
const VENDOR_CODE = /\bItgen[a-z]+\d+\b/i;

/** The words are looked at where the status says little. */
function codeOf(error: HTTPError): ErrorCode {
  const code = codeOfStatus(error.response.status);
  return SAYS_LITTLE.has(code) ? (byText(textOf(error)) ?? code) : code;
}

const SAYS_LITTLE: ReadonlySet<ErrorCode> = new Set(['unavailable', 'unexpected_response']);

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
