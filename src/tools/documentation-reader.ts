import ky, { type KyInstance } from 'ky';
import { type Clock, SECOND_MS } from '../clock.ts';
import type { CountersignError } from '../errors.ts';
import type { ExchangeLog } from '../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../http.ts';
import { createQuietPeriod } from './quiet-period.ts';
import { readRetries } from './read-retries.ts';

/*
 * The HTTP of documentation systems. A runbook is worth a short wait and no more: without one the agent goes on.
 */

const TIMEOUT_MS = 10 * SECOND_MS;
const RETRIES = { limit: 1, maxWaitMs: 5 * SECOND_MS, repeatsUntold: false };

/** What makes one documentation system different from another. */
export interface DocumentationSystem {
  /** Our name of it, which is its contract's too. */
  vendor: string;
  /** Of its API; what is read is below. */
  address: string;
  /** The key, and the kind of answer. */
  headers: Readonly<Record<string, string>>;
  /** Whatever went wrong on a call, as `CountersignError`; `signal` is the one that could end it. */
  failureOf: (error: unknown, signal?: AbortSignal) => CountersignError;
}

/** Time, and who watches. */
export interface ReaderDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** What is asked for in an address. */
export type Query = Record<string, string | number | boolean>;

/** One read of an API; nothing is ever written. */
export interface Read {
  /** Below the address of the API: `articles/310`. */
  path: string;
  query?: Query;
  signal?: AbortSignal | undefined;
}

/** Gives the answer's JSON. Throws `CountersignError`. */
export type Reader = (read: Read) => Promise<unknown>;

/** Reads are repeated once after 5xx and lost connections. After a 429 nothing is sent until the limit is over. */
export function createReader(system: DocumentationSystem, dependencies: ReaderDependencies): Reader {
  const { vendor, headers, failureOf } = system;
  const client = createClient(system, dependencies);
  const quiet = createQuietPeriod({ clock: dependencies.clock, vendor });
  return ({ path, query = {}, signal }) =>
    quiet(async () => {
      try {
        const text = await client(path, { searchParams: query, headers, ...(signal && { signal }) }).text();
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw failureOf(error, signal);
      }
    });
}

function createClient(
  { vendor, address }: DocumentationSystem,
  { exchangeLog, observe }: ReaderDependencies,
): KyInstance {
  return ky.create({
    prefix: address,
    fetch: vendorFetch({
      vendor,
      contract: vendor,
      allowedHosts: [new URL(address).host],
      timeoutMs: TIMEOUT_MS,
      exchangeLog,
      observe,
    }),
    timeout: false,
    retry: readRetries(RETRIES),
  });
}
