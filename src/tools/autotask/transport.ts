import ky, { HTTPError, type KyInstance } from 'ky';
import PQueue from 'p-queue';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import { retryAfter } from '../../http-failures.ts';
import { failureOf, isRateLimit } from './failures.ts';
import { type AutotaskSettings, isAllowedAddress } from './settings.ts';
import type { Zone, ZoneFinder } from './zone.ts';

const TIMEOUT_MS = 20 * SECOND_MS;
const READ_RETRIES = 2;
/** A longer wait is not sat out here: the caller is told and comes back. */
const MAX_WAIT_MS = 10 * SECOND_MS;

/** One call. A query is a read, though it is posted. */
export interface Call {
  kind: 'read' | 'write';
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Below the zone's base: `Tickets/351181/Notes`. */
  path: string;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The REST API of one Autotask database. Throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON; undefined when it has no body. */
  send(call: Call): Promise<unknown>;
}

export interface TransportOptions {
  settings: AutotaskSettings;
  zones: ZoneFinder;
  allowLoopback: boolean;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/**
 * Reads are repeated after 429 (as long as Autotask asked for), too many calls at once and a gateway's 502 to 504; never
 * after 500, which is how Autotask refuses. Writes are sent once.
 */
export function createTransport(options: TransportOptions): Transport {
  const { settings, zones } = options;
  const client = createClient(options);
  const queueFor = createEndpointQueues(settings.parallelCalls);

  async function sendTo(zone: Zone, call: Call): Promise<unknown> {
    try {
      const response = await client(`${zone.apiUrl}${call.path}`, {
        method: call.method,
        headers: credentials(settings),
        ...(call.body === undefined ? {} : { json: call.body }),
        ...(call.signal && { signal: call.signal }),
        ...(call.kind === 'write' && { retry: 0 }),
      });
      const text = await response.text();
      return text ? (JSON.parse(text) as unknown) : undefined;
    } catch (error) {
      throw failureOf(error, call.signal);
    }
  }

  /** A 401 took no effect, so that the same call, a write too, may go to the zone that the database was moved to. */
  async function sendWherever(call: Call): Promise<unknown> {
    const zone = await zones.current();
    try {
      return await sendTo(zone, call);
    } catch (error) {
      if (errorCode(error) !== 'unauthenticated') throw error;
      const moved = await zones.movedFrom(zone).catch(() => undefined);
      if (!moved) throw error;
      return sendTo(moved, call);
    }
  }

  return {
    async send(call) {
      try {
        const limits = call.signal ? { signal: call.signal } : {};
        return await queueFor(call.path).add(() => sendWherever(call), limits);
      } catch (error) {
        throw failureOf(error, call.signal);
      }
    },
  };
}

/**
 * Autotask refuses a fourth call at once to one endpoint by one integration code. Whether it counts a ticket's notes
 * under tickets or under notes it does not say, so that all that begins with Ticket shares one queue.
 */
function createEndpointQueues(concurrency: number): (path: string) => PQueue {
  const queues = new Map<string, PQueue>();
  return (path) => {
    const [entity = ''] = path.split('/');
    const endpoint = entity.startsWith('Ticket') ? 'Tickets' : entity;
    const queue = queues.get(endpoint) ?? new PQueue({ concurrency });
    queues.set(endpoint, queue);
    return queue;
  };
}

function createClient({ settings, allowLoopback, exchangeLog, observe }: TransportOptions): KyInstance {
  return ky.create({
    fetch: vendorFetch({
      vendor: 'autotask',
      contract: contractOf,
      // The zone's address was checked when it was found; this holds whatever else comes by.
      allowedHosts: (host) => ['https', 'http'].some((scheme) => isAllowed(`${scheme}://${host}`)),
      timeoutMs: TIMEOUT_MS,
      exchangeLog,
      observe,
    }),
    timeout: false,
    retry: {
      limit: READ_RETRIES,
      methods: ['get', 'post'],
      statusCodes: [429, 502, 503, 504],
      afterStatusCodes: [429, 503],
      shouldRetry: ({ error }) => shouldRetry(error),
    },
  });

  function isAllowed(address: string): boolean {
    return isAllowedAddress(address, settings, allowLoopback);
  }
}

/** Undefined leaves it to the statuses above. */
function shouldRetry(error: Error): boolean | undefined {
  if (error instanceof CountersignError) return error.code === 'unavailable';
  if (!(error instanceof HTTPError)) return undefined;
  if ((retryAfter(error.response.headers) ?? 0) > MAX_WAIT_MS) return false;
  // Too many calls at once may come with any status; it passes by itself.
  return isRateLimit(error) && error.response.status !== 429 ? true : undefined;
}

function credentials({ username, secret, integrationCode }: AutotaskSettings): Record<string, string> {
  return { ApiIntegrationCode: integrationCode, UserName: username, Secret: secret };
}

/** The published contract as we have it: without fields of notes, resources and webhooks, and without webhooks of notes. */
function contractOf({ pathname }: URL): string | undefined {
  const path = /^\/ATServicesRest\/V1\.0\/(.+)$/i.exec(pathname)?.[1];
  return path !== undefined && IN_CONTRACT.test(path) ? 'autotask' : undefined;
}

const IN_CONTRACT =
  /^(?:Tickets(?:\/(?:\d+(?:\/Notes)?|query|entityInformation\/fields))?|(?:TicketNotes|Contacts|Resources)\/(?:\d+|query)|ThresholdInformation|TicketWebhooks(?:\/(?:\d+|query))?)$/;
