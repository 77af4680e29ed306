import type { Clock } from '../../clock.ts';
import { holdEntraToken } from '../../entra-token.ts';
import type { Fetch } from '../../http.ts';
import type { TeamsSettings } from './settings.ts';

const SCOPE = 'https://api.botframework.com/.default';
/** Where every multi-tenant bot gets its token. */
const BOT_FRAMEWORK = 'botframework.com';

/** The bot's own access token for connectors. */
export interface ConnectorToken {
  /** Undefined without authentication. Throws `unauthenticated` with the login's `AADSTS…` number, or what the network threw. */
  get(): Promise<string | undefined>;
  /** A connector refused this token: the next `get` asks for another. */
  drop(refused: string): void;
}

export interface ConnectorTokenOptions {
  settings: TeamsSettings;
  fetch: Fetch;
  clock: Clock;
}

/** One token for all connectors. */
export function createConnectorToken({ settings, fetch, clock }: ConnectorTokenOptions): ConnectorToken {
  const { unauthenticated, loginUrl, tenantId, appId, appPassword, certificate } = settings;
  const app = { vendor: 'teams', loginUrl, tenant: tenantId ?? BOT_FRAMEWORK, appId: appId ?? '' };
  const token = holdEntraToken({ ...app, secret: appPassword, certificate, scope: SCOPE }, { fetch, clock });
  return {
    get: async () => (unauthenticated ? undefined : token.get()),
    drop: (refused) => token.drop(refused),
  };
}
