import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import type { Directory } from '../directory.ts';
import type { Tool } from '../tool.ts';
import { connectGraph } from './api.ts';
import { checkTenant, type GraphCheck } from './check.ts';
import { createDirectory } from './directory.ts';
import { type MicrosoftGraphSettings, refuseUnsafeAddresses } from './settings.ts';
import { createTools } from './tools.ts';

export interface MicrosoftGraphDependencies {
  settings: MicrosoftGraphSettings;
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** For the sandbox and tests, whose Microsoft listens on this machine. */
  allowLoopback?: boolean | undefined;
}

export interface MicrosoftGraph {
  tools: readonly Tool[];
  directory: Directory;
  /** Whether a client's tenant can be used, and what to do if not. */
  check(tenantId: string): Promise<GraphCheck>;
}

/**
 * Microsoft 365 tenants by one multi-tenant app, app-only. Opens no connection before the first call. Throws
 * `bad_configuration` for an address that must not be used.
 */
export function connectMicrosoftGraph({
  settings,
  clock,
  exchangeLog,
  observe,
  allowLoopback = false,
}: MicrosoftGraphDependencies): MicrosoftGraph {
  refuseUnsafeAddresses(settings, allowLoopback);
  const fetch = vendorFetch({
    vendor: 'microsoft_graph',
    contract: contractOf,
    allowedHosts: [new URL(settings.loginUrl).host, new URL(settings.graphUrl).host],
    timeoutMs: settings.timeoutMs,
    exchangeLog,
    observe,
  });
  const graph = connectGraph({ settings, fetch, clock });
  return {
    tools: createTools({ graph, rereadAfterMs: settings.rereadAfterMs }),
    directory: createDirectory(graph),
    check: (tenantId) => checkTenant(graph, settings, tenantId),
  };
}

/**
 * What the exchange log records: the token endpoint is not part of Graph's contract, and the contract's slice has neither
 * the deletion of sign-in methods, the sign-in log, the organization, nor the opaque options of a next page.
 */
const OUTSIDE_PATHS = /\/oauth2\/|\/authentication\/\w+Methods\/|\/auditLogs\/|\/organization$/;

function contractOf({ pathname, search }: URL): string | undefined {
  const outside = OUTSIDE_PATHS.test(pathname) || search.includes('$skiptoken=');
  return outside ? undefined : 'msgraph';
}

export type { GraphCheck } from './check.ts';
export { MicrosoftGraphSettings } from './settings.ts';
