import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretPost,
  Configuration,
  clientCredentialsGrant,
  customFetch,
  modifyAssertion,
  PrivateKeyJwt,
  ResponseBodyError,
} from 'openid-client';
import { z } from 'zod';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, type ErrorCode } from '../../errors.ts';
import { type GivenToken, holdToken } from '../../held-token.ts';
import type { Fetch } from '../../http.ts';
import type { TeamsSettings } from './settings.ts';

const RENEW_BEFORE_MS = 5 * MINUTE_MS;
const SCOPE = 'https://api.botframework.com/.default';
/** Where every multi-tenant bot gets its token. */
const BOT_FRAMEWORK = 'botframework.com';

/** The bot's own access token for connectors. */
export interface ConnectorToken {
  /** Undefined without authentication. Throws `unauthenticated` with the login's `AADSTS…` number, or what the network threw. */
  get(): Promise<string | undefined>;
  /** A connector refused this token: the next `get` asks for another. */
  drop(refused: string): void;
}

export interface ConnectorTokenOptions {
  settings: TeamsSettings;
  fetch: Fetch;
  clock: Clock;
}

/** One token for all connectors. */
export function createConnectorToken(options: ConnectorTokenOptions): ConnectorToken {
  const ask = () => askForToken(options);
  const token = holdToken({ ask, renewBeforeMs: RENEW_BEFORE_MS, clock: options.clock });
  return {
    get: async () => (options.settings.unauthenticated ? undefined : token.get()),
    drop: (refused) => token.drop(refused),
  };
}

async function askForToken(options: ConnectorTokenOptions): Promise<GivenToken> {
  try {
    const answer = await clientCredentialsGrant(await configure(options), { scope: SCOPE });
    return { text: answer.access_token, lifetimeMs: (answer.expires_in ?? 0) * SECOND_MS };
  } catch (error) {
    throw tokenError(error);
  }
}

async function configure({ settings, fetch }: ConnectorTokenOptions): Promise<Configuration> {
  const authority = `${settings.loginUrl}/${settings.tenantId ?? BOT_FRAMEWORK}`;
  const tokenEndpoint = `${authority}/oauth2/v2.0/token`;
  const server = { issuer: `${authority}/v2.0`, token_endpoint: tokenEndpoint };
  const credential = await credentialOf(settings, tokenEndpoint);
  const configuration = new Configuration(server, settings.appId ?? '', undefined, credential);
  configuration[customFetch] = (url, init) => fetch(url, init as RequestInit);
  if (settings.loginUrl.startsWith('http:')) allowInsecureRequests(configuration);
  return configuration;
}

/**
 * Entra finds the key by the certificate's thumbprint in `x5t#S256`, and wants the token endpoint as audience:
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
async function credentialOf(
  { appPassword, certificate }: TeamsSettings,
  tokenEndpoint: string,
): Promise<ClientAuth> {
  if (certificate === undefined) return ClientSecretPost(appPassword);
  const { key, thumbprint } = await readCertificate(certificate);
  return PrivateKeyJwt(key, {
    [modifyAssertion]: (header, payload) => {
      header['x5t#S256'] = thumbprint;
      payload['aud'] = tokenEndpoint;
    },
  });
}

async function readCertificate(pem: string): Promise<{ key: CryptoKey; thumbprint: string }> {
  try {
    const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '');
    const pkcs8 = new Uint8Array(createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }));
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
    return {
      key: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
      thumbprint: Buffer.from(fingerprint, 'hex').toString('base64url'),
    };
  } catch (error) {
    throw new CountersignError(
      'bad_configuration',
      'the bot’s certificate or its private key cannot be read',
      {
        vendor: 'teams',
        cause: error,
      },
    );
  }
}

/** `{ error, error_description: "AADSTS…", error_codes: [7000215] }`; the number says what is wrong, the text may carry data. */
const TokenErrorBody = z.object({ error_codes: z.array(z.int()).min(1) });

function tokenError(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof CountersignError) return cause;
  const body = TokenErrorBody.safeParse(cause);
  const status = statusOf(error, cause);
  return new CountersignError(codeOf(status), 'the login gave the bot no token', {
    vendor: 'teams',
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
