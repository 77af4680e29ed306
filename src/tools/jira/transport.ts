import ky, { type KyInstance } from 'ky';
import { SECOND_MS } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import { readRetries } from '../read-retries.ts';
import { askedWait, failureOf, isSignedOut, signedOut } from './failures.ts';
import { apiAddress, type JiraSettings } from './settings.ts';

const TIMEOUT_MS = 20 * SECOND_MS;
const READ_RETRIES = 2;
/** A longer wait is not sat out here: the caller is told and comes back. */
const MAX_WAIT_MS = 10 * SECOND_MS;

export interface Call {
  /** `look` changes nothing and is repeated when Jira is in trouble, though it may be a POST; anything else is sent once. */
  kind: 'look' | 'write';
  method: 'get' | 'post' | 'put';
  /** Below the address of the APIs: `rest/api/3/issue/HELP-1`. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** The REST APIs of one Jira site. Throws `CountersignError`. */
export type Transport = (call: Call) => Promise<unknown>;

export interface TransportOptions {
  settings: JiraSettings;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Looks are repeated after 429 (as long as Jira asked for) and 5xx; writes are sent once. Answers the JSON, undefined for none. */
export function createTransport(options: TransportOptions): Transport {
  const writer = createClient(options);
  const looker = writer.extend({
    retry: readRetries({
      limit: READ_RETRIES,
      maxWaitMs: MAX_WAIT_MS,
      methods: ['get', 'post'],
      askedWait,
    }),
  });
  const credentials = basic(options.settings);

  return async ({ kind, method, path, query, headers, body, signal }) => {
    try {
      const response = await (kind === 'look' ? looker : writer)(path, {
        method,
        headers: { accept: 'application/json', ...headers, authorization: credentials },
        ...(query && { searchParams: query }),
        ...(body === undefined ? {} : { json: body }),
        ...(signal && { signal }),
      });
      if (isSignedOut(response.headers)) throw signedOut(response.status);
      const text = await response.text();
      return text ? (JSON.parse(text) as unknown) : undefined;
    } catch (error) {
      throw failureOf(error, signal);
    }
  };
}

function createClient({ settings, exchangeLog, observe }: TransportOptions): KyInstance {
  const address = apiAddress(settings);
  return ky.create({
    prefix: address,
    fetch: vendorFetch({
      vendor: 'jira',
      contract: contractOf,
      allowedHosts: [new URL(address).host],
      timeoutMs: TIMEOUT_MS,
      exchangeLog,
      observe,
    }),
    timeout: false,
    retry: { limit: 0 },
  });
}

function basic({ email, apiToken }: JiraSettings): string {
  return `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
}

/** The published contracts as we have them are without the list of fields, request types and customers. */
function contractOf({ pathname }: URL): string | undefined {
  if (/^\/rest\/api\/3\/(?:issue|user|myself|search\/jql)(?:\/|$)/.test(pathname)) return 'jira';
  const covered = /^\/rest\/servicedeskapi\/(?:servicedesk$|request(?:\/|$))/.test(pathname);
  return covered ? 'jira-service-desk' : undefined;
}
