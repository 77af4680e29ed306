import type { Clock } from '../../clock.ts';
import type { clients as demoClients, msp as demoMsp } from '../demo-data.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';
import type { Courier } from './delivery.ts';
import type { TeamsPeople, Who } from './people.ts';
import type { RateLimit } from './rate-limit.ts';
import type { TeamsState, TeamsTenant, TeamsUser } from './state.ts';
import type { TokenFlaw } from './token-flaws.ts';
import type { TeamsScreens } from './views.ts';

export type { Activity, ClickOptions, Said, SayOptions } from './deeds.ts';
export type { Delivering, Delivery } from './delivery.ts';
export type { TeamsPeople, Where, Who } from './people.ts';
export type {
  AdaptiveCard,
  TeamsAttachment,
  TeamsConversation,
  TeamsDialog,
  TeamsMessage,
  TeamsState,
  TeamsTenant,
  TeamsUser,
} from './state.ts';
export type { TokenFlaw } from './token-flaws.ts';
export type { SeenButton, SeenMessage, TeamsScreens } from './views.ts';

/** The channel of every tenant's team in which requests may be written; the bot is in that team. */
export const HELP_CHANNEL = 'IT help';
/** A channel of a team in which the bot is not installed. */
export const OTHER_CHANNEL = 'Announcements';
/** A group chat of everybody in the tenant, with the bot in it. */
export const GROUP_CHAT = 'Front desk';

export interface SimulatedTeamsOptions {
  clients: typeof demoClients;
  msp: typeof demoMsp;
  /** Microsoft app id and secret of the bot. */
  appId: string;
  appPassword: string;
  /** Tenant of a single-tenant bot; the token is asked for at it instead of at botframework.com. */
  appTenantId?: string;
  clock?: Clock;
  port?: number;
  /** People (keys) who have the bot from the start; everybody when absent, as by an installation policy. */
  installedFor?: readonly string[];
  /** The Bot Framework gives up waiting for an answer after this time: fifteen seconds when absent. */
  acknowledgeWithinMs?: number;
  /** Waits before an activity that met no answer or a 5xx comes again. */
  retryDelaysMs?: readonly number[];
}

/** A Microsoft Teams of our own: login, connector, the people with their screens, and the deliveries to the bot. */
export interface SimulatedTeams extends SimulatedVendor, TeamsPeople, TeamsScreens {
  /** What activities carry as `serviceUrl`, with a trailing slash: the connector of one region. */
  readonly serviceUrl: string;
  /** Serves `/{tenant}/oauth2/v2.0/token`; no trailing slash. What is https://login.microsoftonline.com elsewhere. */
  readonly loginUrl: string;
  /** The OpenID document of the tokens that deliveries carry: what is https://login.botframework.com/v1/.well-known/openidconfiguration elsewhere. */
  readonly openIdMetadataUrl: string;
  /** Issuer of the tokens that deliveries carry. */
  readonly tokenIssuer: string;
  readonly state: TeamsState;
  readonly courier: Courier;
  /** Calls to one conversation: about seven a second. Off unless switched on, so that a demo flows. */
  readonly conversationLimit: RateLimit;
  deliverTo(...appUrls: string[]): void;
  /** A token as deliveries carry it, or one that is wrong in one way; undefined when it is missing altogether. */
  mintToken(flaw?: TokenFlaw): string | undefined;
  /** Another organization and its people: strangers, who are no client of the MSP. */
  addTenant(tenant: NewTenant): TeamsTenant;
  /** Lets somebody of another tenant in as a guest of this one, with an object id of its directory. */
  addGuest(who: Who, tenantId: string): TeamsUser;
  disable(who: Who): void;
  /** Every conversation and dialog empty, as at the start; people and installs stay. */
  clearScreens(): void;
  /** Called after every change; for pages that show this Teams. */
  onChange(listener: () => void): () => void;
}

export interface NewTenant {
  id: string;
  name: string;
  installed?: boolean;
  users: readonly { key: string; aadObjectId: string; name: string; email: string }[];
}

/** Starts a Teams with a tenant for the MSP and each client, the bot installed for everybody in them. */
export async function startSimulatedTeams(_options: SimulatedTeamsOptions): Promise<SimulatedTeams> {
  throw new Error('not yet');
}
