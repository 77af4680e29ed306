/** `plan`: look, write one internal note, stop. `execute`: the whole flow. */
export type OperatingMode = 'plan' | 'execute';

/** A customer company of the MSP. */
export interface Client {
  id: string;
  name: string;
  /** A new client starts in `plan`. */
  mode: OperatingMode;
  /** Its Entra tenant: where the directory is read and every tool acts. */
  entraTenantId: string;
  /** Its Slack workspaces. A workspace belongs to one client, or to the MSP. */
  slackTeamIds: readonly string[];
  emailDomains: readonly string[];
  /** Its company in the connected PSA. */
  psaCompanyId?: string;
  /** Who is asked; all active technicians when empty. */
  technicianIds: readonly string[];
  version: number;
}
