import type { RequestHandler } from 'express';
import { addMs, type Clock, MINUTE_MS } from '../../clock.ts';
import { Refusal } from './refusal.ts';

const WINDOW_MS = 5 * MINUTE_MS;

/** So many calls in five minutes; more are answered with 429, without a word about how long to wait. */
export function rateLimit({ most, clock }: { most: number; clock: Clock }): RequestHandler {
  const calledAt: Date[] = [];
  return (_request, _response, next) => {
    const now = clock.now();
    const from = addMs(now, -WINDOW_MS);
    while (calledAt[0] !== undefined && calledAt[0] <= from) calledAt.shift();
    if (calledAt.length >= most) throw new Refusal(429, 'Too many requests');
    calledAt.push(now);
    next();
  };
}
