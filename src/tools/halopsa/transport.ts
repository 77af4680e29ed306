import ky, { type KyInstance } from 'ky';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { errorCode } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type Fetch, type ObservedCall, vendorFetch } from '../../http.ts';
import { createQuietPeriod } from '../quiet-period.ts';
import { readRetries } from '../read-retries.ts';
import { holdHaloToken } from './access-token.ts';
import { ended, failureOf } from './failures.ts';
import type { HaloPsaSettings } from './settings.ts';

const TIMEOUT_MS = 20 * SECOND_MS;
const READ_RETRIES = 2;
/** A longer wait is not sat out here: the caller is told and comes back. */
const MAX_WAIT_MS = 10 * SECOND_MS;

export interface Call {
  method: 'get' | 'post';
  /** Below `api/`: `Tickets/2818`. */
  path: string;
  query?: Record<string, string | number | boolean>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The REST API of one Halo instance, signed in. Throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON; undefined when it has no body. */
  send(call: Call): Promise<unknown>;
}

export interface TransportOptions {
  settings: HaloPsaSettings;
  clock: Clock;
  allowLoopback: boolean;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Reads are repeated after 429 (as long as Halo asked for, where it says) and 5xx; writes are sent once. */
export function createTransport(options: TransportOptions): Transport {
  const hosts = new Set([new URL(options.settings.baseUrl).host]);
  const client = createClient(
    options,
    createFetch(options, (host) => hosts.has(host)),
  );
  const token = holdHaloToken({
    ...options,
    // Asking for a token changes nothing, so that it may be asked again; the address is whole already.
    client: client.extend({ prefix: '', retry: { methods: ['get', 'post'] } }),
    onAuthority: ({ authUrl }) => void hosts.add(new URL(authUrl).host),
  });

  const unlessQuiet = createQuietPeriod({ clock: options.clock, vendor: 'halopsa' });

  async function attempt({ method, path, query, body, signal }: Call, bearer: string): Promise<unknown> {
    try {
      const response = await client(`api/${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
        ...(query && { searchParams: query }),
        ...(body !== undefined && { json: body }),
        ...(signal && { signal }),
      });
      const text = await response.text();
      return text ? (JSON.parse(text) as unknown) : undefined;
    } catch (error) {
      throw failureOf(error, signal);
    }
  }

  return {
    async send(call) {
      const held = await unlessEnded(token.get(), call.signal);
      try {
        return await unlessQuiet(() => attempt(call, held));
      } catch (error) {
        // Answered before anything was done: a write, too, may go out again with a new token.
        if (errorCode(error) !== 'unauthenticated') throw error;
        token.drop(held);
        const fresh = await unlessEnded(token.get(), call.signal);
        return await unlessQuiet(() => attempt(call, fresh));
      }
    },
  };
}

/** The token is for all callers; each of them may stop waiting for it. */
async function unlessEnded<T>(awaited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return awaited;
  const gone = Promise.withResolvers<never>();
  const give = () => gone.reject(ended(signal.reason));
  if (signal.aborted) give();
  signal.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([awaited, gone.promise]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}

function createFetch(
  { exchangeLog, observe }: TransportOptions,
  isAllowed: (host: string) => boolean,
): Fetch {
  return vendorFetch({
    vendor: 'halopsa',
    contract: contractOf,
    allowedHosts: isAllowed,
    timeoutMs: TIMEOUT_MS,
    exchangeLog,
    observe,
  });
}

function createClient({ settings }: TransportOptions, fetch: Fetch): KyInstance {
  return ky.create({
    prefix: settings.baseUrl,
    fetch,
    timeout: false,
    retry: readRetries({ limit: READ_RETRIES, maxWaitMs: MAX_WAIT_MS }),
  });
}

/** The vendor's description as we have it: without sign-in, outcomes, ticket types and approvals. */
function contractOf({ pathname }: URL): string | undefined {
  return /^\/api\/(?:Tickets|Actions|Users|Client|Agent|Status)(?:\/|$)/i.test(pathname)
    ? 'halopsa'
    : undefined;
}
