import type { Express, Request, Response } from 'express';
import { deleteActivity, replyToActivity, sendActivity, updateActivity } from './connector-activities.ts';
import { type ConnectorAnswer, type ConnectorCall, refuse } from './connector-calls.ts';
import { createConversation } from './connector-conversations.ts';
import { listMembers, pageOfMembers, readMember } from './connector-members.ts';
import type { Login } from './login.ts';
import type { RateLimit } from './rate-limit.ts';
import { splitConversationId, type TeamsState } from './state.ts';

export interface ConnectorOptions {
  state: TeamsState;
  login: Login;
  limit: RateLimit;
  /** Of the JSON of a request. */
  messageLimitBytes: number;
  serviceUrl: () => string;
}

type Operation = (call: ConnectorCall) => ConnectorAnswer;

/** Where the connector's calls begin, as in one of its regions. */
export const REGION = '/amer';

/** Adds the calls that a bot makes. Token, size and frequency are checked here, the rest by the operation itself. */
export function addConnector(app: Express, options: ConnectorOptions): void {
  const add = (method: 'get' | 'post' | 'put' | 'delete', path: string, operation: Operation) =>
    app[method](`${REGION}/v3/conversations${path}`, (request: Request, response: Response) =>
      send(response, admit(options, request) ?? operation(readCall(options, request))),
    );
  add('post', '', createConversation);
  add('post', '/:conversation/activities', sendActivity);
  add('post', '/:conversation/activities/:activity', replyToActivity);
  add('put', '/:conversation/activities/:activity', updateActivity);
  add('delete', '/:conversation/activities/:activity', deleteActivity);
  add('get', '/:conversation/members', listMembers);
  add('get', '/:conversation/pagedmembers', pageOfMembers);
  add('get', '/:conversation/members/:member', readMember);
  app.use((_request: Request, response: Response) =>
    send(response, refuse(404, 'NotFound', 'No HTTP resource was found that matches the request URI.')),
  );
}

/** The refusal of a call that goes no further. */
function admit(options: ConnectorOptions, request: Request): ConnectorAnswer | undefined {
  if (!options.login.accepts(request.get('authorization')))
    return refuse(401, 'Unauthorized', 'Authorization has been denied for this request.');
  if (Buffer.byteLength(JSON.stringify(request.body ?? {})) > options.messageLimitBytes)
    return refuse(413, 'MessageSizeTooBig', 'Message size too large.');
  const seconds = request.method === 'GET' ? 0 : options.limit.take(throttledBy(request));
  return seconds === 0
    ? undefined
    : { ...refuse(429, 'Throttled', 'Too many requests.'), retryAfterSeconds: seconds };
}

/** The conversation, with all its reply chains; of a new one, whom it is with. */
function throttledBy({ params, body }: Request): string {
  const named = params['conversation'];
  if (typeof named === 'string') return splitConversationId(named).id;
  const { members, channelData } = body as Record<string, unknown>;
  return `new ${JSON.stringify(members ?? channelData)}`;
}

function readCall({ state, serviceUrl }: ConnectorOptions, request: Request): ConnectorCall {
  return {
    state,
    serviceUrl: serviceUrl(),
    params: Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)])),
    query: Object.fromEntries(new URL(request.originalUrl, 'http://localhost').searchParams),
    body: (request.body ?? {}) as Record<string, unknown>,
  };
}

function send(response: Response, answer: ConnectorAnswer): void {
  response.status(answer.status);
  if ('code' in answer) {
    const { code, message, retryAfterSeconds } = answer;
    if (retryAfterSeconds) response.set('retry-after', String(retryAfterSeconds));
    response.json({ error: { code, message } });
  } else if (answer.body === undefined) response.end();
  else response.json(answer.body);
}
