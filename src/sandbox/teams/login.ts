import type { Express, Request, Response } from 'express';
import { createTokenKeys, mintAccessToken, TOKEN_ISSUER, type TokenKeys } from './tokens.ts';

/** The tenant in which every multi-tenant bot asks for its token. */
const BOT_FRAMEWORK = 'botframework.com';
const BOT_FRAMEWORK_TENANT_ID = 'd6d49420-f39b-4df7-a1dc-d59a935871db';
const SCOPE = 'https://api.botframework.com/.default';

export interface BotRegistration {
  appId: string;
  appPassword: string;
  /** Only with a single-tenant bot. */
  appTenantId?: string;
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
        answerTokenRequest({ request, response, bot, keys, given }),
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
}

/** Errors have the login's own shape and codes (AADSTS…). */
function answerTokenRequest({ request, response, bot, keys, given }: TokenRequest): void {
  const tenant = String(request.params['tenant']);
  const problem = problemInTokenRequest(request, tenant, bot);
  if (problem) {
    const [status, error, description] = problem;
    response.status(status).json({ error, error_description: description, error_codes: [] });
    return;
  }
  const tenantId = tenant === BOT_FRAMEWORK ? BOT_FRAMEWORK_TENANT_ID : tenant;
  const token = mintAccessToken(keys, { appId: bot.appId, tenantId });
  given.add(token);
  response.json({ token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599, access_token: token });
}

function problemInTokenRequest(
  request: Request,
  tenant: string,
  bot: BotRegistration,
): [status: number, error: string, description: string] | undefined {
  const form = (request.body ?? {}) as Record<string, string | undefined>;
  if (form['grant_type'] !== 'client_credentials')
    return [400, 'unsupported_grant_type', 'AADSTS70003: The app requested an unsupported grant type.'];
  if (form['scope'] !== SCOPE)
    return [
      400,
      'invalid_scope',
      'AADSTS70011: The provided value for the input parameter scope is not valid.',
    ];
  if (tenant !== (bot.appTenantId ?? BOT_FRAMEWORK) || form['client_id'] !== bot.appId)
    return [
      400,
      'unauthorized_client',
      `AADSTS700016: Application was not found in the directory ${tenant}.`,
    ];
  if (form['client_secret'] !== bot.appPassword)
    return [401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.'];
  return undefined;
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
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    });
  });
  app.get('/login/:tenant/discovery/v2.0/keys', (_request, response) => {
    response.json({ keys: keys.loginKeys });
  });
}
