import { isIP } from 'node:net';
import { CountersignError } from './errors.ts';
import type { Exchange, ExchangeLog } from './exchange-log.ts';

/** The web's `fetch`, as client libraries take it. */
export type Fetch = typeof globalThis.fetch;

/** Whom to call, how long to wait, and who watches. */
export interface VendorFetchOptions {
  /** Our name of the vendor, as in errors: `microsoft_graph`. */
  vendor: string;
  /** The contract's name in the exchange log: `msgraph`. A function where one address serves several; undefined is not logged. */
  contract: string | ((url: URL) => string | undefined);
  /** Hosts (with port, where not the default) that may be called; anything else is refused before it leaves. */
  allowedHosts: readonly string[] | ((host: string) => boolean);
  /** For one attempt, from start to the last byte of the answer. */
  timeoutMs: number;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** One attempt, as metrics see it. */
export interface ObservedCall {
  vendor: string;
  method: string;
  /** HTTP status, or why there was none. */
  outcome: number | 'timeout' | 'unavailable';
  durationMs: number;
}

/**
 * A `fetch` for one vendor, to be handed to its client library: refuses foreign hosts and redirects (a credential must
 * not follow one), ends after `timeoutMs`, and records the exchange. It throws `CountersignError` with `timeout` or
 * `unavailable` when there is no answer. Retries belong to the client library above it.
 */
export function vendorFetch(options: VendorFetchOptions): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!isAllowed(url.host, options.allowedHosts)) {
      throw new CountersignError('forbidden', `host ${url.host} is not allowed for ${options.vendor}`, {
        vendor: options.vendor,
      });
    }
    const requestText = options.exchangeLog && request.body ? await request.clone().text() : undefined;
    const startedAt = performance.now();
    const seen = (outcome: ObservedCall['outcome']) =>
      options.observe?.({
        vendor: options.vendor,
        method: request.method,
        outcome,
        durationMs: performance.now() - startedAt,
      });

    try {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(options.timeoutMs)]);
      const response = await fetch(request, { redirect: 'error', signal });
      const body = await response.arrayBuffer();
      seen(response.status);
      record(options, { request, url, requestText, response, body });
      return new Response(NO_BODY.has(response.status) ? null : body, response);
    } catch (error) {
      const outcome = isTimeout(error) ? 'timeout' : 'unavailable';
      seen(outcome);
      record(options, { request, url, requestText });
      if (request.signal.aborted) throw error;
      throw new CountersignError(outcome, `${options.vendor}: no answer (${outcome})`, {
        vendor: options.vendor,
        cause: error,
      });
    }
  };
}

/** Statuses whose answers have no body by definition; `Response` refuses to be built with one. */
const NO_BODY = new Set([101, 204, 205, 304]);

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether a credential may be sent to this address: https, and a host with a public name. An IP address (the machine's
 * metadata service has one) and a name without a domain are not; this machine is where `allowLoopback` says so.
 */
export function isSafeAddress(address: string, { allowLoopback }: { allowLoopback: boolean }): boolean {
  const { protocol, hostname } = new URL(address);
  const host = hostname.replace(/\.$/, '');
  if (LOOPBACK.has(host)) return allowLoopback;
  if (protocol !== 'https:' || isIP(host.replace(/^\[|\]$/g, '')) !== 0) return false;
  return host.includes('.') && !/\.localhost$|^metadata\./.test(host);
}

function isAllowed(host: string, allowed: VendorFetchOptions['allowedHosts']): boolean {
  return typeof allowed === 'function' ? allowed(host) : allowed.includes(host);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

interface Recorded {
  request: Request;
  url: URL;
  requestText: string | undefined;
  response?: Response;
  body?: ArrayBuffer;
}

function record(options: VendorFetchOptions, { request, url, requestText, response, body }: Recorded): void {
  const contract = typeof options.contract === 'string' ? options.contract : options.contract(url);
  if (!options.exchangeLog || contract === undefined) return;
  const exchange: Exchange = {
    vendor: contract,
    method: request.method,
    url: request.url,
    requestHeaders: Object.fromEntries(request.headers),
  };
  if (requestText) exchange.requestBody = parseBody(requestText, request.headers.get('content-type'));
  if (response) {
    exchange.status = response.status;
    exchange.responseHeaders = Object.fromEntries(response.headers);
    const text = new TextDecoder().decode(body);
    if (text) exchange.responseBody = parseBody(text, response.headers.get('content-type'));
    if (response.headers.has('x-simulated-fault')) exchange.fault = true;
  }
  options.exchangeLog.append(exchange);
}

function parseBody(text: string, contentType: string | null): unknown {
  if (contentType?.includes('x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
