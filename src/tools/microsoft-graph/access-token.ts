import {
  allowInsecureRequests,
  Configuration,
  clientCredentialsGrant,
  customFetch,
  type Configuration as OpenIdConfiguration,
  ResponseBodyError,
} from 'openid-client';
import { z } from 'zod';
import { addMs, type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import type { Fetch } from '../../http.ts';
import { appCredential } from './app-credential.ts';
import { graphResource, type MicrosoftGraphSettings } from './settings.ts';

/** Renewed this long before its end, so that no call starts with a token that ends on the way. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;

interface HeldToken {
  text: string;
  renewAt: Date;
}

export interface TokenSourceOptions {
  settings: MicrosoftGraphSettings;
  tenantId: string;
  fetch: Fetch;
  clock: Clock;
}

/**
 * App-only access tokens of one tenant. Callers that come while a token is being fetched share that one request. A token
 * is bound to the tenant it was asked for: each tenant has a source of its own.
 */
export class TokenSource {
  readonly #options: TokenSourceOptions;
  #configuration: Promise<OpenIdConfiguration> | undefined;
  #held: HeldToken | undefined;
  #pending: Promise<HeldToken> | undefined;

  constructor(options: TokenSourceOptions) {
    this.#options = options;
  }

  /** Throws `unauthenticated` with the vendor's `AADSTS…` number, or what the network threw. */
  async get(): Promise<string> {
    if (this.#held && this.#held.renewAt > this.#options.clock.now()) return this.#held.text;
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    this.#held = await this.#pending;
    return this.#held.text;
  }

  /** Graph refused this token: the next `get` asks for another. */
  drop(refused: string): void {
    if (this.#held?.text === refused) this.#held = undefined;
  }

  async #fetch(): Promise<HeldToken> {
    const { settings, clock } = this.#options;
    const askedAt = clock.now();
    try {
      this.#configuration ??= configure(this.#options);
      const answer = await clientCredentialsGrant(await this.#configuration, {
        scope: `${graphResource(settings)}/.default`,
      });
      const lifetimeMs = (answer.expires_in ?? 0) * SECOND_MS;
      return { text: answer.access_token, renewAt: addMs(askedAt, lifetimeMs - RENEW_BEFORE_MS) };
    } catch (error) {
      throw tokenError(error);
    }
  }
}

async function configure({ settings, tenantId, fetch }: TokenSourceOptions): Promise<OpenIdConfiguration> {
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
