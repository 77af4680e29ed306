import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { ObservedCall } from '../../http.ts';
import type { Psa, PsaHooks } from '../psa.ts';
import { createAgents } from './agents.ts';
import { createHaloPsaApi } from './api.ts';
import { checkHaloPsa } from './check.ts';
import { createHooks } from './hooks.ts';
import { createHaloPsa } from './psa.ts';
import { type HaloPsaSettings, refuseUnsafeAddress } from './settings.ts';
import { createTypeStatuses } from './statuses.ts';
import { createTicketTypes } from './ticket-types.ts';
import { createTransport } from './transport.ts';

export { haloPsaIntegration } from './integration.ts';
export { HaloPsaSettings } from './settings.ts';

/** The MSP's HaloPSA, connected. */
export interface HaloPsa {
  psa: Psa;
  hooks: PsaHooks;
  /** For `doctor`: looks at everything that is needed, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface HaloPsaDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox's simulated Halo listens on this machine; a real one never does. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for an address that must not be called. */
export function connectHaloPsa(
  { clock, exchangeLog, observe, allowLoopback = false }: HaloPsaDependencies,
  settings: HaloPsaSettings,
): HaloPsa {
  for (const address of [settings.baseUrl, settings.authUrl ?? settings.baseUrl])
    refuseUnsafeAddress(address, allowLoopback);
  const api = createHaloPsaApi(createTransport({ settings, clock, allowLoopback, exchangeLog, observe }));
  const psa = createHaloPsa({
    api,
    settings,
    clock,
    agents: createAgents(api),
    statuses: createTypeStatuses(api, settings.statuses),
    ticketTypes: createTicketTypes(api, settings),
  });
  return { psa, hooks: createHooks(settings), check: () => checkHaloPsa({ api, settings, clock }) };
}
