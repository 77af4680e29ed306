import { randomUUID } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { Clock } from '../../clock.ts';
import type { AccessTokens } from './access-tokens.ts';
import { type Answer, badRequest, insufficientPrivileges, noSuchSegment, refusal } from './answers.ts';
import { applicationRoutes } from './application-routes.ts';
import { authenticationRoutes } from './authentication-routes.ts';
import type { GraphRoute } from './graph-route.ts';
import { groupRoutes } from './group-routes.ts';
import { licenceRoutes } from './licence-routes.ts';
import type { ODataQuery } from './odata-query.ts';
import { organizationRoutes } from './organization-routes.ts';
import { instant } from './resources.ts';
import type { SimulatedTenant } from './tenant.ts';
import { userRoutes } from './user-routes.ts';

const ROUTES: readonly GraphRoute[] = [
  ...userRoutes,
  ...groupRoutes,
  ...applicationRoutes,
  ...licenceRoutes,
  ...authenticationRoutes,
  ...organizationRoutes,
];

export interface GraphApiOptions {
  tokens: AccessTokens;
  tenants: readonly SimulatedTenant[];
  clock: Clock;
  /** How many objects a page has when `$top` is absent. */
  pageSize: number;
}

/** Graph v1.0, as far as the product calls it. Everything else is refused as Graph refuses it. */
export function addGraphRoutes(app: Express, options: GraphApiOptions): void {
  for (const route of ROUTES) {
    const method = route.method.toLowerCase() as Lowercase<GraphRoute['method']>;
    app[method](`/v1.0${route.path}`, (request, response) =>
      send(options, response, handle(options, route, request)),
    );
  }
  app.all('/v1.0/{*rest}', (request, response) => {
    const tenant = authenticate(options, request);
    send(options, response, 'answer' in tenant ? tenant.answer : noSuchSegment(request.path));
  });
}

function handle(options: GraphApiOptions, route: GraphRoute, request: Request): Answer {
  const caller = authenticate(options, request);
  if ('answer' in caller) return caller.answer;
  const { tenant } = caller;
  if (!route.permissions.some((permission) => tenant.permissions.has(permission)))
    return insufficientPrivileges();
  const body: unknown = request.body ?? {};
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return badRequest('Unable to read JSON request payload.');
  return route.handle({
    tenant,
    state: route.method === 'GET' ? tenant.readableState() : tenant.writableState(),
    parameters: request.params as Record<string, string>,
    query: readQuery(options, request),
    body: body as Record<string, unknown>,
    now: options.clock.now(),
  });
}

function authenticate(
  { tokens, tenants }: GraphApiOptions,
  request: Request,
): { tenant: SimulatedTenant } | { answer: Answer } {
  const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const holder = bearer === undefined ? 'missing' : tokens.check(bearer);
  if (holder === 'missing') return { answer: unauthenticated('Access token is empty.') };
  if (holder === 'unknown') {
    return { answer: unauthenticated('IDX14100: JWT is not well formed, there are no dots (.).') };
  }
  if (holder === 'expired') {
    return { answer: unauthenticated('Lifetime validation failed, the token is expired.') };
  }
  const tenant = tenants.find(({ id }) => id === holder.tenantId);
  return tenant ? { tenant } : { answer: unauthenticated('Invalid tenant in the token.') };
}

function unauthenticated(message: string): Answer {
  return refusal(401, 'InvalidAuthenticationToken', message);
}

function readQuery({ pageSize }: GraphApiOptions, request: Request): ODataQuery {
  return {
    options: Object.fromEntries(new URLSearchParams(request.url.split('?')[1] ?? '')),
    eventual: request.get('consistencylevel')?.toLowerCase() === 'eventual',
    url: `http://${request.get('host')}${request.path}`,
    pageSize,
  };
}

function send({ clock }: GraphApiOptions, response: Response, answer: Answer): void {
  const requestId = randomUUID();
  response.status(answer.status).set({ 'request-id': requestId, 'client-request-id': requestId });
  if (answer.status === 401)
    response.set('WWW-Authenticate', 'Bearer realm="", authorization_uri="/authorize"');
  const error = answer.body?.['error'];
  const innerError = {
    date: instant(clock.now()).slice(0, 19),
    'request-id': requestId,
    'client-request-id': requestId,
  };
  if (!answer.body) response.end();
  else response.json(error ? { error: { ...error, innerError } } : answer.body);
}
