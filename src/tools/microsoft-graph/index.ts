import type { Clock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import { type ObservedCall, vendorFetch } from '../../http.ts';
import type { Directory } from '../directory.ts';
import type { Tool } from '../tool.ts';
import { connectGraph, type OpenGraph } from './api.ts';
import { checkTenant, type GraphCheck } from './check.ts';
import { createDirectory } from './directory.ts';
import { type MicrosoftGraphSettings, refuseUnsafeAddresses } from './settings.ts';
import { createTools } from './tools.ts';

/** What tenants are reached with. */
export interface MicrosoftGraphDependencies {
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

/** Microsoft 365 whose app registration may be named, replaced and taken away while the process runs. */
export interface SwitchedMicrosoftGraph extends MicrosoftGraph {
  /** Undefined: no app. Throws `bad_configuration` for an address that must not be used, and stays as it was. */
  use(settings: MicrosoftGraphSettings | undefined): void;
}

/**
 * Microsoft 365 tenants by one multi-tenant app, app-only. Opens no connection before the first call. Throws
 * `bad_configuration` for an address that must not be used.
 */
export function connectMicrosoftGraph({
  settings,
  ...dependencies
}: MicrosoftGraphDependencies & { settings: MicrosoftGraphSettings }): MicrosoftGraph {
  const graph = switchedMicrosoftGraph(dependencies);
  graph.use(settings);
  return graph;
}

/** The same without an app at first: until one is named every call fails with `unavailable`, as in an outage. */
export function switchedMicrosoftGraph(dependencies: MicrosoftGraphDependencies): SwitchedMicrosoftGraph {
  let present: { settings: MicrosoftGraphSettings; graph: OpenGraph } | undefined;
  const app = () => {
    if (present) return present;
    throw new CountersignError('unavailable', 'no app registration is named', { vendor: 'microsoft_graph' });
  };
  const graph: OpenGraph = (tenantId, signal) => app().graph(tenantId, signal);
  return {
    tools: createTools({ graph, rereadAfterMs: () => app().settings.rereadAfterMs }),
    directory: createDirectory(graph),
    check: async (tenantId) => checkTenant(graph, app().settings, tenantId),
    use(settings) {
      present = settings && { settings, graph: openGraph(dependencies, settings) };
    },
  };
}

function openGraph(
  { clock, exchangeLog, observe, allowLoopback = false }: MicrosoftGraphDependencies,
  settings: MicrosoftGraphSettings,
): OpenGraph {
  refuseUnsafeAddresses(settings, allowLoopback);
  const fetch = vendorFetch({
    vendor: 'microsoft_graph',
    contract: contractOf,
    allowedHosts: [new URL(settings.loginUrl).host, new URL(settings.graphUrl).host],
    timeoutMs: settings.timeoutMs,
    exchangeLog,
    observe,
  });
  return connectGraph({ settings, fetch, clock });
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
export { microsoft365Integration } from './integration.ts';
export { MicrosoftGraphSettings } from './settings.ts';
