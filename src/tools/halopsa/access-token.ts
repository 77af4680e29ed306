import type { KyInstance } from 'ky';
import { z } from 'zod';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { type ErrorCode, errorCode } from '../../errors.ts';
import { type GivenToken, type HeldToken, holdToken } from '../../held-token.ts';
import { failureOf, tokenFailureOf } from './failures.ts';
import { type HaloPsaSettings, refuseUnsafeAddress } from './settings.ts';

const RENEW_BEFORE_MS = MINUTE_MS;
/** Where an answer does not say how long its token lives. */
const SHORTEST_LIFETIME_S = 300;

/** Where tokens are given, and for whom. */
export interface Authority {
  authUrl: string;
  tenant?: string;
}

export interface TokenOptions {
  settings: HaloPsaSettings;
  client: KyInstance;
  clock: Clock;
  allowLoopback: boolean;
  /** Told before anything is sent there. */
  onAuthority: (authority: Authority) => void;
}

/**
 * The access token of our application. Asking for it throws `unauthenticated`, `forbidden` (the scope),
 * `bad_configuration` (address or tenant), or what the network threw.
 */
export function holdHaloToken(options: TokenOptions): HeldToken {
  let authority: Authority | undefined;
  const ask = async (): Promise<GivenToken> => {
    const { settings, client, allowLoopback, onAuthority } = options;
    authority ??= await findAuthority(settings, client);
    refuseUnsafeAddress(authority.authUrl, allowLoopback);
    onAuthority(authority);
    const { access_token, expires_in } = await askForToken(client, authority, settings);
    return { text: access_token, lifetimeMs: expires_in * SECOND_MS };
  };
  return holdToken({ ask, renewBeforeMs: RENEW_BEFORE_MS, clock: options.clock });
}

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(SHORTEST_LIFETIME_S),
});

async function askForToken(
  client: KyInstance,
  { authUrl, tenant }: Authority,
  { clientId, clientSecret, scope }: HaloPsaSettings,
): Promise<z.output<typeof TokenAnswer>> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope,
  });
  try {
    const searchParams = tenant === undefined ? {} : { tenant };
    const answer = await client.post(`${authUrl}/token`, { body, searchParams }).json();
    return TokenAnswer.parse(answer);
  } catch (error) {
    throw tokenFailureOf(error);
  }
}

const AuthInfo = z.object({
  auth_url: z.string().nullish(),
  tenant_id: z.union([z.string(), z.number()]).nullish(),
});

/** What is configured; the rest as the instance tells it, without a token. An instance that does not tell has `/auth`. */
async function findAuthority(settings: HaloPsaSettings, client: KyInstance): Promise<Authority> {
  const told =
    settings.authUrl !== undefined && settings.tenant !== undefined
      ? {}
      : await askWhere(client, settings.baseUrl);
  const authUrl = settings.authUrl ?? (told.auth_url || `${settings.baseUrl}/auth`);
  const tenant = settings.tenant ?? (told.tenant_id ? String(told.tenant_id) : undefined);
  return { authUrl: authUrl.replace(/\/+$/, ''), ...(tenant !== undefined && { tenant }) };
}

async function askWhere(client: KyInstance, baseUrl: string): Promise<z.output<typeof AuthInfo>> {
  try {
    return AuthInfo.safeParse(await client.get(`${baseUrl}/api/authinfo`).json()).data ?? {};
  } catch (error) {
    const failure = failureOf(error);
    // An older instance has no such address, or wants a token for it.
    if (DOES_NOT_TELL.has(errorCode(failure))) return {};
    throw failure;
  }
}

const DOES_NOT_TELL = new Set<ErrorCode>([
  'not_found',
  'forbidden',
  'unauthenticated',
  'unsupported',
  'invalid_input',
]);
