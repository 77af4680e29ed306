import type { Express, Request, Response } from 'express';
import type { SlackState, SlackWorkspace } from './state.ts';

/** What a method answers. Slack's errors are HTTP 200 with `ok: false`; only rate limiting has a status of its own. */
export type MethodAnswer =
  | ({ ok: true } & Record<string, unknown>)
  | Refusal
  | { ok: false; rateLimitedForSeconds: number };

export type Refusal = { ok: false; error: string } & Record<string, unknown>;

export type MethodInput = Readonly<Record<string, unknown>>;

export interface MethodCall {
  state: SlackState;
  /** The workspace whose token was shown. */
  workspace: SlackWorkspace & { install: NonNullable<SlackWorkspace['install']> };
  input: MethodInput;
}

export interface Method {
  required: readonly string[];
  /** Any one of these scopes is enough; none needed when empty. */
  scopes: readonly string[];
  run(call: MethodCall): MethodAnswer;
}

/** Arguments that a form carries as JSON text. */
const JSON_ARGUMENTS = new Set(['blocks', 'view', 'metadata', 'attachments']);

/** Adds `/api/METHOD`: token, scopes and required arguments are checked here, the rest by the method itself. */
export function addWebApi(app: Express, state: SlackState, methods: Readonly<Record<string, Method>>): void {
  app.all('/api/:method', (request: Request, response: Response) => {
    const name = String(request.params['method']);
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    send(
      response,
      method ? callMethod(state, method, request) : refuse('unknown_method', { req_method: name }),
    );
  });
}

/** Slack's way of refusing: HTTP 200 with `ok: false`. */
export function refuse(error: string, more: Record<string, unknown> = {}): Refusal {
  return { ok: false, error, ...more };
}

/** Slack's way of saying which of several things is wrong. */
export function refuseWithMessages(error: string, messages: readonly string[]): Refusal {
  return refuse(error, { errors: messages, response_metadata: { messages } });
}

/** Arguments of a JSON body, a form, or a query, with what a form carries as text made into what it stands for. */
export function readInput(request: Request): MethodInput {
  const body = { ...request.query, ...(request.body as Record<string, unknown> | undefined) };
  if (request.is('json')) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, fromForm(name, value)]));
}

function fromForm(name: string, value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  if (!JSON_ARGUMENTS.has(name) || typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function callMethod(state: SlackState, method: Method, request: Request): MethodAnswer {
  const input = readInput(request);
  const workspace = authenticate(state, request, input);
  if (typeof workspace === 'string') return refuse(workspace);
  if (method.scopes.length > 0 && !method.scopes.some((scope) => workspace.install.scopes.includes(scope)))
    return refuse('missing_scope', {
      needed: method.scopes.join(','),
      provided: workspace.install.scopes.join(','),
    });
  const missing = method.required.filter((name) => input[name] === undefined || input[name] === '');
  if (missing.length > 0)
    return refuseWithMessages(
      'invalid_arguments',
      missing.map((name) => `[ERROR] missing required field: ${name}`),
    );
  return method.run({ state, workspace, input });
}

function authenticate(
  state: SlackState,
  request: Request,
  input: MethodInput,
): MethodCall['workspace'] | 'not_authed' | 'invalid_auth' | 'token_revoked' | 'account_inactive' {
  const header = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
  const token = header ?? (typeof input['token'] === 'string' ? input['token'] : undefined);
  if (!token) return 'not_authed';
  const dead = state.deadTokens.get(token);
  if (dead) return dead;
  for (const workspace of state.workspaces.values())
    if (workspace.install?.token === token) return workspace as MethodCall['workspace'];
  return 'invalid_auth';
}

function send(response: Response, answer: MethodAnswer): void {
  if ('rateLimitedForSeconds' in answer)
    response.status(429).set('retry-after', String(answer.rateLimitedForSeconds)).end();
  else response.json(answer);
}
