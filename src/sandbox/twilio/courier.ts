import { randomUUID } from 'node:crypto';
import { signRequest, withBodyDigest } from './signature.ts';
import { overridesIn, type WebhookOverrides, withoutFragment } from './webhook-url.ts';

/** What can be wrong with a request that claims to come from Twilio. */
export type WebhookFlaw =
  | 'unsigned'
  /** Of the right length, by another auth token. */
  | 'wrong_signature'
  /** Signed as it was, then a parameter was changed on the way. */
  | 'tampered'
  /** Signed for another address. */
  | 'other_url'
  /** A JSON body with `bodySHA256`, signed as Twilio signs such. */
  | 'json';

/** How a webhook is delivered. */
export interface Delivering {
  /** What is wrong with it; nothing when absent. */
  flaw?: WebhookFlaw;
  /** Replaces or adds parameters before signing; Twilio adds new ones without notice. */
  change?: Readonly<Record<string, string>>;
  /** Delivers it so often at once, as after a lost answer. Once when absent. */
  copies?: number;
}

/** A request as it left, with everything that is needed to send it again. */
export interface WebhookRequest {
  method: 'GET' | 'POST';
  /** The address that was signed: the public one, with its query, without the fragment. */
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Undefined for GET. */
  body: string | undefined;
}

/** What happened to one webhook. */
export interface WebhookDelivery {
  request: WebhookRequest;
  parameters: Readonly<Record<string, string>>;
  attempts: readonly WebhookAttempt[];
  /** Of the last attempt; undefined when there was no answer. */
  answer?: WebhookAnswer;
}

export interface WebhookAttempt {
  /** HTTP status, or why there was none. */
  outcome: number | 'timeout' | 'unreachable';
  durationMs: number;
}

export interface WebhookAnswer {
  status: number;
  /** In small letters, without parameters; empty when there is none. */
  contentType: string;
  text: string;
}

/** A webhook that is to be called. */
export interface Webhook {
  method: 'GET' | 'POST';
  /** With query and fragment as configured. */
  url: string;
  parameters: Readonly<Record<string, string>>;
}

export interface Courier {
  /** Requests to addresses that begin with this origin go to these instead, in turns. */
  route(publicOrigin: string, reachedAt: readonly string[]): void;
  /** Signs and delivers, and again when there was no connection or the address's overrides say so. */
  deliver(webhook: Webhook, how?: Delivering): Promise<WebhookDelivery>;
  /** Sends a request again exactly as it was. */
  replay(request: WebhookRequest): Promise<WebhookDelivery>;
  readonly deliveries: readonly WebhookDelivery[];
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Drops what is under way. */
  close(): void;
}

export interface CourierOptions {
  authToken: string;
  /** For the whole webhook, retries included. */
  answerWithinMs: number;
}

/** Signs and delivers webhooks as Twilio does. */
export function createCourier(options: CourierOptions): Courier {
  const routes = new Map<string, { to: readonly string[]; turn: number }>();
  const deliveries: WebhookDelivery[] = [];
  const underWay = new Set<Promise<unknown>>();
  const stopped = new AbortController();

  const addressOf = (url: string) => {
    const { origin } = new URL(url);
    const route = routes.get(origin);
    if (!route || route.to.length === 0) return url;
    route.turn += 1;
    return `${route.to[route.turn % route.to.length] ?? origin}${url.slice(origin.length)}`;
  };
  const send = async (
    request: WebhookRequest,
    parameters: Readonly<Record<string, string>>,
    overrides: WebhookOverrides,
  ): Promise<WebhookDelivery> => {
    const endsAt = performance.now() + Math.min(overrides.totalMs, options.answerWithinMs);
    const attempts: WebhookAttempt[] = [];
    let answer: WebhookAnswer | undefined;
    do {
      const timeoutMs = Math.max(1, Math.min(overrides.readMs, endsAt - performance.now()));
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(Math.ceil(timeoutMs))]);
      const made = await attempt(addressOf(request.url), request, signal);
      attempts.push(made.attempt);
      answer = made.answer;
    } while (
      attempts.length <= overrides.retries &&
      overrides.retryWhen(attempts.at(-1)?.outcome ?? 0) &&
      performance.now() < endsAt &&
      !stopped.signal.aborted
    );
    const delivery = { request, parameters, attempts, ...(answer ? { answer } : {}) };
    deliveries.push(delivery);
    return delivery;
  };
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };

  return {
    route: (publicOrigin, reachedAt) => void routes.set(publicOrigin, { to: reachedAt, turn: -1 }),
    async deliver(webhook, how = {}) {
      const parameters = { ...webhook.parameters, ...how.change };
      const request = prepareRequest({ ...webhook, parameters }, options.authToken, how.flaw);
      const overrides = overridesIn(webhook.url);
      const copies = Array.from({ length: how.copies ?? 1 }, () =>
        track(send(request, parameters, overrides)),
      );
      const [first] = await Promise.all(copies);
      return first ?? { request, parameters, attempts: [] };
    },
    replay: (request) => track(send(request, {}, overridesIn(request.url))),
    deliveries,
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () => stopped.abort(),
  };
}

