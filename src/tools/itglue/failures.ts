import type { HTTPError } from 'ky';
import { MINUTE_MS } from '../../clock.ts';
import type { CountersignError } from '../../errors.ts';
import { callFailure, codeOfStatus, refused, retryAfter } from '../../http-failures.ts';

const IT_GLUE = { vendor: 'itglue', name: 'IT Glue' };

/** IT Glue counts 3,000 calls in five minutes; whether it says how long to wait is documented nowhere. */
const WAIT_MS = MINUTE_MS;

/**
 * Whatever went wrong on a call, as `CountersignError`. The status alone decides: an error body has a title and a detail
 * for people, and no code.
 */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  return callFailure(error, IT_GLUE, { refusal, signal });
}

function refusal({ response }: HTTPError): CountersignError {
  const { status, headers } = response;
  return refused(IT_GLUE, response, {
    code: codeOfStatus(status, { 400: 'invalid_input', 422: 'invalid_input' }),
    retryAfterMs: status === 429 ? (retryAfter(headers) ?? WAIT_MS) : undefined,
  });
}
