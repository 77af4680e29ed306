import { randomUUID } from 'node:crypto';
import type { Express, Request } from 'express';
import type { Clock } from '../../clock.ts';
import { type AccessTokens, TOKEN_LIFETIME_SECONDS } from './access-tokens.ts';
import { isValidAssertion } from './client-assertion.ts';
import type { SimulatedTenant } from './tenant.ts';

export interface TokenEndpointOptions {
  tenants: readonly SimulatedTenant[];
  tokens: AccessTokens;
  appId: string;
  clientSecret: string;
  /** PEM of a certificate that the app may prove itself with instead. */
  certificate?: string;
  clock: Clock;
}

interface TokenError {
  status: number;
  error: string;
  /** The number in `AADSTS…`: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
  code: number;
  text: string;
}

const GRAPH_SCOPE = 'https://graph.microsoft.com/.default';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** `login.microsoftonline.com`: tokens for the one multi-tenant app, by client credentials. */
export function addTokenEndpoint(app: Express, options: TokenEndpointOptions): void {
  app.post('/:tenantId/oauth2/v2.0/token', (request, response) => {
    const tenant = options.tenants.find(({ id }) => id === request.params['tenantId']?.toLowerCase());
    const refused = tenant
      ? refuse(options, tenant, request)
      : unknownTenant(request.params['tenantId'] ?? '');
    response.set('Cache-Control', 'no-store');
    if (refused || !tenant) response.status(refused?.status ?? 400).json(errorBody(options, refused));
    else {
      response.json({
        token_type: 'Bearer',
        expires_in: TOKEN_LIFETIME_SECONDS,
        ext_expires_in: TOKEN_LIFETIME_SECONDS,
        access_token: options.tokens.issue(tenant.id),
      });
    }
  });
}

function unknownTenant(tenantId: string): TokenError {
  return {
    status: 400,
    error: 'invalid_request',
    code: 90002,
    text: `Tenant '${tenantId}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  };
}

function refuse(
  options: TokenEndpointOptions,
  tenant: SimulatedTenant,
  request: Request,
): TokenError | undefined {
  const form = (request.body ?? {}) as Record<string, string | undefined>;
  const missing = ['client_id', 'grant_type', 'scope'].find((name) => !form[name]);
  if (missing) {
    const text = `The request body must contain the following parameter: '${missing}'.`;
    return { status: 400, error: 'invalid_request', code: 900144, text };
  }
  if (form['grant_type'] !== 'client_credentials') {
    const text = `The app requested an unsupported grant type '${form['grant_type']}'.`;
    return { status: 400, error: 'unsupported_grant_type', code: 70003, text };
  }
  if (form['client_id'] !== options.appId || !tenant.consented) {
    const text = `Application with identifier '${form['client_id']}' was not found in the directory '${tenant.name}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`;
    return { status: 400, error: 'unauthorized_client', code: 700016, text };
  }
  return refuseCredential(options, request, form) ?? refuseScope(form['scope']);
}

function refuseCredential(
  options: TokenEndpointOptions,
  request: Request,
  form: Record<string, string | undefined>,
): TokenError | undefined {
  if (form['client_assertion'] !== undefined) return refuseAssertion(options, request, form);
  if (form['client_secret'] === undefined) {
    const text =
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.";
    return { status: 401, error: 'invalid_client', code: 7000218, text };
  }
  if (form['client_secret'] === options.clientSecret) return undefined;
  const text = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${options.appId}'.`;
  return { status: 401, error: 'invalid_client', code: 7000215, text };
}

function refuseAssertion(
  { certificate, appId, clock }: TokenEndpointOptions,
  request: Request,
  form: Record<string, string | undefined>,
): TokenError | undefined {
  const audience = `http://${request.get('host')}${request.path}`;
  const valid =
    certificate !== undefined &&
    form['client_assertion_type'] === ASSERTION_TYPE &&
    isValidAssertion(form['client_assertion'] ?? '', { certificate, appId, audience, clock });
  const text =
    'Client assertion failed signature validation, or the key was not found by the thumbprint in its header.';
  return valid ? undefined : { status: 401, error: 'invalid_client', code: 700027, text };
}

function refuseScope(scope: string | undefined): TokenError | undefined {
  if (scope === GRAPH_SCOPE) return undefined;
  const text = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
  return { status: 400, error: 'invalid_scope', code: 1002012, text };
}

function errorBody({ clock }: TokenEndpointOptions, refused: TokenError | undefined) {
  const traceId = randomUUID();
  const timestamp = `${clock.now().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    error: refused?.error,
    error_description: `AADSTS${refused?.code}: ${refused?.text} Trace ID: ${traceId} Correlation ID: ${traceId} Timestamp: ${timestamp}`,
    error_codes: [refused?.code],
    timestamp,
    trace_id: traceId,
    correlation_id: traceId,
    error_uri: `https://login.microsoftonline.com/error?code=${refused?.code}`,
  };
}
