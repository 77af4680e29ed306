import { setTimeout as wait } from 'node:timers/promises';
import {
  Client,
  type Context,
  type Middleware,
  type MiddlewareOptions,
} from '@microsoft/microsoft-graph-client';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { HeldToken } from '../../held-token.ts';
import type { Fetch } from '../../http.ts';

/**
 * What ended a call without an answer. The client library wraps every thrown value in an error of its own that keeps
 * neither it nor its cause; this travels with the call instead.
 */
export class CallFailure implements MiddlewareOptions {
  error: unknown;
}

export interface TransportOptions {
  graphUrl: string;
  backoffMs: number;
  token: HeldToken;
  fetch: Fetch;
}

/**
 * The client library on our own chain. The library's would send no Authorization over plain http, and would repeat
 * POST, PATCH and DELETE after a 503 or 504, which may have taken effect.
 */
export function graphClient({ graphUrl, backoffMs, token, fetch }: TransportOptions): Client {
  return Client.initWithMiddleware({
    baseUrl: `${graphUrl}/`,
    middleware: [new FailureKeeper(), new ReadRetry(backoffMs), new Authorization(token), new Send(fetch)],
  });
}

abstract class Link implements Middleware {
  #next: Middleware | undefined;

  abstract execute(context: Context): Promise<void>;

  setNext(next: Middleware): void {
    this.#next = next;
  }

  protected async passOn(context: Context): Promise<void> {
    await this.#next?.execute(context);
  }
}

class FailureKeeper extends Link {
  async execute(context: Context): Promise<void> {
    try {
      await this.passOn(context);
    } catch (error) {
      const failure = context.middlewareControl?.getMiddlewareOptions(CallFailure);
      if (failure instanceof CallFailure) failure.error = error;
      throw error;
    }
  }
}

const RETRIED = new Set([429, 503, 504]);
const MAX_RETRIES = 3;
/** Longer than this, the caller is told how long instead. */
const MAX_WAIT_MS = 15 * SECOND_MS;

/** Repeats reads that were throttled or found nobody in. A write is never repeated here: it may have taken effect. */
class ReadRetry extends Link {
  readonly #backoffMs: number;

  constructor(backoffMs: number) {
    super();
    this.#backoffMs = backoffMs;
  }

  async execute(context: Context): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const waitMs = await this.#attempt(context, attempt);
      if (waitMs === undefined) return;
      await wait(waitMs, undefined, signalOf(context));
    }
  }

  /** How long to wait before the next attempt; undefined when this one stands. */
  async #attempt(context: Context, attempt: number): Promise<number | undefined> {
    const mayRetry = context.options?.method === 'GET' && attempt < MAX_RETRIES;
    const backoffMs = this.#backoffMs * 2 ** attempt * (1 + Math.random());
    try {
      await this.passOn(context);
    } catch (error) {
      if (!mayRetry || errorCode(error) !== 'unavailable') throw error;
      return backoffMs;
    }
    const { response } = context;
    if (!mayRetry || !response || !RETRIED.has(response.status)) return undefined;
    const askedMs = retryAfterMs(response.headers) ?? backoffMs;
    return askedMs <= MAX_WAIT_MS ? askedMs : undefined;
  }
}

function signalOf(context: Context): { signal?: AbortSignal } {
  const signal = context.options?.signal;
  return signal ? { signal } : {};
}

/** `Retry-After` is seconds at Graph; the standard also allows a date. */
export function retryAfterMs(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = Number(text);
  const waitMs = Number.isNaN(seconds) ? Date.parse(text) - Date.now() : seconds * SECOND_MS;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

/** Adds the tenant's token. One that Graph does not take any more is replaced once: a 401 is answered before anything is done. */
class Authorization extends Link {
  readonly #token: HeldToken;

  constructor(token: HeldToken) {
    super();
    this.#token = token;
  }

  async execute(context: Context): Promise<void> {
    const held = await this.#token.get();
    await this.#passOnWith(context, held);
    if (context.response?.status !== 401) return;
    this.#token.drop(held);
    await this.#passOnWith(context, await this.#token.get());
  }

  async #passOnWith(context: Context, token: string): Promise<void> {
    const headers = new Headers(context.options?.headers);
    headers.set('Authorization', `Bearer ${token}`);
    await this.passOn(Object.assign(context, { options: { ...context.options, headers } }));
  }
}

class Send extends Link {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    super();
    this.#fetch = fetch;
  }

  async execute(context: Context): Promise<void> {
    try {
      context.response = await this.#fetch(context.request, context.options);
    } catch (error) {
      if (error instanceof CountersignError || !context.options?.signal?.aborted) throw error;
      throw new CountersignError('timeout', 'the caller stopped waiting for Graph', {
        vendor: 'microsoft_graph',
        cause: error,
      });
    }
  }
}
