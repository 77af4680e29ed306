import { HTTPError } from 'ky';
import { z } from 'zod';
import type { CountersignError, ErrorCode } from '../../errors.ts';
import { callEnded, callFailure, codeOfStatus, refused } from '../../http-failures.ts';

const HALO = { vendor: 'halopsa', name: 'Halo' };

/** Of the token endpoint alone; the API's own bodies (`ClassName`, `Message`, or plain text) name no code. */
const TokenErrorBody = z.object({ error: z.string() });

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows Halo's statuses. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  return callFailure(error, HALO, { refusal, signal });
}

/** As `failureOf`, for the token endpoint: what it refuses is about our credentials, not about a record. */
export function tokenFailureOf(error: unknown): CountersignError {
  if (!(error instanceof HTTPError)) return failureOf(error);
  const vendorCode = TokenErrorBody.safeParse(error.data).data?.error;
  return refused(HALO, error.response, { code: tokenCodeOf(error.response.status, vendorCode), vendorCode });
}

function refusal({ response }: HTTPError): CountersignError {
  return refused(HALO, response, { code: codeOf(response.status) });
}

/** Business rules ("An Outcome must be entered for this Action") come as 400, with nothing but a sentence. */
function codeOf(status: number): ErrorCode {
  return codeOfStatus(status, { 400: 'invalid_input' });
}

function tokenCodeOf(status: number, oauthCode: string | undefined): ErrorCode {
  if (status === 429 || status >= 500) return codeOf(status);
  if (oauthCode === 'invalid_scope') return 'forbidden';
  if (status === 401 || status === 403 || oauthCode?.endsWith('_client')) return 'unauthenticated';
  return 'bad_configuration';
}

/** The caller stopped waiting. */
export function ended(cause?: unknown): CountersignError {
  return callEnded(HALO, cause);
}
