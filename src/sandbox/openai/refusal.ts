import type { ErrorRequestHandler, Response } from 'express';

export interface RefusalFacts {
  status: number;
  type: string;
  code: string | null;
  param?: string | null;
  headers?: Readonly<Record<string, string>>;
}

/** A request turned away, in the API's error shape. */
export class Refusal extends Error {
  readonly facts: RefusalFacts;

  constructor(message: string, facts: RefusalFacts) {
    super(message);
    this.facts = facts;
  }
}

/** HTTP 400 about one parameter, given as a path such as `tools[0].parameters`. */
export function badRequest(message: string, param: string | null, code: string | null = null): Refusal {
  return new Refusal(message, { status: 400, type: 'invalid_request_error', code, param });
}

/** Too many requests for now. */
export function rateLimited(retryAfterSeconds: number): Refusal {
  return new Refusal('Rate limit reached for requests. Please try again later.', {
    status: 429,
    type: 'requests',
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
}

/** No money left: waiting does not help. */
export function quotaSpent(): Refusal {
  return new Refusal('You exceeded your current quota, please check your plan and billing details.', {
    status: 429,
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  });
}

/** To be tried again at once: nobody here has anything to recover from. */
export function serverError(): Refusal {
  return new Refusal('The server had an error while processing your request. Sorry about that!', {
    status: 500,
    type: 'server_error',
    code: null,
    headers: { 'retry-after': '0' },
  });
}

/** An address that the API does not have. */
export function unknownUrl(method: string, path: string): Refusal {
  return new Refusal(`Invalid URL (${method} ${path})`, {
    status: 404,
    type: 'invalid_request_error',
    code: null,
  });
}

/** Last in the chain: a `Refusal` and a body that is no JSON in the API's shape; what is neither is a fault of ours, and a 500. */
export const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (error instanceof Refusal) return send(response, error);
  const isUnreadable = error instanceof SyntaxError;
  send(
    response,
    isUnreadable ? badRequest('We could not parse the JSON body of your request.', null) : serverError(),
  );
};

function send(response: Response, { message, facts }: Refusal): void {
  const { status, type, code, param = null, headers = {} } = facts;
  response.status(status).set(headers).json({ error: { message, type, param, code } });
}
