import type { Finding } from '../finding.ts';
import type { PersonRef } from './approval.ts';
import type { OwedFacts } from './audit.ts';
import { DOCUMENTATION_NAMES } from './client.ts';
import { PSA_NAMES } from './ticket.ts';

/** Systems that admins connect by command; each is the MSP's one account there. */
export const INTEGRATION_NAMES = ['microsoft365', ...PSA_NAMES, ...DOCUMENTATION_NAMES] as const;
/** A system that admins connect by command. */
export type IntegrationName = (typeof INTEGRATION_NAMES)[number];

/** Settings by their names in the room's schema, as they were given: what the schema makes of them is not stored. */
export type GivenSettings = Readonly<Record<string, unknown>>;

/** One connected system, with its settings and its secrets. The store seals the secrets as one text, for this name alone. */
export interface Integration {
  name: IntegrationName;
  /** New with each connection: one that was disconnected and connected again is another. */
  id: string;
  /** Without the secrets. */
  settings: GivenSettings;
  secrets: StoredSecrets;
  connectedBy: PersonRef;
  connectedAt: Date;
  /** Compare-and-set. */
  version: number;
}

/** Secrets as they come out of the store. A key that was lost is a state of theirs, and no error. */
export type StoredSecrets =
  | { kind: 'open'; values: GivenSettings }
  /** Sealed under a key that is not configured. */
  | { kind: 'locked'; keyId: string }
  /** Changed in the database, or copied from elsewhere. */
  | { kind: 'damaged' };

/** A system that is to be connected, or connected anew with other settings. */
export interface NewIntegration extends Omit<Integration, 'secrets' | 'version'> {
  secrets: GivenSettings;
}

/** What admins have connected, by compare-and-set. */
export interface IntegrationStore {
  all(): Promise<Integration[]>;
  find(name: IntegrationName): Promise<Integration | undefined>;
  /** `undefined` when somebody else has connected it meanwhile. */
  insert(integration: NewIntegration, facts?: OwedFacts): Promise<Integration | undefined>;
  /** Replaces what was read as `before`; `undefined` when it was changed or disconnected meanwhile. */
  replace(
    before: Pick<Integration, 'id' | 'version'>,
    integration: NewIntegration,
    facts?: OwedFacts,
  ): Promise<Integration | undefined>;
  /** Deletes it with its secrets; false when it was changed or disconnected meanwhile. */
  remove(before: Pick<Integration, 'name' | 'id' | 'version'>, facts?: OwedFacts): Promise<boolean>;
}

/** What was found when a connected system was last looked at. */
export interface IntegrationCheck {
  name: IntegrationName;
  at: Date;
  findings: readonly Finding[];
}

/** The last look at each connected system, those from configuration too. */
export interface IntegrationCheckStore {
  all(): Promise<IntegrationCheck[]>;
  save(check: IntegrationCheck): Promise<void>;
  /** Removing what is not there is no error. */
  remove(name: IntegrationName): Promise<void>;
}

/**
 * A Slack workspace (or Enterprise Grid organization) in which the bot is installed. The bot token is sealed by the
 * store with the key from configuration; whoever reads the document sees no token.
 */
export interface SlackInstallation {
  /** Team id, or enterprise id for an org-wide install: what Slack keys the install by. */
  key: string;
  teamName: string;
  appId: string;
  botUserId: string;
  botToken: string;
  scopes: readonly string[];
  installedByUserId?: string;
  installedAt: Date;
}

/** Where installs of the Slack app are kept, tokens sealed. */
export interface SlackInstallationStore {
  /** Replaces an earlier install of the same key. */
  save(installation: SlackInstallation, facts?: OwedFacts): Promise<void>;
  /** Undefined for one whose token is sealed under a key that is not configured, too: it has to be installed again. */
  find(key: string): Promise<SlackInstallation | undefined>;
  /** After an uninstall or when tokens were revoked. Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  all(): Promise<SlackInstallation[]>;
  /** Those whose token is sealed under a key that is not configured. */
  locked(): Promise<LockedInstallation[]>;
}

/** An install that cannot be used until it is made again, or its key put back. */
export interface LockedInstallation extends Pick<SlackInstallation, 'key' | 'teamName'> {
  keyId: string;
}
