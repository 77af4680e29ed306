import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { type Clock, MINUTE_MS } from '../../clock.ts';

const MEDIA_TYPE = 'application/vnd.api+json';
const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;

/** A call that IT Glue turns down, as a JSON:API error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly title: string;
  readonly detail: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }
}

/** The answer for an id that is nobody's, and for a path that is none. */
export function notFound(): Refusal {
  return new Refusal(404, 'Not Found', 'The requested resource was not found.');
}

/** Answers a refusal with its status and body. */
export const answerRefusal: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof Refusal) send(response.status(error.status), errorBody(error));
  else next(error);
};

function errorBody({ status, title, detail }: Refusal): object {
  return { errors: [{ status: String(status), title, detail }] };
}

function send(response: Response, body: object): void {
  response.type(MEDIA_TYPE).send(JSON.stringify(body));
}

/** The query with its brackets as they are written. */
export function queryOf(request: Request): URLSearchParams {
  return new URL(request.url, 'http://itglue').searchParams;
}

/** Answers with one page of the rows, and where there are more. */
export function answerList(request: Request, response: Response, rows: readonly object[]): void {
  const query = queryOf(request);
  const size = Math.min(wholeNumber(query, 'page[size]', DEFAULT_PAGE_SIZE), MAX_PAGE_SIZE);
  const page = wholeNumber(query, 'page[number]', 1);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  send(response, {
    data: rows.slice((page - 1) * size, page * size),
    meta: {
      'current-page': page,
      'next-page': page < pages ? page + 1 : null,
      'prev-page': page > 1 ? page - 1 : null,
      'total-pages': pages,
      'total-count': rows.length,
    },
    links: {},
  });
}

/** Answers with the row of the id in the path. Throws a 404. */
export function answerOne(request: Request, response: Response, rows: readonly { id: string }[]): void {
  const found = rows.find(({ id }) => id === request.params['id']);
  if (!found) throw notFound();
  send(response, { data: found });
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^[1-9]\d*$/.test(text)) throw new Refusal(422, 'Invalid page', `${name} is invalid`);
  return Number(text);
}

const PER_WINDOW = 3_000;
const WINDOW_MS = 5 * MINUTE_MS;

/**
 * 3,000 calls in five minutes, then 429 until the next five begin. The published contract has no 429, so that the answer
 * is marked as one that does not follow it; its words are ours.
 */
export function rateLimit(clock: Clock): RequestHandler {
  let window = 0;
  let calls = 0;
  return (_request, response, next) => {
    const present = Math.floor(clock.now().getTime() / WINDOW_MS);
    calls = present === window ? calls + 1 : 1;
    window = present;
    if (calls <= PER_WINDOW) return next();
    const refusal = new Refusal(429, 'Too Many Requests', 'The rate limit was exceeded.');
    return send(response.status(429).set('x-simulated-fault', 'true'), errorBody(refusal));
  };
}
