import type { SurfaceName } from '../../models/conversation.ts';
import type { PsaName } from '../../models/ticket.ts';
import type { PhoneView } from './phone-state.ts';

/**
 * Everything that the sandbox page shows, as one JSON document. Types only: the page's bundle and the server share them.
 * Instants are ISO 8601 text.
 */
export interface ConsoleState {
  /** How far the sandbox's clock was moved ahead of the machine's. */
  clockAheadMs: number;
  clients: readonly ClientView[];
  /** The MSP's people. */
  technicians: readonly PersonView[];
}

export interface ClientView {
  key: string;
  name: string;
  mode: 'plan' | 'execute';
  /** Where new tickets are. */
  psa: PsaName;
  /** A note on the ticket may decide. */
  decideByNote: boolean;
  /** Where approvers are asked. */
  askedIn: AskedIn;
  /** Employees with a Slack account. */
  people: readonly PersonView[];
  /** Newest first. */
  requests: readonly RequestView[];
  /** Newest first in each PSA. */
  tickets: readonly TicketView[];
  /** What is written down for this client, in Hudu and in IT Glue. */
  runbooks: readonly RunbookView[];
  /** Everybody in the tenant as the directory has them now. */
  directory: readonly DirectoryView[];
  policies: readonly PolicyView[];
}

/** `chat`: once each, wherever people are reached first; else in all these places. */
export type AskedIn = 'chat' | readonly AskingPlace[];

/** A place where approvers can be asked; `ticket` is a note on it. */
export type AskingPlace = 'slack' | 'teams' | 'ticket';

export interface PersonView {
  key: string;
  name: string;
  jobTitle: string;
  email: string;
  /** Key of the manager, where the directory knows one. */
  managerKey?: string;
  slackUserId: string;
  directoryId?: string;
  /** Their direct messages with the bot, oldest first. */
  messages: readonly MessageView[];
  /** What the bot says it is doing, while it works. */
  working?: string;
  /** App Home, once the bot has published one. */
  home?: readonly SlackBlock[];
  modal?: ModalView;
  teams: TeamsView;
  /** Of employees who have one. */
  phone?: PhoneView;
}

/** Somebody's Microsoft Teams, as far as the bot is in it. */
export interface TeamsView {
  places: Readonly<Record<TeamsPlaceName, TeamsPlaceView>>;
  /** The dialog in front of everything. */
  dialog?: TeamsDialogView;
}

/** The chat with the bot alone, and the channel in which everybody may mention it. */
export type TeamsPlaceName = 'personal' | 'channel';

export interface TeamsPlaceView {
  name: string;
  /** Oldest first. */
  messages: readonly TeamsMessageView[];
  /** The bot is shown as typing. */
  typing: boolean;
}

export interface TeamsMessageView {
  id: string;
  /** In a channel: the message that begins the thread. */
  threadId?: string;
  /** Seen from the viewer. */
  from: 'me' | 'bot' | 'somebody';
  authorName: string;
  /** Mentions of the bot are `<at>…</at>`. */
  text: string;
  /** As the viewer sees them. */
  cards: readonly TeamsCard[];
  /** A line that Teams shows to the viewer alone, under the card. */
  notice?: { kind: 'message' | 'error'; text: string };
  edited: boolean;
  deleted: boolean;
  at: string;
}

/** An Adaptive Card as the bot sent it. */
export type TeamsCard = Readonly<Record<string, unknown>>;

export interface TeamsDialogView {
  id: string;
  title: string;
  /** A card, or a line of text. */
  card?: TeamsCard;
  text?: string;
  /** What Teams says when the form could not be sent. */
  error?: string;
}

export interface MessageView {
  /** Slack's `ts`. */
  id: string;
  from: 'person' | 'bot';
  text: string;
  blocks: readonly SlackBlock[];
  /** The message that this one answers. */
  threadId?: string;
  /** Emoji names. */
  reactions: readonly string[];
  at: string;
  edited: boolean;
  /** An ephemeral message: nobody else sees it, and Slack keeps it nowhere. */
  onlyVisibleToThem: boolean;
}

/** A Block Kit block as the bot sent it. */
export type SlackBlock = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly block_id?: string;
};

export interface ModalView {
  id: string;
  title: string;
  /** Absent: nothing to send, only to close. */
  submitLabel?: string;
  closeLabel: string;
  blocks: readonly SlackBlock[];
  /** By block id: what the bot found wrong with the last attempt. */
  errors: Readonly<Record<string, string>>;
}

export type RequestStatusName =
  | 'received'
  | 'diagnosing'
  | 'awaiting_requester'
  | 'planned'
  | 'awaiting_approval'
  | 'executing'
  | 'completed'
  | 'plan_noted'
  | 'denied'
  | 'expired'
  | 'handed_over'
  | 'cancelled';

export interface RequestView {
  id: string;
  title: string;
  status: RequestStatusName;
  /** Where it was asked. */
  surface: SurfaceName;
  requesterName: string;
  requesterKey?: string;
  /** Directory id of the person whom the plan concerns, else of the requester. */
  concernsId?: string;
  /** `key` of its ticket. */
  ticketKey?: string;
  askedAt: string;
  history: readonly { event: string; at: string; by?: string }[];
  steps: readonly StepView[];
  approvals: readonly ApprovalView[];
  modelCalls: number;
  /** What diagnosis looked at, one line each. */
  evidence: readonly { label: string; value: string }[];
  /** Durable saves of the request's document so far. */
  saves: number;
  /** Side effects that are not delivered yet, and those that never will be. */
  outboxLeft: number;
  outboxDead: number;
  outcome?: { kind: string; reason?: string; at: string };
  expiresAt?: string;
  /** Somebody called, and the person on file has a code to confirm it with. */
  isConfirming?: true;
  /** The person concerned as the directory had them before this request. */
  before?: DirectoryView;
}

export interface StepView {
  tool: string;
  summary: string;
  policy: string;
  highRisk: boolean;
  result?: 'done' | 'already_done' | 'failed' | 'unknown';
}

export interface ApprovalView {
  kind: 'technician' | 'manager' | 'admin';
  state: 'waiting' | 'approved' | 'denied' | 'closed';
  by?: string;
  at?: string;
  reason?: string;
}

export interface TicketView {
  /** Tells apart tickets of different PSAs. */
  key: string;
  psa: PsaName;
  id: string;
  /** As people name it: `#4711`, `LAKE-3`. */
  label: string;
  summary: string;
  statusName: string;
  closed: boolean;
  contactName?: string;
  /** Oldest first. */
  notes: readonly NoteView[];
}

export interface NoteView {
  id: string;
  text: string;
  internal: boolean;
  author: string;
  at: string;
}

export interface RunbookView {
  title: string;
  /** For this client alone, or for every client of the MSP. */
  audience: 'client' | 'all_clients';
  text: string;
  /** Somebody has written an order to the agent into it. */
  tampered: boolean;
}

export interface DirectoryView {
  id: string;
  name: string;
  jobTitle: string;
  /** One line each, such as `Groups`: what was there before and is not now, or the other way round, is a change. */
  facts: readonly { label: string; values: readonly string[] }[];
}

export interface PolicyView {
  tool: string;
  title: string;
  integration: string;
  kind: 'read' | 'write';
  policy: PolicyName;
  /** Whose word it is: the product's default, the MSP's, or the client's own. */
  source: 'default' | 'msp' | 'client';
  highRisk: boolean;
}

export type PolicyName = 'auto' | 'approval_needed' | 'approval_needed with manager' | 'disabled';

/** What every command of the page answers. */
export type CommandResult = { kind: 'done' } | { kind: 'refused'; sentence: string };
