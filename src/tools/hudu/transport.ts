import ky, { HTTPError, type KyInstance } from 'ky';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import { retryAfter } from '../../http-failures.ts';
import { createQuietPeriod } from '../quiet-period.ts';
import { failureOf } from './failures.ts';
import type { HuduSettings } from './settings.ts';

const TIMEOUT_MS = 10 * SECOND_MS;
const RETRIES = 1;
/** A longer wait is not sat out here: the caller is told and goes on without. */
const MAX_WAIT_MS = 5 * SECOND_MS;
const PAGE_SIZE = 100;
/** Hudu's default, and the least that an endpoint gives that takes no notice of `page_size`. */
const SMALLEST_PAGE = 25;
/** Of one list. A search with more hits than these pages hold was for too common a word. */
const MAX_PAGES = 20;

export type Query = Record<string, string | number | boolean>;

/** One read of Hudu's API; nothing is ever written. */
export interface Call {
  /** Below `api/v1/`: `articles/310`. */
  path: string;
  query?: Query;
  signal?: AbortSignal | undefined;
}

/** The REST API of one Hudu. Every method throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON. */
  send(call: Call): Promise<unknown>;
  /** Every page of a list, to its end or 2,000 rows. `rowsOf` takes the rows out of a page. */
  sendForAll<Row extends { id: number }>(call: Call, rowsOf: (page: unknown) => Row[]): Promise<Row[]>;
}

export interface TransportOptions {
  settings: HuduSettings;
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Reads are repeated once after 5xx and lost connections. After a 429 nothing is sent until the limit is over. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, settings } = options;
  const client = createClient(options);
  const quiet = createQuietPeriod({ clock, vendor: 'hudu' });

  const send = ({ path, query = {}, signal }: Call): Promise<unknown> =>
    quiet(async () => {
      try {
        const text = await client(path, {
          searchParams: query,
          headers: { 'x-api-key': settings.apiKey, accept: 'application/json' },
          ...(signal && { signal }),
        }).text();
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw failureOf(error, { clock, signal });
      }
    });

  return {
    send,
    async sendForAll(call, rowsOf) {
      const rows = new Map<number, ReturnType<typeof rowsOf>[number]>();
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const query = { ...call.query, page, page_size: PAGE_SIZE };
        const found = rowsOf(await send({ ...call, query }));
        const known = rows.size;
        for (const row of found) rows.set(row.id, row);
        // Hudu gives no total: a short page is the last one, and so is one that only repeats what is known.
        if (found.length < SMALLEST_PAGE || rows.size === known) break;
      }
      return [...rows.values()];
    },
  };
}

function createClient({ settings, exchangeLog, observe }: TransportOptions): KyInstance {
  return ky.create({
    prefix: `${settings.baseUrl}/api/v1`,
    fetch: vendorFetch({
      vendor: 'hudu',
      contract: 'hudu',
      allowedHosts: [new URL(settings.baseUrl).host],
      timeoutMs: TIMEOUT_MS,
      exchangeLog,
      observe,
    }),
    timeout: false,
    retry: {
      limit: RETRIES,
      methods: ['get'],
      statusCodes: [429, 500, 502, 503, 504],
      afterStatusCodes: [429, 503],
      shouldRetry: ({ error }) => shouldRetry(error),
    },
  });
}

/** Undefined leaves it to the statuses above. */
function shouldRetry(error: Error): boolean | undefined {
  if (error instanceof CountersignError) return error.code === 'unavailable';
  if (!(error instanceof HTTPError)) return undefined;
  const waitMs = retryAfter(error.response.headers);
  if (error.response.status === 429) return waitMs !== undefined && waitMs <= MAX_WAIT_MS;
  return (waitMs ?? 0) > MAX_WAIT_MS ? false : undefined;
}
