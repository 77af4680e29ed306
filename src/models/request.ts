import type { ApprovalRequest, PersonRef } from './approval.ts';
import { type Language, THE_MSP } from './client.ts';
import type { ConversationRef, Identity, MessageRef, SurfaceName } from './conversation.ts';
import type { OutboxEntry } from './outbox.ts';
import type { Fact, Plan } from './plan.ts';
import type { RequestEvent, RequestStatus } from './request-state.ts';
import type { TicketRef } from './ticket.ts';

/** Raised with every change to the stored shape that older code could misread. Unknown versions fail closed. */
export const REQUEST_SCHEMA_VERSION = 1;

/** One ask by one employee: the aggregate on which everything else hangs, stored as one document. */
export interface ServiceRequest {
  id: string;
  schemaVersion: number;
  /** Compare-and-set: every save names the version it was made from. */
  version: number;
  status: RequestStatus;
  clientId: string;
  /** As it was called then, for cards and notes. */
  clientName: string;
  requester: Requester;
  /** Where they asked, and where the reply goes. */
  conversation: ConversationRef;
  /** What they wrote, oldest first, and what we asked back. The first message's key is the intake's dedupe key. */
  messages: readonly RequestMessage[];
  /** The ended request whose thread this one goes on in. */
  previousRequestId?: string;
  ticket?: TicketRef;
  /** They asked for a human: nothing is diagnosed. */
  wantsHuman?: true;
  /** What was read on the ticket while it waits. */
  ticketNotes?: TicketNotes;
  diagnosis?: Diagnosis;
  /** What diagnosis ended in, in a sentence or two for technicians: the answer, the question, why it was handed over. */
  conclusionText?: string;
  plan?: Plan;
  approvals: readonly ApprovalRequest[];
  /** A decision later than this is refused, whether or not any job has run. */
  expiresAt?: Date;
  execution?: Execution;
  /** How it ended, for people. */
  outcome?: Outcome;
  history: readonly HistoryEntry[];
  outbox: readonly OutboxEntry[];
  /** When somebody has to look at it again: a lease's end, an approval's expiry, an overdue answer. Absent at rest. */
  dueAt?: Date;
  createdAt: Date;
}

/** Who asks: first their account, then, once found out, the person. */
export interface Requester {
  /** The account they asked from, verified by the surface. */
  identity: Identity;
  name: string;
  /** Absent until diagnosis has found out who they are. */
  personId?: string;
  email?: string;
  /** In the client's directory. Absent when they were not found there. */
  directoryUserId?: string;
  /** How a caller was identified. Absent where the account itself says who asks. */
  identification?: Identification;
}

/** How a caller was identified. The number that calls can be forged: until it is confirmed, it only says who it may be. */
export interface Identification {
  how: 'number_on_file' | 'said_name';
  /** In which the call was held, and the caller is written to; English when absent. */
  language?: Language;
  /** The name that the caller gave, where they were asked. */
  saidName?: string;
  /** Where the call came from, if that is not on file at the client; absent when it was withheld. */
  calledFrom?: string;
  /** A code is on its way to the person, on a channel of theirs on file. */
  pending?: PendingConfirmation;
  /** The person has answered with the code. It holds for what had been said by then. */
  confirmed?: { by: SurfaceName; at: Date };
  /** Keys of messages that were taken as an answer to a code: a message delivered again is no second try. */
  answers?: readonly string[];
}

/** A code that somebody is to answer with. */
export interface PendingConfirmation {
  sealedCode: string;
  expiresAt: Date;
  triesLeft: number;
}

/** Something that was written in the request's thread. */
export interface RequestMessage {
  /** Unique over all requests: `slack:T1:C1:1712.33`. */
  key: string;
  from: 'requester' | 'agent';
  text: string;
  at: Date;
  /** For reactions; absent where the surface has none. */
  ref?: MessageRef;
}

/** What technicians and the requester wrote on the ticket while a request waits, as far as it has been taken in. */
export interface TicketNotes {
  /** Ids of notes that need not be looked at again. */
  seen: readonly string[];
  /** What technicians wrote, newest last, for the cards. */
  shown: readonly TechnicianNote[];
  /** When a note named a code that is not this request's; too many close deciding by note. */
  wrongCodesAt: readonly Date[];
  /** Somebody was told how a decision by note is written. */
  hinted?: true;
  /** Who had the ticket when it was first seen: somebody else's taking it ends the request. */
  assigneeId?: string;
}

/** Before anything was read on the ticket. */
export const NO_NOTES: TicketNotes = { seen: [], shown: [], wrongCodesAt: [] };

/** A technician's internal note, cut short. */
export interface TechnicianNote {
  by: string;
  text: string;
  at: Date;
}

/** What the agent made of it, and what it looked at. */
export interface Diagnosis {
  /** The model's own words, cut short. Quoted and labelled wherever shown. */
  summary: string;
  /** Which tools were read, and what they showed. */
  evidence: readonly Fact[];
  modelCalls: number;
}

/** How far the plan has been carried out. */
export interface Execution {
  /** Results so far, by step. */
  results: readonly StepResult[];
  /** The step whose call may be under way: claimed before the call, in the same save as the result before it. */
  claim?: StepClaim;
}

/** A step that is about to be run, recorded before its call. */
export interface StepClaim {
  step: number;
  claimedAt: Date;
  /** Sealed new password of a step that needs one: made before the call, so that a crash cannot lose it. */
  sealedSecret?: string;
}

/** What became of a step. */
export type StepResult =
  | { kind: 'done'; at: Date; sealedSecret?: string }
  | { kind: 'already_done'; at: Date }
  | { kind: 'failed'; at: Date; reason: string }
  | { kind: 'unknown'; at: Date };

/** How a request ended, for people. */
export interface Outcome {
  kind: 'answered' | 'done' | 'noted' | 'denied' | 'expired' | 'handed_over' | 'cancelled';
  /** For technicians: why it was handed over, who denied. */
  reason?: string;
  at: Date;
}

/** One event in a request's life. */
export interface HistoryEntry {
  event: RequestEvent;
  at: Date;
  by?: PersonRef;
}

/** What an admin asks of the product itself, such as a policy: no client's, without ticket or diagnosis, signed by another admin. */
export function isAdministration({ clientId }: Pick<ServiceRequest, 'clientId'>): boolean {
  return clientId === THE_MSP.id;
}

/** The client that a request is about, for the trail; undefined for what concerns all of them. */
export function clientConcerned({
  clientId,
  plan,
}: Pick<ServiceRequest, 'clientId' | 'plan'>): string | undefined {
  const concerned = isAdministration({ clientId }) ? plan?.clientId : clientId;
  return concerned === THE_MSP.id ? undefined : concerned;
}
