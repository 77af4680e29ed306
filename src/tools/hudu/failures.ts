import { type Clock, MINUTE_MS } from '../../clock.ts';
import type { CountersignError } from '../../errors.ts';
import { callFailure, codeOfStatus, refused, retryAfter } from '../../http-failures.ts';

const HUDU = { vendor: 'hudu', name: 'Hudu' };

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
  return callFailure(error, HUDU, { refusal: ({ response }) => refusal(response, clock), signal });
}

function refusal(answer: Response, clock: Clock): CountersignError {
  const { status, headers } = answer;
  return refused(HUDU, answer, {
    code: codeOfStatus(status, { 400: 'invalid_input', 422: 'invalid_input' }),
    retryAfterMs: status === 429 ? (retryAfter(headers) ?? restOfWindow(clock)) : undefined,
  });
}

function restOfWindow(clock: Clock): number {
  return WINDOW_MS - (clock.now().getTime() % WINDOW_MS);
}
