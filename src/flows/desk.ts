import type { NoteEvidence, Verdict } from '../models/approval.ts';
import type { ConversationRef, Identity, MessageRef } from '../models/conversation.ts';
import type { Identification } from '../models/request.ts';
import type { TicketRef } from '../models/ticket.ts';
import type { ApprovalCard } from './surface.ts';

/**
 * The front of the service desk: what a surface may ask for, after it has authenticated whom it speaks for. Every
 * method is safe to call again with the same input.
 */
export interface Desk {
  /**
   * Persists the message before it resolves; work on it starts by itself afterwards. Throws `database_unavailable`
   * when it could not be stored: do not acknowledge then.
   */
  receive(message: InboundMessage): Promise<Receipt>;
  decide(decision: InboundDecision): Promise<DecisionAnswer>;
  /** A card in its present state, for somebody who may decide it or sees it already; undefined for anybody else. */
  approvalCard(by: Identity, requestId: string, approvalId: string): Promise<ApprovalCard | undefined>;
  /** The requester takes a request back. */
  withdraw(by: Identity, requestId: string): Promise<SentenceAnswer>;
  /** The person's requests, newest first, at most 20; open ones before ended ones. */
  requestsOf(identity: Identity): Promise<readonly RequestLine[]>;
  /** An admin's or anybody's command line, without the command's own name: `mode lakeside execute`. */
  command(by: Identity, text: string): Promise<CommandAnswer>;
  /**
   * What was said to a requester did not reach them after all, by any way that the surface has: technicians are told, once
   * a report. The key is the delivery's; any other is ignored.
   */
  notReached(deliveryKey: string): Promise<void>;
  /** Shows a one-time secret to the person it is for; a second call finds it gone. */
  revealSecret(by: Identity, requestId: string, step: number): Promise<SecretAnswer>;
}

/** Something that somebody wrote to us. */
export interface InboundMessage {
  /** Dedupe key, from the platform's own identity of the message, never from a delivery: `slack:T1:C1:1712.33`. */
  key: string;
  /** Verified by the surface. */
  from: Identity;
  /** `thread` is set always where replies belong in a thread; `inThread` tells whether the message was written in one. */
  conversation: ConversationRef;
  inThread: boolean;
  /** Not addressed to us (no mention): it may add to the sender's own request in this thread, and opens none. */
  continuesOnly?: boolean;
  text: string;
  ref?: MessageRef;
  /** The ticket that it was written on. */
  ticket?: TicketRef;
  /** Who had that ticket then. */
  assigneeId?: string;
  /** The client, where the account does not tell it: as a call has shown. */
  clientId?: string;
  /** For a call: how the caller was identified. */
  identification?: Identification;
  /** They asked for a human. */
  wantsHuman?: true;
}

/** What became of a message. */
export type Receipt =
  /** A new request was opened. */
  | { kind: 'opened'; requestId: string }
  /** It went to a request that waits for the requester's answer, or was added to one that is under way. */
  | { kind: 'continued'; requestId: string }
  /** No request but an answer of another kind, such as a code; with a sentence for the sender. */
  | { kind: 'answered'; sentence: string }
  /** Not for us: nothing was done, and nothing is said. */
  | { kind: 'ignored' }
  /** Known already: nothing was done. */
  | { kind: 'duplicate' }
  /** Not taken, with a sentence for the sender. */
  | { kind: 'refused'; sentence: string };

/** Somebody's yes or no. */
export interface InboundDecision {
  /** Verified by the surface from the signed envelope, never from what the button carries. */
  by: Identity;
  requestId: string;
  approvalId: string;
  /** Digest of the plan that the clicked card showed. */
  planDigest: string;
  verdict: Verdict;
  /** The note on the ticket that says so; absent for a click. */
  note?: NoteEvidence;
  /** Why this note, although it has the right code, decides nothing: it is refused and audited. */
  unfit?: string;
}

/** `sentence` is for the person who clicked. */
export interface DecisionAnswer {
  kind: 'recorded' | 'repeated' | 'already_decided' | 'expired' | 'outdated' | 'refused' | 'unknown_request';
  sentence: string;
}

/** Done or not, with a sentence for whoever asked. */
export interface SentenceAnswer {
  kind: 'done' | 'refused';
  sentence: string;
}

/** One request, as its requester sees it in a list. */
export interface RequestLine {
  requestId: string;
  /** The first words of what they asked. */
  title: string;
  /** Honest state in a sentence: `Waiting for Max Moreno (your manager), until Tuesday 10:00`. */
  state: string;
  open: boolean;
  /** Until when it waits, where it does. */
  until?: Date;
  ticketLabel?: string;
  askedAt: Date;
  canWithdraw: boolean;
}

/** The answer to a command line. */
export interface CommandAnswer {
  kind: 'answer' | 'refused' | 'not_understood';
  /** Plain text with line breaks; `• ` starts a list line. */
  text: string;
}

/** The secret, or why it is not to be had. */
export type SecretAnswer =
  | { kind: 'shown'; secret: string; forWhat: string }
  | { kind: 'gone' | 'refused'; sentence: string };
