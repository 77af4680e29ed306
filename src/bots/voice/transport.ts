import { SECOND_MS } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type Fetch, type ObservedCall, vendorFetch } from '../../http.ts';

/** Twilio takes a text within a second or two; it is given some more before its fate counts as unknown. */
const TIMEOUT_MS = 15 * SECOND_MS;

export interface TransportOptions {
  apiUrl: string;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** The `fetch` for Twilio's API. It calls that host and no other. */
export function createTransport({ apiUrl, exchangeLog, observe }: TransportOptions): Fetch {
  return vendorFetch({
    vendor: 'twilio',
    contract: 'twilio',
    allowedHosts: [new URL(apiUrl).host],
    timeoutMs: TIMEOUT_MS,
    exchangeLog,
    observe,
  });
}
