import { z } from 'zod';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import { retryAfterMs } from './transport.ts';

/** https://learn.microsoft.com/graph/errors */
const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string().default('') }) });

/** Maps a refusal to our codes, once for the whole room. The vendor's text goes no further: it may carry data. */
export async function graphError(response: Response): Promise<CountersignError> {
  const parsed = ErrorBody.safeParse(await response.json().catch(() => undefined));
  const { code, message } = parsed.success ? parsed.data.error : { code: undefined, message: '' };
  const waitMs = retryAfterMs(response.headers);
  return new CountersignError(codeOf(response.status, code, message), 'Graph refused a call', {
    vendor: 'microsoft_graph',
    status: response.status,
    ...(code === undefined ? {} : { vendorCode: code }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_input',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  429: 'rate_limited',
};

function codeOf(status: number, code: string | undefined, message: string): ErrorCode {
  if (code === 'Authentication_RequestFromNonPremiumTenantOrB2CTenant') return 'licence_required';
  if (status === 400 && code === 'Request_BadRequest') return codeOfBadRequest(message);
  if (status >= 500) return 'unavailable';
  return BY_STATUS[status] ?? 'unexpected_response';
}

/**
 * Adding a member or an application role that is there already, and removing a member that is not, are answered with the
 * same status and code as a malformed request. Only the text tells them apart (seen in the Azure CLI's and CIPP's sources).
 */
function codeOfBadRequest(message: string): ErrorCode {
  if (/\balready exists?\b/.test(message)) return 'already_exists';
  if (/\bremoved object references do not exist\b/.test(message)) return 'not_found';
  return 'invalid_input';
}
