import type { HTTPError } from 'ky';
import { z } from 'zod';
import type { CountersignError, ErrorCode } from '../../errors.ts';
import { callFailure, codeOfStatus, refused, retryAfter } from '../../http-failures.ts';

const TEAMS = { vendor: 'teams', name: 'Teams' };

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

const OWN_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  /** Somebody else changed the conversation at the same moment; took no effect. */
  412: 'conflict',
  413: 'invalid_input',
};

/** What a call to a connector threw, as ours. The only place that knows the statuses and codes of connectors. */
export function failureOf(error: unknown): CountersignError {
  return callFailure(error, TEAMS, { refusal });
}

function refusal({ response, data }: HTTPError): CountersignError {
  const vendorCode = ErrorBody.safeParse(data).data?.error.code;
  const code = codeOf(response.status, vendorCode);
  return refused(TEAMS, response, { code, vendorCode, retryAfterMs: retryAfter(response.headers) });
}

function codeOf(status: number, vendorCode: string | undefined): ErrorCode {
  if (status === 403 && vendorCode !== undefined && UNREACHABLE.has(vendorCode)) return 'not_found';
  return codeOfStatus(status, OWN_CODES);
}
