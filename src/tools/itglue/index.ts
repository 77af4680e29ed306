import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { ObservedCall } from '../../http.ts';
import type { Documentation } from '../documentation.ts';
import { createItGlueApi } from './api.ts';
import { createRunbookTypes } from './asset-types.ts';
import { checkItGlue } from './check.ts';
import { createItGlueDocumentation } from './documentation.ts';
import { apiAddress, type ItGlueSettings, refuseUnsafeAddress } from './settings.ts';
import { createTransport } from './transport.ts';

export { itGlueIntegration } from './integration.ts';
export { ItGlueSettings } from './settings.ts';

/** The MSP's IT Glue, connected. */
export interface ItGlue {
  documentation: Documentation;
  /** For `doctor`: looks at everything that is needed, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface ItGlueDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox's simulated IT Glue listens on this machine; a real one never does. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for an address that must not be called. */
export function connectItGlue(
  { clock, exchangeLog, observe, allowLoopback = false }: ItGlueDependencies,
  settings: ItGlueSettings,
): ItGlue {
  refuseUnsafeAddress(apiAddress(settings), allowLoopback);
  const api = createItGlueApi(createTransport({ settings, clock, exchangeLog, observe }));
  const runbookTypes = createRunbookTypes(api, settings);
  return {
    documentation: createItGlueDocumentation({ api, settings, runbookTypes }),
    check: () => checkItGlue({ api, settings }),
  };
}
