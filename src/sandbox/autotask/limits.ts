import type { Request, RequestHandler } from 'express';
import { type Clock, HOUR_MS } from '../../clock.ts';
import { Refusal, tooManyThreads } from './refusal.ts';

const THREADS = 3;

/** A fourth call at once to one endpoint by one integration code is refused, with 500 and words. */
export function threadLimit(): RequestHandler {
  const open = new Map<string, number>();
  return (request, response, next) => {
    const key = `${request.get('apiintegrationcode')} ${endpointOf(request)}`;
    const threads = open.get(key) ?? 0;
    if (threads >= THREADS) throw tooManyThreads();
    open.set(key, threads + 1);
    response.once('close', () => open.set(key, (open.get(key) ?? 1) - 1));
    next();
  };
}

/** The object that a path is about: children count as their parent. */
function endpointOf(request: Request): string {
  return request.path.split('/')[1]?.toLowerCase() ?? '';
}

/** Calls of everybody within the last hour, of which a database has no more than `most`. */
export function createHourlyLimit(clock: Clock, most: number) {
  const calls: number[] = [];
  const forgetOld = () => {
    const since = clock.now().getTime() - HOUR_MS;
    while (calls[0] !== undefined && calls[0] <= since) calls.shift();
  };
  const guard: RequestHandler = (_request, _response, next) => {
    forgetOld();
    if (calls.length >= most) throw new Refusal(429, 'The API request threshold has been exceeded.');
    calls.push(clock.now().getTime());
    next();
  };
  return {
    guard,
    /** `ThresholdInformation` */
    information: () => ({
      externalRequestThreshold: most,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: calls.length,
    }),
  };
}
