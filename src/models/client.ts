import { PSA_NAMES, type PsaName } from './ticket.ts';

/** `plan`: look, write one internal note, stop. `execute`: the whole flow. */
export type OperatingMode = 'plan' | 'execute';

/** Where approvers are notified: by direct message or card in chat, or by an internal note on the ticket. */
export const APPROVAL_CHANNELS = ['slack', 'teams', ...PSA_NAMES] as const;
/** One of them. */
export type ApprovalChannel = (typeof APPROVAL_CHANNELS)[number];

/** A company as another system has it. */
export interface CompanyRef<Name extends string = string> {
  name: Name;
  companyId: string;
}

/** The systems in which a client's runbooks can be. */
export const DOCUMENTATION_NAMES = ['hudu', 'itglue'] as const;
/** One of them. */
export type DocumentationName = (typeof DOCUMENTATION_NAMES)[number];

/** Languages in which callers are spoken to. */
export const LANGUAGES = ['en', 'de', 'es'] as const;
/** One of them. */
export type Language = (typeof LANGUAGES)[number];

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
  /** Numbers, in E.164, at which its people call the Voice Agent. One that is no client's is the MSP's own. */
  voiceNumbers: readonly string[];
  /** In which its callers are spoken to. */
  language: Language;
  /** Its company in the PSA that has its tickets. */
  psa?: CompanyRef<PsaName>;
  /** Its company in each system that has runbooks for it; systems that are not named are not consulted. */
  documentation: readonly CompanyRef<DocumentationName>[];
  /** Absent: as the MSP has set it. */
  approvalChannels?: readonly ApprovalChannel[];
  /** Whether a technician may decide by a note on the ticket. Never for plans of high risk. */
  decideByNote: boolean;
  /** Who is asked; all active technicians when empty. */
  technicianIds: readonly string[];
  /** The person who is asked as a manager would be, where the directory names none for the requester. */
  fallbackApproverId?: string;
  version: number;
}

/**
 * The MSP in a client's place: what admins ask of the product itself belongs to it. Its id is the name of the MSP-wide
 * policies, and no client may have it; it has no tenant, no company and no mode but to act.
 */
export const THE_MSP: Client = {
  id: 'msp',
  name: 'All clients',
  mode: 'execute',
  entraTenantId: '',
  slackTeamIds: [],
  emailDomains: [],
  voiceNumbers: [],
  language: 'en',
  documentation: [],
  decideByNote: false,
  technicianIds: [],
  version: 0,
};
