import { webApi } from '@slack/bolt';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';

/** Slack's own error words (docs.slack.dev/reference/methods, under each method), in ours. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  account_inactive: 'unauthenticated',
  invalid_auth: 'unauthenticated',
  not_authed: 'unauthenticated',
  token_expired: 'unauthenticated',
  token_revoked: 'unauthenticated',

  access_denied: 'forbidden',
  cannot_dm_bot: 'forbidden',
  cant_update_message: 'forbidden',
  ekm_access_denied: 'forbidden',
  is_archived: 'forbidden',
  missing_scope: 'forbidden',
  no_permission: 'forbidden',
  not_allowed_token_type: 'forbidden',
  not_in_channel: 'forbidden',
  org_login_required: 'forbidden',
  restricted_action: 'forbidden',
  team_access_not_granted: 'forbidden',
  user_disabled: 'forbidden',
  user_not_in_channel: 'forbidden',

  channel_not_found: 'not_found',
  message_not_found: 'not_found',
  not_found: 'not_found',
  thread_not_found: 'not_found',
  user_not_found: 'not_found',
  user_not_visible: 'not_found',
  users_not_found: 'not_found',

  already_reacted: 'already_exists',
  hash_conflict: 'conflict',

  exchanged_trigger_id: 'timeout',
  expired_trigger_id: 'timeout',

  invalid_arguments: 'invalid_input',
  invalid_blocks: 'invalid_input',
  invalid_blocks_format: 'invalid_input',
  invalid_metadata_format: 'invalid_input',
  invalid_trigger_id: 'invalid_input',
  msg_too_long: 'invalid_input',
  no_text: 'invalid_input',
  view_too_large: 'invalid_input',

  rate_limited: 'rate_limited',
  ratelimited: 'rate_limited',

  fatal_error: 'unavailable',
  internal_error: 'unavailable',
  request_timeout: 'unavailable',
  service_unavailable: 'unavailable',
  team_added_to_org: 'unavailable',
};

/** What a call to Slack threw, as ours. */
export function failureOf(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  if (error instanceof webApi.WebAPIRequestError && error.original instanceof CountersignError)
    return error.original;
  if (error instanceof webApi.WebAPIRateLimitedError)
    return failure('rate_limited', { status: 429, retryAfterMs: error.retryAfter * SECOND_MS, cause: error });
  if (error instanceof webApi.WebAPIPlatformError) {
    const vendorCode = error.data.error;
    return failure(CODES[vendorCode] ?? 'unexpected_response', { vendorCode, cause: error });
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    const code = error.statusCode >= 500 ? 'unavailable' : 'unexpected_response';
    return failure(code, { status: error.statusCode, cause: error });
  }
  return failure('unexpected_response', { cause: error });
}

function failure(
  code: ErrorCode,
  facts: { status?: number; vendorCode?: string; retryAfterMs?: number; cause: unknown },
): CountersignError {
  return new CountersignError(code, `Slack: ${facts.vendorCode ?? code}`, { vendor: 'slack', ...facts });
}
