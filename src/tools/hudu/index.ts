import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { ObservedCall } from '../../http.ts';
import type { Documentation } from '../documentation.ts';
import { createHuduApi } from './api.ts';
import { checkHudu } from './check.ts';
import { createHuduDocumentation } from './documentation.ts';
import { type HuduSettings, refuseUnsafeAddress } from './settings.ts';
import { createSharedFolders } from './shared-folders.ts';
import { createTransport } from './transport.ts';

export { huduIntegration } from './integration.ts';
export { HuduSettings } from './settings.ts';

/** The MSP's Hudu, connected. */
export interface Hudu {
  documentation: Documentation;
  /** For `doctor`: looks at everything that is needed, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface HuduDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox's simulated Hudu listens on this machine; a real one never does. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for an address that must not be called. */
export function connectHudu(
  { clock, exchangeLog, observe, allowLoopback = false }: HuduDependencies,
  settings: HuduSettings,
): Hudu {
  refuseUnsafeAddress(settings.baseUrl, allowLoopback);
  const api = createHuduApi(createTransport({ settings, clock, exchangeLog, observe }));
  const sharedFolders = createSharedFolders(api, settings);
  return {
    documentation: createHuduDocumentation({ api, settings, sharedFolders }),
    check: () => checkHudu({ api, settings }),
  };
}
