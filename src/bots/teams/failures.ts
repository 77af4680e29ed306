import { HTTPError } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';

/** `{ error: { code: "BotNotInConversationRoster", message } }` */
const ErrorBody = z.object({ error: z.object({ code: z.string() }) });

/**
 * Ways of Teams to say that the bot cannot reach somebody, all answered with 403: not installed for them, blocked, or
 * switched off. Source: learn.microsoft.com/microsoftteams/platform, "Conversation basics", status codes.
 */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'BotNotInConversationRoster',
  'BotDisabledByAdmin',
  'ConversationBlockedByUser',
  'ForbiddenOperationException',
  'MessageWritesBlocked',
  'NotEnoughPermissions',
]);

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'unsupported',
  408: 'timeout',
  409: 'conflict',
  /** Somebody else changed the conversation at the same moment; took no effect. */
  412: 'conflict',
  413: 'invalid_input',
  429: 'rate_limited',
};

/** What a call to a connector threw, as ours. The only place that knows the statuses and codes of connectors. */
export function failureOf(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof HTTPError) return refusal(error);
  return new CountersignError('unexpected_response', 'Teams answered with something unreadable', {
    vendor: 'teams',
    cause: error,
  });
}

function refusal(error: HTTPError): CountersignError {
  const { status, headers } = error.response;
  const vendorCode = ErrorBody.safeParse(error.data).data?.error.code;
  const retryAfterMs = retryAfter(headers);
  return new CountersignError(codeOf(status, vendorCode), `Teams answered ${status}`, {
    vendor: 'teams',
    status,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function codeOf(status: number, vendorCode: string | undefined): ErrorCode {
  if (status === 403 && vendorCode !== undefined && UNREACHABLE.has(vendorCode)) return 'not_found';
  return status >= 500 ? 'unavailable' : (BY_STATUS[status] ?? 'unexpected_response');
}

/** Milliseconds of a `Retry-After` in seconds. */
export function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) * SECOND_MS : undefined;
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
