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
  save(installation: SlackInstallation): Promise<void>;
  find(key: string): Promise<SlackInstallation | undefined>;
  /** After an uninstall or when tokens were revoked. Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  all(): Promise<SlackInstallation[]>;
}
