import { createHmac } from 'node:crypto';
import { SECOND_MS } from '../../clock.ts';
import type { SocketEnvelope, SocketMode } from './socket-mode.ts';

export type DeliveryPath = '/slack/events' | '/slack/interactions' | '/slack/commands';

/** What happened to one delivery. */
export interface Delivery {
  acknowledged: boolean;
  attempts: readonly DeliveryAttempt[];
  /** Body of the answer that acknowledged it: parsed JSON, or text. */
  answer: unknown;
}

export interface DeliveryAttempt {
  /** HTTP status, or why there was none. */
  outcome: number | 'timeout' | 'unreachable';
  durationMs: number;
}

export interface Delivering {
  /** Signed with this instead of the app's secret: a forgery. `null` sends no signature at all. */
  signedWith?: string | null;
  /** How long ago it says it was sent. */
  ageMs?: number;
  headers?: Readonly<Record<string, string>>;
}

export interface Courier {
  /** Where the app listens; with several addresses (processes), deliveries take turns. */
  deliverTo(...appUrls: string[]): void;
  /** Delivers an event as Slack does: again, with retry headers, until it is acknowledged or given up. */
  event(payload: unknown, how?: Delivering): Promise<Delivery>;
  /** Delivers an interaction or a command: once. */
  form(path: DeliveryPath, fields: Readonly<Record<string, string>>, how?: Delivering): Promise<Delivery>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Drops what is under way. */
  close(): void;
}

export interface CourierOptions {
  signingSecret: string;
  /** Waits before the second, third and fourth attempt. */
  retryDelaysMs: readonly number[];
  /** Slack waits this long for an answer: three seconds. */
  acknowledgeWithinMs: number;
  /** Used instead of HTTP while the app is connected to it. */
  socket: SocketMode;
}

/** Signs and delivers, and delivers again what was not acknowledged. */
export function createCourier(options: CourierOptions): Courier {
  const { signingSecret, retryDelaysMs, socket, acknowledgeWithinMs } = options;
  let appUrls: string[] = [];
  let turn = 0;
  const stopped = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  const attempt = async (
    path: DeliveryPath,
    body: string,
    headers: Record<string, string>,
    how: Delivering,
  ) => {
    if (socket.connected) return sendOverSocket(options, path, body, headers);
    turn += 1;
    const appUrl = appUrls[turn % Math.max(1, appUrls.length)];
    if (!appUrl) return { outcome: 'unreachable' as const, durationMs: 0, answer: undefined };
    return post(`${appUrl}${path}`, body, {
      headers: { ...headers, ...signatureHeaders(signingSecret, body, how), ...how.headers },
      signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(acknowledgeWithinMs)]),
    });
  };
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };

  const deliverEvent = async (payload: unknown, how: Delivering): Promise<Delivery> => {
    const attempts: DeliveryAttempt[] = [];
    let retryHeaders: Record<string, string> = {};
    for (const delayMs of [0, ...retryDelaysMs]) {
      if (delayMs > 0) await pause(delayMs, stopped.signal);
      if (stopped.signal.aborted) break;
      const { answer, ...made } = await attempt(
        '/slack/events',
        JSON.stringify(payload),
        { 'content-type': 'application/json', ...retryHeaders },
        how,
      );
      attempts.push(made);
      if (isAcknowledged(made)) return { acknowledged: true, attempts, answer };
      retryHeaders = {
        'x-slack-retry-num': String(attempts.length),
        'x-slack-retry-reason': made.outcome === 'timeout' ? 'http_timeout' : 'http_error',
      };
    }
    return { acknowledged: false, attempts, answer: undefined };
  };

  const deliverForm = async (
    path: DeliveryPath,
    fields: Readonly<Record<string, string>>,
    how: Delivering,
  ): Promise<Delivery> => {
    const { answer, ...made } = await attempt(
      path,
      new URLSearchParams(fields).toString(),
      { 'content-type': 'application/x-www-form-urlencoded' },
      how,
    );
    return { acknowledged: isAcknowledged(made), attempts: [made], answer };
  };

  return {
    deliverTo: (...urls) => {
      appUrls = urls;
    },
    event: (payload, how = {}) => track(deliverEvent(payload, how)),
    form: (path, fields, how = {}) => track(deliverForm(path, fields, how)),
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () => stopped.abort(),
  };
}

/** The headers by which the app knows Slack. The machine's clock: the app's check of the age uses it too. */
function signatureHeaders(secret: string, body: string, how: Delivering): Record<string, string> {
  if (how.signedWith === null) return {};
  const timestamp = Math.floor((Date.now() - (how.ageMs ?? 0)) / SECOND_MS);
  const digest = createHmac('sha256', how.signedWith ?? secret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${digest}` };
}

async function post(
  url: string,
  body: string,
  { headers, signal }: { headers: Record<string, string>; signal: AbortSignal },
): Promise<DeliveryAttempt & { answer: unknown }> {
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)', ...headers },
      body,
      signal,
    });
    const answer = parse(await response.text());
    return { outcome: response.status, durationMs: since(), answer };
  } catch (error) {
    const outcome = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    return { outcome, durationMs: since(), answer: undefined };
  }
}

const ENVELOPES: Readonly<Record<DeliveryPath, SocketEnvelope['type']>> = {
  '/slack/events': 'events_api',
  '/slack/interactions': 'interactive',
  '/slack/commands': 'slash_commands',
};

/** The same bodies, unwrapped and without a signature: the websocket itself is authenticated. */
async function sendOverSocket(
  { socket, acknowledgeWithinMs }: CourierOptions,
  path: DeliveryPath,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<DeliveryAttempt & { answer: unknown }> {
  const startedAt = performance.now();
  const fields = path === '/slack/events' ? undefined : Object.fromEntries(new URLSearchParams(body));
  const retry = headers['x-slack-retry-num'];
  const envelope: SocketEnvelope = {
    type: ENVELOPES[path],
    payload: fields?.['payload'] === undefined ? (fields ?? parse(body)) : parse(fields['payload']),
    ...(retry ? { retry_attempt: Number(retry) } : {}),
  };
  const acknowledged = await socket.send(envelope, acknowledgeWithinMs);
  return {
    outcome: acknowledged ? 200 : 'timeout',
    durationMs: performance.now() - startedAt,
    answer: acknowledged?.payload,
  };
}

function isAcknowledged({ outcome }: DeliveryAttempt): boolean {
  return typeof outcome === 'number' && outcome >= 200 && outcome < 300;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
