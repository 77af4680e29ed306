/** What Halo keeps, in the shape in which its API shows it. Times have no zone and are UTC. */

/** A ticket; `Faults` in Halo's own words. */
export interface TicketRecord {
  id: number;
  summary: string;
  details: string;
  details_html: string;
  status_id: number;
  status_name: string;
  tickettype_id: number;
  tickettype_name: string;
  client_id: number;
  client_name: string;
  site_id: number;
  site_name: string;
  user_id: number;
  user_name: string;
  user_email: string;
  agent_id: number;
  agent_name: string;
  team: string;
  dateoccurred: string;
  lastactiondate: string;
  last_update: string;
  dateclosed: string;
  hasbeenclosed: boolean;
  third_party_id_string: string;
  approvers: ApprovalRecord[];
  approvers_history: ApprovalRecord[];
}

/** Something that happened to a ticket. Ids are counted in each ticket; 1 is the ticket itself. */
export interface ActionRecord {
  ticket_id: number;
  id: number;
  guid: string;
  outcome: string;
  outcome_id: number;
  /** 0: an agent; 1: an end user. */
  who_type: 0 | 1;
  who_agentid: number;
  actionby_agent_id: number;
  actionby_user_id: number;
  /** Empty where somebody did it in the browser. */
  actionby_application_id: string;
  note: string;
  note_html: string;
  hiddenfromuser: boolean;
  sendemail: boolean;
  emaildirection: '' | 'I' | 'O';
  internet_message_id: string;
  /** Not 0 for what Halo itself writes. */
  action_systemid: number;
  datetime: string;
  last_updated: string;
}

/** One approver's part in an approval. */
export interface ApprovalRecord {
  ticket_id: number;
  seq: number;
  actionnumber: number;
  name: string;
  emailaddress: string;
  agent_id: number;
  user_id: number;
  /** 0: not answered; 1: approved; 2: rejected. */
  result: 0 | 1 | 2;
  approver_note: string;
  votes_required_to_accept: number;
  datetime: string;
  dateapproved: string;
}

export interface ClientRecord {
  id: number;
  name: string;
  inactive: boolean;
}

export interface SiteRecord {
  id: number;
  name: string;
  client_id: number;
}

/** A contact. */
export interface UserRecord {
  id: number;
  name: string;
  client_id: number;
  client_name: string;
  site_id: number;
  site_id_int: number;
  site_name: string;
  emailaddress: string;
  inactive: boolean;
}

export interface AgentRecord {
  id: number;
  name: string;
  email: string;
  isdisabled: boolean;
  is_agent: boolean;
  isapiagent: boolean;
}

export interface StatusRecord {
  id: number;
  name: string;
  shortname: string;
  type: number;
  sequence: number;
}

export interface TicketTypeRecord {
  id: number;
  name: string;
  /** Of new tickets. */
  default_team: string;
}

export interface OutcomeRecord {
  id: number;
  outcome: string;
  buttonname: string;
  hidefromuser: boolean;
  sendemail: boolean;
  /** 0: starts none. */
  approval_process_id: number;
}

/** `2026-11-23T10:02:11.480`: Halo writes no zone. */
export function vendorTime(instant: Date): string {
  return instant.toISOString().slice(0, -1);
}

/** Halo's word for never. */
export const NEVER = '1900-01-01T00:00:00';
