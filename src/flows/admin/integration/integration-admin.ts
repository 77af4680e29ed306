import type { Finding } from '../../../finding.ts';
import type { GivenSettings, IntegrationName } from '../../../models/integration.ts';
import type { SettingField } from '../../../tools/setting-field.ts';

/** A system that can be connected, as its own room describes it. */
export interface IntegrationKind {
  name: IntegrationName;
  /** As people write it: `HaloPSA`. */
  title: string;
  /** The page of the documentation that tells how it is connected, step by step. */
  guide: string;
  /** Everything that is asked for, secrets among it. */
  fields: readonly SettingField[];
  /** What the connection may do there, in plain words: the permissions that it needs. */
  may: readonly string[];
  /** Where the vendor is told the address of our webhooks by hand. Absent: there are none, or we tell it ourselves. */
  webhooks?: string;
}

/** Why settings cannot be taken, by the names of the settings. */
export type SettingProblems = Readonly<Record<string, string>>;

/** What came of settings that were tried. */
export type Tried =
  /** Somebody of ours is known there; what else was found may still have to be put right. */
  | { kind: 'signed_in'; findings: readonly Finding[] }
  | { kind: 'not_signed_in'; findings: readonly Finding[] }
  | { kind: 'unfit'; problems: SettingProblems };

/** A system that is connected in this process now, or should be. */
export interface ConnectedSystem {
  name: IntegrationName;
  title: string;
  /** From the environment: it goes before what is stored, and is changed there alone. */
  from: 'configuration' | 'admins';
  /** Why it cannot be used although it is stored, and what an admin does about it. */
  problem?: string;
}

/** Where a vendor sends its webhooks. */
export interface WebhookPlace {
  /** Absent: we are not told our own address (`PUBLIC_URL`). */
  address?: string;
  /** What an admin does with it there. */
  how: string;
}

/** The systems that can be connected, and those that are: the flows' view of what the composition root holds. */
export interface IntegrationAdmin {
  kinds: readonly IntegrationKind[];
  /** In the order of `kinds`. */
  connected(): readonly ConnectedSystem[];
  /** Connects beside whatever is connected, looks, and lets go. Settings and secrets in one. Never throws for what is wrong there. */
  tryOut(name: IntegrationName, given: GivenSettings): Promise<Tried>;
  /** Looks at the connection as it is; undefined when there is none. */
  check(name: IntegrationName): Promise<readonly Finding[] | undefined>;
  /** Takes up what is stored now; other processes do so within seconds. */
  refresh(): Promise<void>;
  /** Has the vendor send its webhooks here, where it can be asked to; returns what is wrong in a sentence. */
  askForWebhooks(name: IntegrationName): Promise<string | undefined>;
  /**
   * Has the vendor forget the webhooks that we asked for, while what was connected is still stored; returns in a sentence
   * what an admin has to remove there. Takes seconds at most, and throws for nothing that is wrong there.
   */
  takeBackWebhooks(name: IntegrationName): Promise<string | undefined>;
  /** Undefined where there are none to set up by hand. */
  webhookPlace(name: IntegrationName): WebhookPlace | undefined;
}