/** The request of a webhook; a second delivery of it has the same idempotency token. */
function prepareRequest(
  { method, url, parameters }: Webhook,
  authToken: string,
  flaw: WebhookFlaw | undefined,
): WebhookRequest {
  const form = new URLSearchParams(parameters).toString();
  const address = withoutFragment(url);
  const headers = { ...HEADERS, 'i-twilio-idempotency-token': randomUUID() };
  if (flaw === 'json') return jsonRequest(address, JSON.stringify(parameters), { authToken, headers });
  const full = method === 'GET' ? withQuery(address, form) : address;
  const signature = signatureOf(full, method === 'GET' ? {} : parameters, authToken, flaw);
  return {
    method,
    url: full,
    headers: {
      ...headers,
      ...(method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      ...(signature === undefined ? {} : { 'x-twilio-signature': signature }),
    },
    body: method === 'GET' ? undefined : flaw === 'tampered' ? tamperedForm(parameters) : form,
  };
}

const HEADERS = { accept: '*/*', 'user-agent': 'TwilioProxy/1.1', 'x-home-region': 'us1' };

function jsonRequest(
  address: string,
  body: string,
  { authToken, headers }: { authToken: string; headers: Readonly<Record<string, string>> },
): WebhookRequest {
  const url = withBodyDigest(address, body);
  return {
    method: 'POST',
    url,
    headers: {
      ...headers,
      'content-type': 'application/json',
      'x-twilio-signature': signRequest(authToken, url),
    },
    body,
  };
}

function signatureOf(
  url: string,
  parameters: Readonly<Record<string, string>>,
  authToken: string,
  flaw: WebhookFlaw | undefined,
): string | undefined {
  if (flaw === 'unsigned') return undefined;
  if (flaw === 'wrong_signature') return signRequest(`${authToken}-of-another-account`, url, parameters);
  const { origin } = new URL(url);
  if (flaw === 'other_url')
    return signRequest(authToken, url.replace(origin, 'https://elsewhere.example'), parameters);
  return signRequest(authToken, url, parameters);
}

/** Another caller, or another first field where there is none. */
function tamperedForm(parameters: Readonly<Record<string, string>>): string {
  const field = 'From' in parameters ? 'From' : (Object.keys(parameters)[0] ?? 'From');
  return new URLSearchParams({ ...parameters, [field]: '+15555559999' }).toString();
}

function withQuery(url: string, form: string): string {
  return form === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${form}`;
}

async function attempt(
  address: string,
  { method, headers, body }: WebhookRequest,
  signal: AbortSignal,
): Promise<{ attempt: WebhookAttempt; answer?: WebhookAnswer }> {
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  try {
    const response = await fetch(address, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const answer = {
      status: response.status,
      contentType: (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
      text: await response.text(),
    };
    return { attempt: { outcome: response.status, durationMs: since() }, answer };
  } catch (error) {
    const outcome = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    return { attempt: { outcome, durationMs: since() } };
  }
}
