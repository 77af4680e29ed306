import type { NoteEvidence, Verdict } from '../models/approval.ts';
import type { OperatingMode } from '../models/client.ts';
import type { ConversationRef, Identity, MessageRef } from '../models/conversation.ts';
import type { Identification } from '../models/request.ts';
import type { TicketRef } from '../models/ticket.ts';
import type { FormSpec, FormValues } from './form.ts';
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
  /** What the person is shown when they open the bot: their own requests, and what their role makes theirs. */
  home(identity: Identity): Promise<HomeView>;
  /** An admin's or anybody's command line, without the command's own name: `mode lakeside execute`. */
  command(by: Identity, text: string): Promise<CommandAnswer>;
  /** What somebody filled into a form that a command answered with. `state` is what the form carried. */
  submitForm(
    by: Identity,
    form: { id: string; state: string },
    values: FormValues,
  ): Promise<CommandAnswer | FormProblems>;
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

/** What somebody is shown when they open the bot. */
export interface HomeView {
  /** Their own requests, as `requestsOf` gives them. */
  requests: readonly RequestLine[];
  /** They have a role with the MSP: requests come from clients' people, so they are not told to write one. */
  isStaff?: true;
  /** Approvals that wait for this person, oldest first, at most 10; absent for whoever never approves. */
  waiting?: { cards: readonly ApprovalCard[]; total: number };
  /** For admins: how the desk is. */
  desk?: DeskHealth;
}

/** How the desk is, for an admin. */
export interface DeskHealth {
  clients: readonly HomeClient[];
  integrations: readonly IntegrationHealth[];
  /** Requests of which something could not be delivered to the end. */
  undelivered: readonly { requestId: string; title: string; clientName: string }[];
}

/** A client in a list. */
export interface HomeClient {
  id: string;
  name: string;
  mode: OperatingMode;
  waitingForApproval: number;
}

/** How one connected system was when it was last looked at. */
export interface IntegrationHealth {
  /** `connectwise` */
  name: string;
  /** As people write it: `ConnectWise`. */
  title: string;
  state: 'well' | 'trouble' | 'not_looked_at';
  /** What is wrong, and what to do about it. */
  problem?: string;
  checkedAt?: Date;
}

/** The answer to a command line, for whoever gave it alone: words, or a form to open for them. */
export type CommandAnswer = TextAnswer | FormAnswer;

/** A form to open. */
export interface FormAnswer {
  kind: 'form';
  form: FormSpec;
  /** The command line that opens it, where that is not the one that was given: one form may lead to another. */
  line?: string;
}

/** An answer in words. */
export interface TextAnswer {
  kind: 'answer' | 'refused' | 'not_understood';
  /** Plain text with line breaks; `• ` starts a list line, and what to type stands between backticks. */
  text: string;
  /** What may be said next by tapping; at most `MAX_CHOICES`. */
  choices?: readonly CommandChoice[];
  /** An address of the product itself, for this person alone: shown as its label, never unfolded. */
  link?: { label: string; url: string };
}

/** A button: tapping it gives the command in the name of whoever taps, with all its checks. */
export interface CommandChoice {
  /** At most `MAX_CHOICE_LABEL` characters. */
  label: string;
  /** A command line, at most `MAX_COMMAND_CHARACTERS`: `mode lakeside execute`. */
  command: string;
  style?: 'primary' | 'danger';
}

/** Why a form cannot be taken as it is: a sentence for each field by its name. The form stays open. */
export interface FormProblems {
  kind: 'invalid';
  problems: Readonly<Record<string, string>>;
}

/** The secret, or why it is not to be had. */
export type SecretAnswer =
  | { kind: 'shown'; secret: string; forWhat: string }
  | { kind: 'gone' | 'refused'; sentence: string };
