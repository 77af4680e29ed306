import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { ObservedCall } from '../../http.ts';
import type { Psa, PsaHooks } from '../psa.ts';
import { createAutotaskApi } from './api.ts';
import { checkAutotask } from './check.ts';
import { createAutotaskHooks } from './hooks.ts';
import { createPeople } from './people.ts';
import { createPicklists } from './picklists.ts';
import { createAutotaskPsa } from './psa.ts';
import { type AutotaskSettings, refuseUnsafeAddress } from './settings.ts';
import { createTicketUrls } from './ticket-urls.ts';
import { createTransport } from './transport.ts';
import { createZoneFinder } from './zone.ts';

export { autotaskIntegration } from './integration.ts';
export { AutotaskSettings } from './settings.ts';

/** The MSP's Autotask PSA, connected. */
export interface Autotask {
  psa: Psa;
  hooks: PsaHooks;
  /** For `doctor`: looks at everything that is needed, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface AutotaskDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox's simulated Autotask listens on this machine; a real one never does. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for an address that must not be called. */
export function connectAutotask(
  { clock, exchangeLog, observe, allowLoopback = false }: AutotaskDependencies,
  settings: AutotaskSettings,
): Autotask {
  refuseUnsafeAddress(settings, allowLoopback);
  const zones = createZoneFinder({ settings, clock, allowLoopback, observe });
  const api = createAutotaskApi(createTransport({ settings, zones, allowLoopback, exchangeLog, observe }));
  const picklists = createPicklists(api);
  const people = createPeople({ api, picklists, clock, settings });
  const ticketUrl = createTicketUrls({ settings, zones });
  return {
    psa: createAutotaskPsa({ api, settings, picklists, people, clock, ticketUrl }),
    hooks: createAutotaskHooks({ api, settings, picklists, people }),
    check: () => checkAutotask({ api, zones, people, picklists, settings }),
  };
}
