import type { Express, NextFunction, Request, Response } from 'express';
import type { ApiContext } from './api-context.ts';
import { authenticate } from './authentication.ts';
import { createCall, listCalls, listRecordings, readCall, updateCall } from './call-routes.ts';
import { createMessage, readMessage } from './message-routes.ts';
import { listNumbers, readNumber, updateNumber } from './number-routes.ts';
import { answerRefusal, notFound, Refusal } from './refusal.ts';
import { API_VERSION } from './wire-format.ts';

type Route = (context: ApiContext, request: Request) => object | Promise<object>;

/** Adds the calls that we make: forms go in, JSON comes out. */
export function addApi(app: Express, context: ApiContext): void {
  const root = `/${API_VERSION}/Accounts/:account`;
  const admit = createGate(context);
  const add = (method: 'get' | 'post', path: string, route: Route, status = 200) =>
    app[method](`${root}${path}`, async (request: Request, response: Response, next: NextFunction) => {
      try {
        admit(request);
        response.status(status).json(await route(contextFor(context, response), request));
      } catch (error) {
        next(error);
      }
    });
  add('post', '/Messages.json', createMessage, 201);
  add('get', '/Messages/:sid.json', readMessage);
  add('post', '/Calls.json', createCall, 201);
  add('get', '/Calls.json', listCalls);
  add('get', '/Calls/:sid.json', readCall);
  add('post', '/Calls/:sid.json', updateCall);
  add('get', '/Calls/:sid/Recordings.json', listRecordings);
  add('get', '/IncomingPhoneNumbers.json', listNumbers);
  add('get', '/IncomingPhoneNumbers/:sid.json', readNumber);
  add('post', '/IncomingPhoneNumbers/:sid.json', updateNumber);
  app.use((request: Request) => {
    authenticate(request, context.credentials);
    throw notFound(request.path);
  });
  app.use(answerRefusal);
}

/** Who calls, for which account, and how often. */
function createGate({ credentials, limit, state }: ApiContext): (request: Request) => void {
  let recent: number[] = [];
  return (request) => {
    authenticate(request, credentials);
    if (request.params['account'] !== credentials.accountSid) throw notFound(request.path);
    const now = state.clock.now().getTime();
    recent = [...recent.filter((at) => at > now - 1_000), now];
    if (limit.enabled && recent.length > limit.perSecond) throw new Refusal(429, 20429, 'Too Many Requests');
  };
}

/** What is to be done later waits for this answer. */
function contextFor(context: ApiContext, response: Response): ApiContext {
  return {
    ...context,
    later: (deed) =>
      context.later(() => new Promise<void>((resolve) => response.once('close', resolve)).then(deed)),
  };
}
