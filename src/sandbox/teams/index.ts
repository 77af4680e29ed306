import { type Clock, SECOND_MS, systemClock } from '../../clock.ts';
import type { clients as demoClients, msp as demoMsp } from '../demo-data.ts';
import { startSimulatedServer } from '../simulated-server.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import { addConnector, REGION } from './connector.ts';
import { type Courier, createCourier } from './delivery.ts';
import { createLogin, type Login } from './login.ts';
import { createPeople, type TeamsPeople } from './people.ts';
import { findUser, type Where, type Who } from './people-lookup.ts';
import { addGuest, addTenant, demoTenants, type NewTenant } from './population.ts';
import { CONVERSATION_WINDOWS, createRateLimit, type RateLimit } from './rate-limit.ts';
import {
  changed,
  emptyState,
  forgetConversations,
  type TeamsState,
  type TeamsTenant,
  type TeamsUser,
} from './state.ts';
import { mintChannelToken, TOKEN_ISSUER, type TokenFlaw } from './tokens.ts';
import { createScreens, type TeamsScreens } from './views.ts';

export type { Activity } from './activities.ts';
export type { ClickOptions, Said, SayOptions } from './deeds.ts';
export type { Courier, Delivering, Delivery } from './delivery.ts';
export type { TeamsPeople } from './people.ts';
export type { Where, Who } from './people-lookup.ts';
export { GROUP_CHAT, HELP_CHANNEL, type NewTenant, OTHER_CHANNEL } from './population.ts';
export type {
  AdaptiveCard,
  TeamsAttachment,
  TeamsConversation,
  TeamsDialog,
  TeamsMessage,
  TeamsNotice,
  TeamsState,
  TeamsTenant,
  TeamsUser,
} from './state.ts';
export type { TokenFlaw } from './tokens.ts';
export type { SeenButton, SeenMessage, TeamsScreens } from './views.ts';

/** The smallest of the limits that Microsoft has documented for a message; it has grown to 40 and then to about 100 KB. */
const MESSAGE_LIMIT_BYTES = 28 * 1_024;

export interface SimulatedTeamsOptions {
  clients: typeof demoClients;
  msp: typeof demoMsp;
  /** Microsoft app id and secret of the bot. */
  appId: string;
  appPassword: string;
  /** Tenant of a single-tenant bot; the token is asked for there instead of at botframework.com. */
  appTenantId?: string;
  /** PEM of the certificate that the registration knows, for a bot that proves itself with its key. */
  appCertificate?: string;
  clock?: Clock;
  port?: number;
  /** People (keys) who have the bot in their personal scope from the start; everybody when absent, as by policy. */
  installedFor?: readonly string[];
  /** The Bot Framework gives up waiting for an answer after this time: fifteen seconds when absent. */
  acknowledgeWithinMs?: number;
  /** Waits before an activity that met no answer or a 5xx comes again. */
  retryDelaysMs?: readonly number[];
  /** Of the JSON of one call; 28 KB when absent. */
  messageLimitBytes?: number;
}

/** A Microsoft Teams of our own: login, connector, the people with their screens, and the deliveries to the bot. */
export interface SimulatedTeams extends SimulatedVendor, TeamsPeople, TeamsScreens {
  /** What activities carry as `serviceUrl`, with a trailing slash: the connector of one region. */
  readonly serviceUrl: string;
  /** Serves `/{tenant}/oauth2/v2.0/token` and `/{tenant}/v2.0/.well-known/openid-configuration`; no trailing slash. */
  readonly loginUrl: string;
  /** The OpenID document of the tokens that deliveries carry. */
  readonly openIdMetadataUrl: string;
  /** Issuer of the tokens that deliveries carry. */
  readonly tokenIssuer: string;
  readonly state: TeamsState;
  readonly courier: Courier;
  /** Messages to one conversation: seven a second, and so on. Off unless switched on, so that a demo flows. */
  readonly conversationLimit: RateLimit;
  deliverTo(...appUrls: string[]): void;
  /** A token as deliveries carry it, or one that is wrong in one way; undefined when it is missing altogether. */
  mintToken(flaw?: TokenFlaw): string | undefined;
  /** Every token that the bot has been given is refused from now on. */
  expireTokens(): void;
  /** Another organization and its people: strangers, who are no client of the MSP. */
  addTenant(tenant: NewTenant): TeamsTenant;
  /** Lets somebody in as a guest of another tenant, with an object id of its directory; their key ends in `-guest`. */
  addGuest(who: Who, tenantId: string): TeamsUser;
  /** Lets somebody with their own account into a conversation of another organization, as in a shared channel. */
  join(who: Who, conversationId: string): void;
  disable(who: Who): void;
  /** The tenant's admin switches the bot off, or on again. */
  disableBot(tenantId: string, disabled?: boolean): void;
  /** Every conversation and dialog empty, as at the start; people and installs stay. */
  clearScreens(): void;
  /** Called after every change; for pages that show this Teams. */
  onChange(listener: () => void): () => void;
}

