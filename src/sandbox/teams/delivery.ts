import { setTimeout as pause } from 'node:timers/promises';
import type { Activity } from './activities.ts';
import type { TokenFlaw } from './tokens.ts';

/** What happened to one delivery. */
export interface Delivery {
  activity: Activity;
  /** A 2xx came. */
  acknowledged: boolean;
  /** None when it was held back, or when the bot is not told of such a thing. */
  attempts: readonly DeliveryAttempt[];
  /** Body of the last answer: parsed JSON, or text. */
  answer: unknown;
}

export interface DeliveryAttempt {
  /** HTTP status, or why there was none. */
  outcome: number | 'timeout' | 'unreachable';
  durationMs: number;
}

export interface Delivering {
  /** What is wrong with the token; nothing when absent. */
  flaw?: TokenFlaw;
  /** Replaces fields of the activity: a forgery, an old time, another service address. */
  change?: Readonly<Record<string, unknown>>;
  /** Delivers it so often at once, as after a lost acknowledgement. Once when absent. */
  copies?: number;
}

export interface Courier {
  /** Where the bot listens, without `/api/messages`; with several addresses (processes), deliveries take turns. */
  deliverTo(...appUrls: string[]): void;
  /** Everything delivered so far, in the order in which it was finished. */
  readonly deliveries: readonly Delivery[];
  /** Signs and delivers; again when there was no answer or a 5xx. Invokes are delivered once: a person is waiting. */
  deliver(activity: Activity, how?: Delivering): Promise<Delivery>;
  /** From now on deliveries are kept back: they resolve at once, without an attempt. */
  hold(): void;
  /** Delivers what was kept back one after the other, in this order or turned round, and keeps back no more. */
  release(order?: 'as_sent' | 'reversed'): Promise<readonly Delivery[]>;
  /** Resolves when nothing is under way any more; what is held back does not count. */
  settled(): Promise<void>;
  /** Drops what is under way. */
  close(): void;
}

export interface CourierOptions {
  token(flaw?: TokenFlaw): string | undefined;
  /** Waits before the second, third… attempt. */
  retryDelaysMs: readonly number[];
  /** The Bot Framework waits this long for an answer: fifteen seconds. */
  acknowledgeWithinMs: number;
}

/** What the bot was not told, or not yet. */
export function undelivered(activity: Activity): Delivery {
  return { activity, acknowledged: false, attempts: [], answer: undefined };
}

/** Signs and delivers, and delivers again what was not acknowledged. */
export function createCourier(options: CourierOptions): Courier {
  let appUrls: string[] = [];
  let turn = 0;
  let held: (() => Promise<Delivery>)[] | undefined;
  const deliveries: Delivery[] = [];
  const stopped = new AbortController();
  const underWay = new Set<Promise<unknown>>();

  const attempt = (activity: Activity, flaw?: TokenFlaw) => {
    turn += 1;
    const appUrl = appUrls[turn % Math.max(1, appUrls.length)];
    return appUrl
      ? post(`${appUrl}/api/messages`, activity, {
          token: options.token(flaw),
          signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(options.acknowledgeWithinMs)]),
        })
      : Promise.resolve({ outcome: 'unreachable' as const, durationMs: 0, answer: undefined });
  };
  const deliverOnce = async (activity: Activity, flaw?: TokenFlaw): Promise<Delivery> => {
    const attempts: DeliveryAttempt[] = [];
    let answer: unknown;
    for (const delayMs of [0, ...(activity.type === 'invoke' ? [] : options.retryDelaysMs)]) {
      if (delayMs > 0) await pause(delayMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) break;
      const made = await attempt(activity, flaw);
      attempts.push({ outcome: made.outcome, durationMs: made.durationMs });
      answer = made.answer;
      if (isFinal(made)) break;
    }
    const delivery = { activity, acknowledged: isAcknowledged(attempts.at(-1)), attempts, answer };
    deliveries.push(delivery);
    return delivery;
  };
  const deliver = async (activity: Activity, how: Delivering): Promise<Delivery> => {
    const copies = Array.from({ length: how.copies ?? 1 }, () => deliverOnce(activity, how.flaw));
    const [first = undelivered(activity)] = await Promise.all(copies);
    return first;
  };
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };

  return {
    deliveries,
    deliverTo: (...urls) => {
      appUrls = urls;
    },
    async deliver(activity, how = {}) {
      const sent = { ...activity, ...how.change } as Activity;
      if (!held) return track(deliver(sent, how));
      held.push(() => track(deliver(sent, how)));
      return undelivered(sent);
    },
    hold: () => {
      held ??= [];
    },
    async release(order = 'as_sent') {
      const kept = held ?? [];
      held = undefined;
      const made: Delivery[] = [];
      for (const send of order === 'reversed' ? kept.toReversed() : kept) made.push(await send());
      return made;
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () => stopped.abort(),
  };
}

interface Answer extends DeliveryAttempt {
  answer: unknown;
}

async function post(
  url: string,
  activity: Activity,
  { token, signal }: { token: string | undefined; signal: AbortSignal },
): Promise<Answer> {
  const startedAt = performance.now();
  const since = () => performance.now() - startedAt;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: headersOf(activity, token),
      body: JSON.stringify(activity),
      signal,
    });
    const answer = parse(await response.text());
    return { outcome: response.status, durationMs: since(), answer };
  } catch (error) {
    const outcome = error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable';
    return { outcome, durationMs: since(), answer: undefined };
  }
}

/** Teams names the conversation and the tenant in headers too. */
function headersOf(activity: Activity, token: string | undefined): Record<string, string> {
  const { conversation } = activity as { conversation?: { id?: string; tenantId?: string } };
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
    'x-ms-conversation-id': conversation?.id ?? '',
    'x-ms-tenant-id': conversation?.tenantId ?? '',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}

function isAcknowledged(attempt: DeliveryAttempt | undefined): boolean {
  return typeof attempt?.outcome === 'number' && attempt.outcome >= 200 && attempt.outcome < 300;
}

/** What the bot refused with a 4xx does not come again. */
function isFinal({ outcome }: DeliveryAttempt): boolean {
  return typeof outcome === 'number' && outcome < 500;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
