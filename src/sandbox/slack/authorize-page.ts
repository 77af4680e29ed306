import { randomBytes } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { AppCredentials } from './account-methods.ts';
import type { SlackState } from './state.ts';

/**
 * The page on which an admin of a workspace lets the app in: `/oauth/v2/authorize`, as in Slack. With `team` and
 * `allow` in the query (what the page's own links carry) it sends the browser back with a code, or with the refusal.
 */
export function addAuthorizePage(app: Express, state: SlackState, credentials: AppCredentials): void {
  app.get('/oauth/v2/authorize', (request: Request, response: Response) => {
    const query = Object.fromEntries(new URL(request.originalUrl, 'http://localhost').searchParams) as Record<
      string,
      string | undefined
    >;
    if (query['client_id'] !== credentials.clientId || !query['redirect_uri']) {
      response.status(400).send('Invalid client_id or redirect_uri');
      return;
    }
    const workspace = state.workspaces.get(query['team'] ?? '');
    if (!workspace || !query['allow']) response.type('html').send(choosePage(state, request.originalUrl));
    else response.redirect(backToApp(state, query, workspace.id));
  });
}

function backToApp(state: SlackState, query: Record<string, string | undefined>, teamId: string): string {
  const redirectUri = query['redirect_uri'] ?? '';
  const back = new URL(redirectUri);
  if (query['state']) back.searchParams.set('state', query['state']);
  if (query['allow'] !== 'yes') {
    back.searchParams.set('error', 'access_denied');
    return back.href;
  }
  const code = randomBytes(12).toString('hex');
  const installer = [...state.users.values()].find((user) => user.teamId === teamId && !user.bot);
  state.codes.set(code, {
    teamId,
    userId: installer?.id ?? 'U0ADMIN',
    scopes: (query['scope'] ?? '').split(',').filter(Boolean),
    redirectUri,
    used: false,
  });
  back.searchParams.set('code', code);
  return back.href;
}

function choosePage(state: SlackState, address: string): string {
  const link = (teamId: string, allow: string) =>
    `${address}&team=${encodeURIComponent(teamId)}&allow=${allow}`
      .replaceAll('&', '&amp;')
      .replaceAll('"', '%22');
  const rows = [...state.workspaces.values()].map(
    ({ id, name }) =>
      `<li>${name}: <a href="${link(id, 'yes')}">Allow</a> or <a href="${link(id, 'no')}">Cancel</a></li>`,
  );
  return `<!doctype html><title>Simulated Slack</title><h1>Countersign wants to join a workspace</h1><ul>${rows.join('')}</ul>`;
}