/** Starts a Teams with a tenant for the MSP and each client, the bot installed for everybody in them. */
export async function startSimulatedTeams(options: SimulatedTeamsOptions): Promise<SimulatedTeams> {
  const clock = options.clock ?? systemClock;
  const state = emptyState(clock, options.appId);
  const login = await createLogin(options);
  const limit = createRateLimit(clock, CONVERSATION_WINDOWS);
  let baseUrl = '';
  const serviceUrl = () => `${baseUrl}${REGION}/`;
  for (const tenant of demoTenants(options.clients, options.msp))
    addTenant(state, { ...tenant, ...(options.installedFor ? { installedFor: options.installedFor } : {}) });

  const server = await startSimulatedServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    now: () => clock.now(),
    routes(app) {
      login.addTo(app, () => baseUrl);
      addConnector(app, {
        state,
        login,
        limit,
        serviceUrl,
        messageLimitBytes: options.messageLimitBytes ?? MESSAGE_LIMIT_BYTES,
      });
    },
  });
  baseUrl = server.url;
  const mintToken = (flaw?: TokenFlaw) =>
    mintChannelToken(login.keys, { appId: options.appId, serviceUrl: serviceUrl() }, flaw);
  const courier = createCourier({
    token: mintToken,
    acknowledgeWithinMs: options.acknowledgeWithinMs ?? 15 * SECOND_MS,
    retryDelaysMs: options.retryDelaysMs ?? [SECOND_MS, 5 * SECOND_MS],
  });

  return {
    ...server,
    ...createPeople({ state, courier, serviceUrl: serviceUrl() }),
    ...createScreens(state),
    ...arrangements(state, login),
    serviceUrl: serviceUrl(),
    loginUrl: `${server.url}/login`,
    openIdMetadataUrl: `${server.url}/botframework/v1/.well-known/openidconfiguration`,
    tokenIssuer: TOKEN_ISSUER,
    state,
    courier,
    conversationLimit: limit,
    mintToken,
    deliverTo: (...appUrls) => courier.deliverTo(...appUrls),
    async close() {
      courier.close();
      await courier.settled();
      await server.close();
    },
  };
}

/** What a test or the sandbox arranges behind people's backs. */
function arrangements(state: TeamsState, login: Login) {
  return {
    expireTokens: () => login.expireTokens(),
    addTenant: (added: NewTenant) => addTenant(state, added),
    addGuest: (who: Who, tenantId: string) => addGuest(state, findUser(state, who), tenantId),
    join(who: Who, conversationId: Where) {
      state.conversations.get(conversationId)?.members.add(findUser(state, who).id);
    },
    disable(who: Who) {
      findUser(state, who).disabled = true;
    },
    disableBot(tenantId: string, disabled = true) {
      const tenant = state.tenants.get(tenantId);
      if (!tenant) throw new Error(`there is no tenant ${tenantId}`);
      tenant.botDisabled = disabled;
      changed(state);
    },
    clearScreens: () => forgetConversations(state),
    onChange(listener: () => void) {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
  };
}
