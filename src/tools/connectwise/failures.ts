import type { HTTPError } from 'ky';
import { z } from 'zod';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import { callFailure, codeOfStatus, refused } from '../../http-failures.ts';

const CONNECTWISE = { vendor: 'connectwise', name: 'ConnectWise' };

const ErrorBody = z.object({
  code: z.string(),
  errors: z.array(z.object({ code: z.string() })).nullish(),
});

/** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. The only place that knows the statuses and codes of ConnectWise. */
export function failureOf(error: unknown, signal?: AbortSignal): CountersignError {
  return callFailure(error, CONNECTWISE, { refusal, signal });
}

/**
 * A 404 that is about the path and not about a record: another codebase, another host, or (in the cloud) a company or
 * keys that are not known.
 */
export function isUnknownEndpoint(error: unknown): boolean {
  return (
    error instanceof CountersignError && error.code === 'bad_configuration' && error.facts.status === 404
  );
}

function refusal({ response, data }: HTTPError): CountersignError {
  const body = ErrorBody.safeParse(data).data;
  const vendorCode = body?.errors?.[0]?.code ?? body?.code;
  return refused(CONNECTWISE, response, {
    code: codeOf(response.status, body?.code, vendorCode),
    vendorCode,
  });
}

function codeOf(status: number, outerCode: string | undefined, innerCode: string | undefined): ErrorCode {
  if (status === 404) return outerCode === 'NotFound' ? 'not_found' : 'bad_configuration';
  if (status === 400) return innerCode === 'ObjectExists' ? 'already_exists' : 'invalid_input';
  // A 409 says that the record is being changed by somebody else.
  return codeOfStatus(status, { 415: 'bad_configuration' });
}
