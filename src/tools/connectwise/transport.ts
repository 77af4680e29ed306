import ky, { type KyInstance } from 'ky';
import { z } from 'zod';
import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import { readRetries } from '../read-retries.ts';
import type { Condition } from './conditions.ts';
import { failureOf, isUnknownEndpoint } from './failures.ts';
import type { ConnectWiseSettings } from './settings.ts';

const TIMEOUT_MS = 20 * SECOND_MS;
const READ_RETRIES = 2;
/** A longer wait is not sat out here: the caller is told and comes back. */
const MAX_WAIT_MS = 10 * SECOND_MS;
const PAGE_SIZE = 1_000;
/** A million records: past this a list is not one that we asked for. */
const MAX_PAGES = 1_000;
/** Of the response schema that this room was written against. */
const API_VERSION = '2025.8';

export interface Call {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** Below `apis/3.0/`: `service/tickets/48213`. */
  path: string;
  query?: Query;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

export interface Query {
  conditions?: Condition;
  /** For arrays inside of a record, such as a contact's e-mail addresses. */
  childConditions?: Condition;
  orderBy?: string;
  pageSize?: number;
}

/** The REST API of one ConnectWise company. Every method throws `CountersignError`. */
export interface Transport {
  /** The answer's JSON; undefined when it has no body. */
  send(call: Call): Promise<unknown>;
  /** Every record of a list, all pages. */
  sendForAll(call: Omit<Call, 'method' | 'body'>): Promise<unknown[]>;
  /** The present codebase of our company (`v2026_1`), or undefined when ConnectWise does not know the company id. */
  presentCodebase(signal?: AbortSignal): Promise<string | undefined>;
}

export interface TransportOptions {
  settings: ConnectWiseSettings;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** Reads are repeated after 429 (as long as ConnectWise asked for) and 5xx; writes are sent once. */
export function createTransport(options: TransportOptions): Transport {
  const { settings } = options;
  const client = createClient(options);
  let codebase = settings.codebase;

  async function sendUnder(base: string, call: Call, page?: number): Promise<Answer> {
    try {
      const response = await client(`${base}/apis/3.0/${call.path}`, {
        method: call.method,
        headers: authorization(settings),
        searchParams: { ...call.query, page },
        ...(call.body === undefined ? {} : { json: call.body }),
        ...(call.signal && { signal: call.signal }),
      });
      const text = await response.text();
      return {
        body: text ? (JSON.parse(text) as unknown) : undefined,
        hasNext: /rel="?next"?/.test(response.headers.get('link') ?? ''),
      };
    } catch (error) {
      throw failureOf(error, call.signal);
    }
  }

  async function presentCodebase(signal?: AbortSignal): Promise<string | undefined> {
    try {
      const path = `login/companyinfo/${encodeURIComponent(settings.companyId)}`;
      const info = CompanyInfo.parse(await client(path, signal ? { signal } : {}).json());
      return info?.Codebase.replace(/\/+$/, '');
    } catch (error) {
      throw failureOf(error, signal);
    }
  }

  /** An unknown endpoint took no effect, so that the same call, a write too, may go to the present codebase. */
  async function sendWherever(call: Call, page?: number): Promise<Answer> {
    const tried = codebase;
    try {
      return await sendUnder(tried, call, page);
    } catch (error) {
      if (!isUnknownEndpoint(error)) throw error;
      const present = await presentCodebase(call.signal).catch(() => undefined);
      if (present === undefined || present === tried) throw error;
      const answer = await sendUnder(present, call, page);
      codebase = present;
      return answer;
    }
  }

  return {
    presentCodebase,
    send: async (call) => (await sendWherever(call)).body,
    async sendForAll(call) {
      const records: unknown[] = [];
      const query = { pageSize: PAGE_SIZE, ...call.query };
      // The Link header says whether there is more; its address is not followed, it may name another host.
      for (let page = 1; page <= MAX_PAGES; page += 1) {
        const { body, hasNext } = await sendWherever({ ...call, method: 'get', query }, page);
        records.push(...recordsOf(body));
        if (!hasNext) return records;
      }
      throw new CountersignError('unexpected_response', 'a list of ConnectWise does not end', {
        vendor: 'connectwise',
      });
    },
  };
}

interface Answer {
  body: unknown;
  hasNext: boolean;
}

const CompanyInfo = z.object({ Codebase: z.string().regex(/^\w+\/*$/) }).nullable();

function createClient({ settings, exchangeLog, observe }: TransportOptions): KyInstance {
  return ky.create({
    prefix: settings.baseUrl,
    fetch: vendorFetch({
      vendor: 'connectwise',
      contract: contractOf,
      allowedHosts: [new URL(settings.baseUrl).host],
      timeoutMs: TIMEOUT_MS,
      exchangeLog,
      observe,
    }),
    timeout: false,
    retry: readRetries({ limit: READ_RETRIES, maxWaitMs: MAX_WAIT_MS }),
  });
}

function authorization({
  companyId,
  publicKey,
  privateKey,
  clientId,
}: ConnectWiseSettings): Record<string, string> {
  const user = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
  return {
    authorization: `Basic ${user}`,
    clientid: clientId,
    accept: `application/vnd.connectwise.com+json; version=${API_VERSION}, application/json`,
  };
}

/** The published contract is that of the stable codebase, and as we have it without the list of boards. */
function contractOf({ pathname }: URL): string | undefined {
  const covered = pathname.startsWith('/v4_6_release/apis/3.0/') && !pathname.endsWith('/service/boards');
  return covered ? 'connectwise' : undefined;
}

function recordsOf(body: unknown): unknown[] {
  if (Array.isArray(body)) return body;
  throw new CountersignError('unexpected_response', 'ConnectWise answered a list with something else', {
    vendor: 'connectwise',
  });
}
