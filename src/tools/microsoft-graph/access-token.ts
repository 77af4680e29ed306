import {
  allowInsecureRequests,
  Configuration,
  clientCredentialsGrant,
  customFetch,
  ResponseBodyError,
} from 'openid-client';
import { z } from 'zod';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import { type GivenToken, type HeldToken, holdToken } from '../../held-token.ts';
import type { Fetch } from '../../http.ts';
import { appCredential } from './app-credential.ts';
import { graphResource, type MicrosoftGraphSettings } from './settings.ts';

const RENEW_BEFORE_MS = 5 * MINUTE_MS;

export interface TokenOptions {
  settings: MicrosoftGraphSettings;
  tenantId: string;
  fetch: Fetch;
  clock: Clock;
}

/**
 * The app-only access token of one tenant. A token is bound to the tenant it was asked for: each tenant has one of its
 * own. Asking for it throws `unauthenticated` with the vendor's `AADSTS…` number, or what the network threw.
 */
export function holdGraphToken(options: TokenOptions): HeldToken {
  const ask = () => askForToken(options);
  return holdToken({ ask, renewBeforeMs: RENEW_BEFORE_MS, clock: options.clock });
}

async function askForToken(options: TokenOptions): Promise<GivenToken> {
  try {
    const answer = await clientCredentialsGrant(await configure(options), {
      scope: `${graphResource(options.settings)}/.default`,
    });
    return { text: answer.access_token, lifetimeMs: (answer.expires_in ?? 0) * SECOND_MS };
  } catch (error) {
    throw tokenError(error);
  }
}

async function configure({ settings, tenantId, fetch }: TokenOptions): Promise<Configuration> {
  const authority = `${settings.loginUrl}/${tenantId}`;
  const tokenEndpoint = `${authority}/oauth2/v2.0/token`;
  const credential = await appCredential(settings, tokenEndpoint);
  const server = { issuer: `${authority}/v2.0`, token_endpoint: tokenEndpoint };
  const configuration = new Configuration(server, settings.appId, undefined, credential);
  configuration[customFetch] = (url, options) => fetch(url, options as RequestInit);
  if (settings.loginUrl.startsWith('http:')) allowInsecureRequests(configuration);
  return configuration;
}

/** `{ error, error_description: "AADSTS…", error_codes: [7000215] }`; the number says what is wrong, the text may carry data. */
const TokenErrorBody = z.object({ error_codes: z.array(z.int()).min(1) });

function tokenError(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof CountersignError) return cause;
  const body = TokenErrorBody.safeParse(cause);
  const status = statusOf(error, cause);
  return new CountersignError(codeOf(status), 'the token endpoint gave no token', {
    vendor: 'microsoft_graph',
    ...(status === undefined ? {} : { status }),
    ...(body.success ? { vendorCode: `AADSTS${body.data.error_codes[0]}` } : {}),
    cause: error,
  });
}

/** The library names the status of an OAuth error, and gives the answer itself where it was none. */
function statusOf(error: unknown, cause: unknown): number | undefined {
  if (error instanceof ResponseBodyError) return error.status;
  return cause instanceof Response ? cause.status : undefined;
}

function codeOf(status: number | undefined): ErrorCode {
  if (status === undefined) return 'unexpected_response';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'unavailable' : 'unauthenticated';
}
