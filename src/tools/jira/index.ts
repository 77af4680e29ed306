import type { Clock } from '../../clock.ts';
import type { ExchangeLog } from '../../exchange-log.ts';
import type { Finding } from '../../finding.ts';
import type { ObservedCall } from '../../http.ts';
import type { Psa, PsaHooks } from '../psa.ts';
import { createAccounts } from './accounts.ts';
import { createJiraApi } from './api.ts';
import { checkJira } from './check.ts';
import { createCompanies } from './companies.ts';
import { createJiraHooks } from './hooks.ts';
import { createIssuePace } from './issue-pace.ts';
import { createJiraPsa } from './psa.ts';
import { apiAddress, type JiraSettings, refuseUnsafeAddress } from './settings.ts';
import { createSite } from './site.ts';
import { createTransport } from './transport.ts';

export { jiraIntegration } from './integration.ts';
export { JiraSettings } from './settings.ts';

/** The MSP's Jira site, connected. */
export interface Jira {
  psa: Psa;
  hooks: PsaHooks;
  /** For `doctor`: looks at everything that is needed, changes nothing. */
  check(): Promise<Finding[]>;
}

export interface JiraDependencies {
  clock: Clock;
  exchangeLog?: ExchangeLog | undefined;
  observe?: ((call: ObservedCall) => void) | undefined;
  /** The sandbox's simulated Jira listens on this machine; a real one never does. */
  allowLoopback?: boolean | undefined;
}

/** Connects without calling. Throws `bad_configuration` for an address that must not be called. */
export function connectJira(
  { clock, exchangeLog, observe, allowLoopback = false }: JiraDependencies,
  settings: JiraSettings,
): Jira {
  refuseUnsafeAddress(apiAddress(settings), allowLoopback);
  const api = createJiraApi(createTransport({ settings, exchangeLog, observe }));
  const site = createSite(api);
  const accounts = createAccounts(api);
  const companies = createCompanies(site, settings);
  const pace = createIssuePace();
  return {
    psa: createJiraPsa({ api, accounts, companies, site, settings, clock, pace }),
    hooks: createJiraHooks({ settings, clock }),
    check: () => checkJira({ api, site, settings }),
  };
}
