import { SECOND_MS } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type Fetch, type ObservedCall, vendorFetch } from '../../http.ts';

/** Microsoft answers most calls within a second; a message is given some more before its fate counts as unknown. */
const TIMEOUT_MS = 15 * SECOND_MS;

export interface TransportOptions {
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
}

/** The `fetch` for connectors. Which addresses may be called is decided by the whole address, in `connector.ts`. */
export function createConnectorTransport(
  { exchangeLog, observe }: TransportOptions,
  isServiceUrl: (address: string) => boolean,
): Fetch {
  return vendorFetch({
    vendor: 'teams',
    // The contract as we have it is of 2020, and has no call for one member.
    contract: ({ pathname }) =>
      /\/v3\/conversations(?:\/[^/]+\/(?:activities(?:\/[^/]+)?|members|pagedmembers))?$/.test(pathname)
        ? 'botframework-connector'
        : undefined,
    allowedHosts: (host) => isServiceUrl(`https://${host}/`) || isServiceUrl(`http://${host}/`),
    timeoutMs: TIMEOUT_MS,
    exchangeLog,
    observe,
  });
}

/** The `fetch` for the login. Without a trace in the exchange log: what it fetches is a token. */
export function createLoginTransport({ observe }: TransportOptions, loginUrl: string): Fetch {
  return vendorFetch({
    vendor: 'teams',
    contract: () => undefined,
    allowedHosts: [new URL(loginUrl).host],
    timeoutMs: TIMEOUT_MS,
    observe,
  });
}
