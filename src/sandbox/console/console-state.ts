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
  /** Employees with a Slack account. */
  people: readonly PersonView[];
  /** Newest first. */
  requests: readonly RequestView[];
  tickets: readonly TicketView[];
  /** Everybody in the tenant as the directory has them now. */
  directory: readonly DirectoryView[];
  policies: readonly PolicyView[];
}

export interface PersonView {
  key: string;
  name: string;
  jobTitle: string;
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
  requesterName: string;
  requesterKey?: string;
  /** Directory id of the person whom the plan concerns, else of the requester. */
  concernsId?: string;
  ticketId?: string;
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
  kind: 'technician' | 'manager';
  state: 'waiting' | 'approved' | 'denied' | 'closed';
  by?: string;
  at?: string;
  reason?: string;
}

export interface TicketView {
  id: string;
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
