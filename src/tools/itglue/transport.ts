import ky, { HTTPError, type KyInstance } from 'ky';
import { type Clock, SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import { retryAfter } from '../../http-failures.ts';
import { createQuietPeriod } from '../quiet-period.ts';
import { failureOf } from './failures.ts';
import { Page } from './schema.ts';
import { apiAddress, type ItGlueSettings } from './settings.ts';

const TIMEOUT_MS = 10 * SECOND_MS;
const RETRIES = 1;
/** A longer wait is not sat out here: the caller is told and goes on without. */
const MAX_WAIT_MS = 5 * SECOND_MS;
/** IT Glue allows 1,000, and is said to time out on them. */
const PAGE_SIZE = 200;
/** Of one list: 10,000 rows. */
const MAX_PAGES = 50;

export type Query = Record<string, string>;

/** One read of IT Glue's API; nothing is ever written. */
export interface Call {
  /** `organizations/4101/relationships/documents` */
  path: string;
  query?: Query;
  signal?: AbortSignal | undefined;
}

/** The JSON:API of one IT Glue account. Every method throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON. */
  send(call: Call): Promise<unknown>;
  /** The rows of every page of a list, to its end or 10,000 rows. */
  sendForAll(call: Call): Promise<unknown[]>;
}

export interface TransportOptions {
  settings: ItGlueSettings;
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Reads are repeated once after 5xx and lost connections. After a 429 nothing is sent until the limit is over. */
export function createTransport(options: TransportOptions): Transport {
  const { clock, settings } = options;
  const client = createClient(options);
  const quiet = createQuietPeriod({ clock, vendor: 'itglue' });

  const send = ({ path, query = {}, signal }: Call): Promise<unknown> =>
    quiet(async () => {
      try {
        const text = await client(path, {
          searchParams: query,
          headers: { 'x-api-key': settings.apiKey, accept: 'application/vnd.api+json' },
          ...(signal && { signal }),
        }).text();
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw failureOf(error, signal);
      }
    });

  return {
    send,
    async sendForAll(call) {
      const rows: unknown[] = [];
      let next: number | undefined = 1;
      // The page's number is followed, not the address in `links`: that may name another host.
      for (let read = 0; next !== undefined && read < MAX_PAGES; read += 1) {
        const paging: Query = { 'page[number]': String(next), 'page[size]': String(PAGE_SIZE) };
        const page = pageOf(await send({ ...call, query: { ...call.query, ...paging } }));
        rows.push(...page.rows);
        next = page.nextPage !== undefined && page.nextPage > next ? page.nextPage : undefined;
      }
      return rows;
    },
  };
}

/** A page's rows and the number of the next. Throws `unexpected_response` for anything else. */
export function pageOf(body: unknown): ReturnType<typeof Page.parse> {
  const page = Page.safeParse(body);
  if (page.success) return page.data;
  throw new CountersignError('unexpected_response', 'IT Glue answered a list with something else', {
    vendor: 'itglue',
  });
}

function createClient({ settings, exchangeLog, observe }: TransportOptions): KyInstance {
  const address = apiAddress(settings);
  return ky.create({
    prefix: address,
    fetch: vendorFetch({
      vendor: 'itglue',
      contract: 'itglue',
      allowedHosts: [new URL(address).host],
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
