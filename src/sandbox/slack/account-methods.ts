import type { Express, Request, Response } from 'express';
import { presentUser } from './present.ts';
import { install, type SlackState } from './state.ts';
import { type Method, type MethodAnswer, type MethodCall, readInput, refuse } from './web-api.ts';

/** Methods about accounts. */
export const accountMethods: Readonly<Record<string, Method>> = {
  'auth.test': { required: [], scopes: [], run: authTest },
  'users.info': { required: ['user'], scopes: ['users:read'], run: userInfo },
  'users.lookupByEmail': { required: ['email'], scopes: ['users:read.email'], run: lookupByEmail },
};

export interface AppCredentials {
  clientId: string;
  clientSecret: string;
}

function authTest({ workspace, state }: MethodCall): MethodAnswer {
  return {
    ok: true,
    url: `https://${workspace.domain}.slack.com/`,
    team: workspace.name,
    team_id: workspace.id,
    user: 'countersign',
    user_id: workspace.install.botUserId,
    bot_id: workspace.install.botId,
    app_id: state.appId,
    is_enterprise_install: workspace.orgWide ?? false,
    ...(workspace.enterpriseId ? { enterprise_id: workspace.enterpriseId } : {}),
  };
}

/** People of connected workspaces are visible too, as strangers. */
function userInfo({ state, workspace, input }: MethodCall): MethodAnswer {
  const user = state.users.get(String(input['user']));
  if (!user) return refuse('user_not_found');
  const email = workspace.install.scopes.includes('users:read.email') && user.teamId === workspace.id;
  return { ok: true, user: presentUser(user, { email }) };
}

function lookupByEmail({ state, workspace, input }: MethodCall): MethodAnswer {
  const email = String(input['email']).toLowerCase();
  const user = [...state.users.values()].find(
    (one) => one.teamId === workspace.id && one.email.toLowerCase() === email && !one.deleted && !one.bot,
  );
  return user ? { ok: true, user: presentUser(user, { email: true }) } : refuse('users_not_found');
}

/** `oauth.v2.access` is called with the app's own secret instead of a token. */
export function addTokenExchange(app: Express, state: SlackState, credentials: AppCredentials): void {
  app.post('/api/oauth.v2.access', (request: Request, response: Response) => {
    response.json(exchangeCode(state, credentials, request));
  });
}

function exchangeCode(state: SlackState, credentials: AppCredentials, request: Request): MethodAnswer {
  const input = readInput(request);
  const basic = Buffer.from(/^Basic (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '', 'base64');
  const [basicId, basicSecret] = basic.toString().split(':');
  if ((input['client_id'] ?? basicId) !== credentials.clientId) return refuse('invalid_client_id');
  if ((input['client_secret'] ?? basicSecret) !== credentials.clientSecret)
    return refuse('bad_client_secret');
  const code = state.codes.get(String(input['code']));
  if (!code) return refuse('invalid_code');
  if (code.used) return refuse('code_already_used');
  if ((input['redirect_uri'] ?? '') !== code.redirectUri) return refuse('bad_redirect_uri');
  const workspace = state.workspaces.get(code.teamId);
  if (!workspace) return refuse('invalid_code');

  code.used = true;
  const installed = install(state, workspace, code.scopes);
  return {
    ok: true,
    access_token: installed.token,
    token_type: 'bot',
    scope: code.scopes.join(','),
    bot_user_id: installed.botUserId,
    app_id: state.appId,
    team: workspace.orgWide ? null : { id: workspace.id, name: workspace.name },
    enterprise: workspace.enterpriseId ? { id: workspace.enterpriseId, name: workspace.name } : null,
    is_enterprise_install: workspace.orgWide ?? false,
    authed_user: { id: code.userId },
  };
}
