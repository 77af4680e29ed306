import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { ObservedCall } from '../../http.ts';
import type { Psa, PsaHooks } from '../psa.ts';
import { createConnectWiseApi } from './api.ts';
import { createMembers } from './authors.ts';
import { createHooks } from './callbacks.ts';
import { checkConnectWise } from './check.ts';
import { createConnectWisePsa } from './psa.ts';
import { type ConnectWiseSettings, refuseUnsafeAddress } from './settings.ts';
import { createSigningKeys } from './signing-keys.ts';
import { createBoardStatuses } from './statuses.ts';
import { createTransport } from './transport.ts';

export { connectWiseIntegration } from './integration.ts';
export { ConnectWiseSettings } from './settings.ts';

/** The MSP's ConnectWise PSA, connected. */
export interface ConnectWise {
  psa: Psa;
  hooks: PsaHooks;
  /** For `doctor`: looks at everything that is needed, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface ConnectWiseDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox's simulated ConnectWise listens on this machine; a real one never does. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for an address that must not be called. */
export function connectConnectWise(
  { clock, exchangeLog, observe, allowLoopback = false }: ConnectWiseDependencies,
  settings: ConnectWiseSettings,
): ConnectWise {
  refuseUnsafeAddress(settings.baseUrl, allowLoopback);
  const api = createConnectWiseApi(createTransport({ settings, exchangeLog, observe }));
  const statuses = createBoardStatuses({ api, clock, configured: settings.statuses });
  const members = createMembers({ api, clock });
  const keys = createSigningKeys({ settings, clock });
  return {
    psa: createConnectWisePsa({ api, settings, statuses, members }),
    hooks: createHooks({ api, settings, keys }),
    check: () => checkConnectWise({ api, settings }),
  };
}
