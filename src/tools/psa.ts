import type { NoteVisibility, PsaName, TicketRef, TicketStatus } from '../models/ticket.ts';

export type { PsaName } from '../models/ticket.ts';

/** A ticket in a PSA. */
export interface Ticket {
  /** As the vendor's API names it: a number as text, or an issue key. */
  id: string;
  summary: string;
  /** What was written when it was opened, as plain text. Read by `ticket` alone; lists leave it out. */
  description?: string;
  companyId: string;
  status: TicketStatus;
  /** The vendor's own word for it, for people. */
  statusName: string;
  closed: boolean;
  contactEmail?: string;
  /** As `NoteAuthor` names contacts. */
  contactId?: string;
  /** Who opened it. Mail that the vendor turned into a ticket counts as its contact's. */
  openedBy: NoteAuthor;
  /** On the board, queue or project whose new tickets become requests, by configuration. */
  intake: boolean;
  /** The technician who has it, by the id that `NoteAuthor` has. */
  assignee?: { id: string; name: string };
  createdAt: Date;
  updatedAt: Date;
  /** Where a technician opens it in the browser, when known. */
  url?: string;
}

/** Who wrote a note: only `technician` and `contact` are people. `ourselves` is our own API user or our marker. */
export type NoteAuthor =
  | { kind: 'technician'; id: string; name: string }
  | { kind: 'contact'; id: string; name: string }
  | { kind: 'automation' }
  | { kind: 'ourselves' };

/** A note on a ticket, with who wrote it. */
export interface Note {
  id: string;
  /** Plain text, lines kept. */
  text: string;
  visibility: NoteVisibility;
  author: NoteAuthor;
  createdAt: Date;
  /** Changed after it was written. */
  edited: boolean;
  /** It came in by e-mail, so that its author is no more than a sender's address. */
  byMail: boolean;
}

/** Somebody at a client company, as the PSA has them. */
export interface Contact {
  id: string;
  companyId: string;
  name: string;
  email?: string;
  active: boolean;
}

/** A ticket to be opened. */
export interface NewTicket {
  /** Idempotency key: stored on the ticket, and looked for first when `retry` is true. */
  key: string;
  companyId: string;
  summary: string;
  description: string;
  contactEmail?: string;
}

/** A note to be written. */
export interface NewNote {
  /** Idempotency key: stored in the note, and looked for first when `retry` is true. */
  key: string;
  visibility: NoteVisibility;
  text: string;
  /** Has the PSA mail a public note to the ticket's contact, where it leaves the choice. Absent: it does not. */
  notifyContact?: boolean;
}

/** The idempotency key of a write, and whether an earlier attempt may have gone through. */
export interface Delivery {
  /** An earlier attempt may have arrived: look for the key before writing again. */
  retry: boolean;
  signal: AbortSignal;
}

/** Whose earlier tickets are wanted. */
export interface EarlierTickets {
  companyId: string;
  email: string;
  /** Only those with this text in the summary; empty for all. */
  words: string;
  limit: number;
  signal: AbortSignal;
}

/** A professional services automation system: where tickets live. Every method throws `CountersignError`. */
export interface Psa {
  /** `connectwise`, `halopsa`, `autotask`, `jira`: the provider of its people's identities, too. */
  readonly name: PsaName;
  openTicket(ticket: NewTicket, delivery: Delivery): Promise<TicketRef>;
  /** Undefined when there is none by that id. */
  ticket(ticketId: string): Promise<Ticket | undefined>;
  /** Returns the note's id. An internal note is read back, and `note_visible` thrown if people outside can see it. */
  addNote(ticketId: string, note: NewNote, delivery: Delivery): Promise<string>;
  /** Oldest first, all pages. The ticket's description is none of them. */
  notes(ticketId: string): Promise<Note[]>;
  setStatus(ticketId: string, status: TicketStatus): Promise<void>;
  /** Tickets that changed at or after `since`, oldest change first, all pages. A new note is a change. */
  ticketsChangedSince(since: Date): Promise<Ticket[]>;
  /** Undefined when there is none by that id. */
  contact(contactId: string): Promise<Contact | undefined>;
  /** Newest first. Throws `not_found` when the company has no contact with this address. */
  earlierTickets(wanted: EarlierTickets): Promise<Ticket[]>;
  /** The PSA's own approval objects, where it has them and the MSP has configured them. */
  readonly approvals?: PsaApprovals;
}

/** Approval objects of the PSA itself, on a ticket, which a technician answers in its own window. */
export interface PsaApprovals {
  /** Starts one and returns its id. Idempotent by key. */
  ask(ticketId: string, approval: { key: string; text: string }, delivery: Delivery): Promise<string>;
  /** What was answered, and by whom; `waiting` while nobody has. Undefined when it is gone. */
  answerTo(ticketId: string, approvalId: string): Promise<PsaApprovalAnswer | undefined>;
}

/** What became of one of the PSA's own approvals. */
export type PsaApprovalAnswer =
  | { kind: 'waiting' }
  | { kind: 'approved' | 'denied'; by: NoteAuthor; at: Date; reason?: string };

/** What a vendor's webhook sent, before anything in it is believed. */
export interface InboundHook {
  /** The bytes as they came: signatures are over these. */
  body: Uint8Array;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** The last part of the path, where the vendor can only be given a secret address. */
  secret?: string;
}

/** Hints only: each ticket is read again with our own credentials. */
export type HookVerdict =
  | { kind: 'accepted'; ticketIds: readonly string[] }
  | { kind: 'refused'; reason: string };

/** A PSA's webhooks, authenticated as the vendor allows. */
export interface PsaHooks {
  /** Never throws. Costs next to nothing for what is not signed. */
  verify(hook: InboundHook): Promise<HookVerdict>;
  /** Has the vendor send its webhooks to this address. Idempotent. Absent where an admin does it by hand. */
  register?(address: string): Promise<void>;
  /** Takes back what `register` set up for this address, and nothing else. Idempotent. There where `register` is. */
  unregister?(address: string): Promise<void>;
  /** Secret that the address has to end in, where the vendor signs nothing. */
  readonly secretPath?: string;
  /** Lower-case name of a header without which `verify` refuses in any case: the body then need not be read. */
  readonly requiredHeader?: string;
}
