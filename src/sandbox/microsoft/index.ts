import type { Clock } from '../../clock.ts';
import type { DemoClient } from '../demo-client.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { AccessTokens } from './access-tokens.ts';
import { type DirectoryView, viewDirectory } from './directory-view.ts';
import { addGraphRoutes } from './graph-api.ts';
import { SimulatedTenant } from './tenant.ts';
import { addTokenEndpoint } from './token-endpoint.ts';

export interface SimulatedMicrosoftOptions {
  /** One tenant is built for each. */
  clients: readonly DemoClient[];
  appId: string;
  clientSecret: string;
  /** PEM of a certificate that the app may prove itself with instead of the secret. */
  certificate?: string;
  clock: Clock;
  /** A fixed port; any free one when absent. */
  port?: number;
  /** Objects on a page when the caller does not say; 100 when absent. Small ones make tests turn pages. */
  pageSize?: number;
}

export interface SimulatedMicrosoft extends SimulatedVendor {
  /** By the key of the demo client. Throws for an unknown one. */
  tenant(key: string): SimulatedTenant;
  /** What a tenant looks like now, for people. */
  directory(key: string): DirectoryView;
  /** Makes every access token handed out so far worthless. */
  revokeTokens(): void;
  /** Every tenant back to the demo data. */
  reset(): void;
}

/**
 * Entra ID's token endpoint (`{url}/{tenantId}/oauth2/v2.0/token`) and Microsoft Graph (`{url}/v1.0`) on one server, over
 * in-memory tenants built from the demo data.
 */
export async function startSimulatedMicrosoft(
  options: SimulatedMicrosoftOptions,
): Promise<SimulatedMicrosoft> {
  const { clock } = options;
  const tenants = options.clients.map((client) => new SimulatedTenant(client, clock));
  const tokens = new AccessTokens(clock);
  const server = await startSimulatedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    now: () => clock.now(),
    routes(app) {
      addTokenEndpoint(app, { ...options, tenants, tokens });
      addGraphRoutes(app, { tokens, tenants, clock, pageSize: options.pageSize ?? 100 });
    },
  });
  const tenant = (key: string) => {
    const found = tenants.find((one) => one.key === key);
    if (!found) throw new RangeError(`no simulated tenant '${key}'`);
    return found;
  };
  return {
    ...server,
    tenant,
    directory: (key) => viewDirectory(tenant(key)),
    revokeTokens: () => tokens.revokeAll(),
    reset: () => {
      for (const one of tenants) one.reset();
    },
  };
}

export type { DirectoryView, UserView } from './directory-view.ts';
