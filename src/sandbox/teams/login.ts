import type { Express, Request, Response } from 'express';
import { type ClientAssertion, provesTheKey } from './client-assertion.ts';
import {
  BOT_FRAMEWORK_TENANT_ID,
  createTokenKeys,
  mintAccessToken,
  TOKEN_ISSUER,
  type TokenKeys,
} from './tokens.ts';

/** Where every multi-tenant bot asks for its token. */
const BOT_FRAMEWORK = 'botframework.com';
const SCOPE = 'https://api.botframework.com/.default';

export interface BotRegistration {
  appId: string;
  appPassword: string;
  /** Only with a single-tenant bot. */
  appTenantId?: string;
  /** PEM of the certificate that the registration knows, for a bot that proves itself with its key. */
  appCertificate?: string;
}

/** Who signs, and which of the bot's tokens are good. */
export interface Login {
  readonly keys: TokenKeys;
  /** Whether the connector lets this header in. */
  accepts(authorization: string | undefined): boolean;
  /** Every token given so far is refused from now on, as after a change of the secret. */
  expireTokens(): void;
  addTo(app: Express, baseUrl: () => string): void;
}

/** Microsoft's login for the bot, and the two OpenID documents with their keys. */
export async function createLogin(bot: BotRegistration): Promise<Login> {
  const keys = await createTokenKeys();
  const given = new Set<string>();
  return {
    keys,
    accepts(authorization) {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
      return token !== undefined && given.has(token) && keys.read(token)?.['appid'] === bot.appId;
    },
    expireTokens: () => given.clear(),
    addTo(app, baseUrl) {
      app.post('/login/:tenant/oauth2/v2.0/token', (request, response) =>
        answerTokenRequest({ request, response, bot, keys, given, baseUrl }),
      );
      addOpenIdDocuments(app, keys, baseUrl);
    },
  };
}

interface TokenRequest {
  request: Request;
  response: Response;
  bot: BotRegistration;
  keys: TokenKeys;
  given: Set<string>;
  baseUrl: () => string;
}

function answerTokenRequest({ request, response, bot, keys, given, baseUrl }: TokenRequest): void {
  const tenant = String(request.params['tenant']);
  const problem = problemInTokenRequest(
    { form: (request.body ?? {}) as Form, tenant, tokenEndpoint: `${baseUrl()}${request.path}` },
    bot,
  );
  if (problem) {
    const { status, error, number, sentence } = problem;
    const description = `AADSTS${number}: ${sentence}`;
    response.status(status).json({ error, error_description: description, error_codes: [number] });
    return;
  }
  const tenantId = tenant === BOT_FRAMEWORK ? BOT_FRAMEWORK_TENANT_ID : tenant;
  const token = mintAccessToken(keys, { appId: bot.appId, tenantId });
  given.add(token);
  response.json({ token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599, access_token: token });
}

type Form = Readonly<Record<string, string | undefined>> & ClientAssertion;

/** A refusal in the login's own shape, with the number of its `AADSTS…` code. */
interface LoginProblem {
  status: 400 | 401;
  error: string;
  number: number;
  sentence: string;
}

function problemInTokenRequest(
  { form, tenant, tokenEndpoint }: { form: Form; tenant: string; tokenEndpoint: string },
  bot: BotRegistration,
): LoginProblem | undefined {
  const problem = (status: 400 | 401, error: string, number: number, sentence: string) => ({
    status,
    error,
    number,
    sentence,
  });
  if (form['grant_type'] !== 'client_credentials')
    return problem(400, 'unsupported_grant_type', 70_003, 'The grant type is not supported.');
  if (form['scope'] !== SCOPE) return problem(400, 'invalid_scope', 70_011, 'The scope is not valid.');
  if (tenant !== (bot.appTenantId ?? BOT_FRAMEWORK) || form['client_id'] !== bot.appId)
    return problem(400, 'unauthorized_client', 700_016, 'Application was not found in the directory.');
  if (form.client_assertion !== undefined)
    return provesTheKey(form, { ...bot, tokenEndpoint })
      ? undefined
      : problem(401, 'invalid_client', 700_027, 'The certificate does not match the assertion.');
  return form['client_secret'] === bot.appPassword
    ? undefined
    : problem(401, 'invalid_client', 7_000_215, 'Invalid client secret provided.');
}

/** One document for the tokens of deliveries, one for tokens of the login itself (the emulator's, and other bots'). */
function addOpenIdDocuments(app: Express, keys: TokenKeys, baseUrl: () => string): void {
  app.get('/botframework/v1/.well-known/openidconfiguration', (_request, response) => {
    response.json({
      issuer: TOKEN_ISSUER,
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${baseUrl()}/botframework/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  });
  app.get('/botframework/v1/.well-known/keys', (_request, response) => {
    response.json({ keys: keys.channelKeys });
  });
  app.get('/login/:tenant/v2.0/.well-known/openid-configuration', (request, response) => {
    const authority = `${baseUrl()}/login/${request.params['tenant']}`;
    response.json({
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    });
  });
  app.get('/login/:tenant/discovery/v2.0/keys', (_request, response) => {
    response.json({ keys: keys.loginKeys });
  });
}
