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
import { type Clock, MINUTE_MS, SECOND_MS } from './clock.ts';
import { CountersignError, type ErrorCode } from './errors.ts';
import { type GivenToken, type HeldToken, holdToken } from './held-token.ts';
import type { Fetch } from './http.ts';

const RENEW_BEFORE_MS = 5 * MINUTE_MS;

/** An app registration at Microsoft's login, and what it wants a token for. */
export interface EntraApp {
  /** Our name of the vendor, as in errors: `microsoft_graph`. */
  vendor: string;
  /** `https://login.microsoftonline.com` */
  loginUrl: string;
  /** Id of the tenant, or the name of one of Microsoft's own. */
  tenant: string;
  appId: string;
  secret: string | undefined;
  /** Used instead of the secret: PEM text with both the certificate and its unencrypted private key (PKCS#8). */
  certificate: string | undefined;
  /** `https://graph.microsoft.com/.default` */
  scope: string;
}

/**
 * An app-only access token of one tenant. Asking for it throws `unauthenticated` with the login's `AADSTS…` number,
 * `bad_configuration` for a certificate that cannot be read, or what the network threw.
 */
export function holdEntraToken(app: EntraApp, { fetch, clock }: { fetch: Fetch; clock: Clock }): HeldToken {
  return holdToken({ ask: () => askForToken(app, fetch), renewBeforeMs: RENEW_BEFORE_MS, clock });
}

async function askForToken(app: EntraApp, fetch: Fetch): Promise<GivenToken> {
  try {
    const answer = await clientCredentialsGrant(await configure(app, fetch), { scope: app.scope });
    return { text: answer.access_token, lifetimeMs: (answer.expires_in ?? 0) * SECOND_MS };
  } catch (error) {
    throw tokenError(error, app.vendor);
  }
}

async function configure(app: EntraApp, fetch: Fetch): Promise<Configuration> {
  const authority = `${app.loginUrl}/${app.tenant}`;
  const tokenEndpoint = `${authority}/oauth2/v2.0/token`;
  const server = { issuer: `${authority}/v2.0`, token_endpoint: tokenEndpoint };
  const credential = await credentialOf(app, tokenEndpoint);
  const configuration = new Configuration(server, app.appId, undefined, credential);
  configuration[customFetch] = (url, init) => fetch(url, init as RequestInit);
  if (app.loginUrl.startsWith('http:')) allowInsecureRequests(configuration);
  return configuration;
}

/**
 * Entra finds the key by the certificate's thumbprint in `x5t#S256`, and wants the token endpoint as audience:
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
async function credentialOf(
  { secret, certificate, vendor }: EntraApp,
  tokenEndpoint: string,
): Promise<ClientAuth> {
  if (certificate === undefined) return ClientSecretPost(secret);
  const { key, thumbprint } = await readCertificate(certificate, vendor);
  return PrivateKeyJwt(key, {
    [modifyAssertion]: (header, payload) => {
      header['x5t#S256'] = thumbprint;
      payload['aud'] = tokenEndpoint;
    },
  });
}

async function readCertificate(pem: string, vendor: string): Promise<{ key: CryptoKey; thumbprint: string }> {
  try {
    const fingerprint = new X509Certificate(pem).fingerprint256.replaceAll(':', '');
    const pkcs8 = new Uint8Array(createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }));
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
    return {
      key: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']),
      thumbprint: Buffer.from(fingerprint, 'hex').toString('base64url'),
    };
  } catch (error) {
    const message = 'the app’s certificate or its private key cannot be read';
    throw new CountersignError('bad_configuration', message, { vendor, cause: error });
  }
}

/** `{ error, error_description: "AADSTS…", error_codes: [7000215] }`; the number says what is wrong, the text may carry data. */
const TokenErrorBody = z.object({ error_codes: z.array(z.int()).min(1) });

function tokenError(error: unknown, vendor: string): CountersignError {
  if (error instanceof CountersignError) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof CountersignError) return cause;
  const body = TokenErrorBody.safeParse(cause);
  const status = statusOf(error, cause);
  return new CountersignError(codeOf(status), 'the login gave no token', {
    vendor,
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
