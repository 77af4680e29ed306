import type { HTTPError } from 'ky';
import { z } from 'zod';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import { callFailure, codeOfStatus, refused, retryAfter } from '../../http-failures.ts';

const JIRA = { vendor: 'jira', name: 'Jira' };

/** The platform API names fields, the service desk API a key; the gateway before both sends neither. */
const ErrorBody = z.union([
  z.object({
    errorMessages: z.array(z.string()),
    errors: z.record(z.string(), z.unknown()).nullish(),
  }),
  z.object({
    errorMessage: z.string().nullish(),
    i18nErrorMessage: z.object({ i18nKey: z.string().nullish() }).nullish(),
  }),
]);
type ErrorBody = z.output<typeof ErrorBody>;

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows the statuses and error bodies of Jira. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  return callFailure(error, JIRA, { refusal, signal });
}

/**
 * Jira answers a call with credentials that it does not accept as one by nobody: 404, or 200 with nothing found. Only
 * this header says so.
 */
export function isSignedOut(headers: Headers): boolean {
  return /AUTHENTICAT(?:ED_FAILED|ION_DENIED)/.test(headers.get('x-seraph-loginreason') ?? '');
}

/** For an answer by which Jira did not know us. */
export function signedOut(status: number): CountersignError {
  return new CountersignError('unauthenticated', 'Jira did not accept the API token', {
    vendor: JIRA.vendor,
    status,
  });
}

function refusal({ response, data }: HTTPError): CountersignError {
  const { status, headers } = response;
  if (isSignedOut(headers)) return signedOut(status);
  const body = ErrorBody.safeParse(data).data;
  return refused(JIRA, response, {
    code: codeOf(status, body),
    vendorCode: headers.get('ratelimit-reason') ?? (body && codeIn(body)),
    retryAfterMs: status === 429 ? askedWait(headers) : undefined,
  });
}

/** The field that was wrong, or the key of the sentence; never the sentence. */
function codeIn(body: ErrorBody): string | undefined {
  if ('errorMessages' in body) return Object.keys(body.errors ?? {})[0];
  return body.i18nErrorMessage?.i18nKey ?? undefined;
}

/** A 404 in Jira's own words is a record that is not there or not for us; any other is about the address. */
function codeOf(status: number, body: ErrorBody | undefined): ErrorCode {
  if (status === 404) return body && isJirasOwn(body) ? 'not_found' : 'bad_configuration';
  return codeOfStatus(status, OWN_CODES);
}

function isJirasOwn(body: ErrorBody): boolean {
  return 'errorMessages' in body || typeof body.errorMessage === 'string';
}

const OWN_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  // An address that Atlassian retired.
  410: 'unsupported',
  // The issue has as many comments as Jira allows.
  413: 'unsupported',
  415: 'bad_configuration',
  422: 'invalid_input',
};

/** Milliseconds of `Retry-After` (seconds), else until `X-RateLimit-Reset` (ISO time); undefined when both are missing. */
export function askedWait(headers: Headers): number | undefined {
  const waitMs = retryAfter(headers);
  if (waitMs !== undefined) return waitMs;
  const resetAt = Date.parse(headers.get('x-ratelimit-reset') ?? '');
  return Number.isNaN(resetAt) ? undefined : Math.max(0, resetAt - Date.now());
}
