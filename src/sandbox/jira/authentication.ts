import type { RequestHandler, Response } from 'express';
import type { AccountRecord } from './records.ts';
import { issueNotFound, refused, serviceRefused, unknownSite } from './refusal.ts';

/** What the integration signs in with: a token as it was made, one with scopes, and the site's id for the latter. */
export interface Credentials {
  email: string;
  apiToken: string;
  scopedApiToken: string;
  cloudId: string;
}

/**
 * Basic `email:token`. A token with scopes is taken at the gateway alone, any other at the site alone. Who is not known
 * is nobody: told so by one header, and answered as somebody who may see nothing.
 */
export function authentication(credentials: Credentials, account: AccountRecord): RequestHandler {
  return (request, response, next) => {
    const { cloudId } = request.params;
    if (cloudId !== undefined && cloudId !== credentials.cloudId)
      throw unknownSite(request.originalUrl, new Date());
    const token = cloudId === undefined ? credentials.apiToken : credentials.scopedApiToken;
    const expected = Buffer.from(`${credentials.email}:${token}`).toString('base64');
    if (request.headers.authorization === `Basic ${expected}`) {
      response.locals['account'] = account;
      next();
      return;
    }
    if (request.headers.authorization !== undefined)
      response.set('x-seraph-loginreason', 'AUTHENTICATED_FAILED');
    answerNobody(request.path, response);
  };
}

function answerNobody(path: string, response: Response): void {
  if (path.endsWith('/search/jql')) {
    response.json({ issues: [], isLast: true });
    return;
  }
  if (path.startsWith('/rest/api/3/issue/')) throw issueNotFound();
  if (path.startsWith('/rest/servicedeskapi/'))
    throw serviceRefused(401, 'sd.authentication.required', 'You need to be logged in.');
  throw refused(401, 'Client must be authenticated to access this resource.');
}
