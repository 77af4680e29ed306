import type { NoteVisibility, TicketRef, TicketStatus } from '../models/ticket.ts';

/** A ticket in a PSA. */
export interface Ticket {
  id: string;
  summary: string;
  companyId: string;
  status: TicketStatus;
  /** The vendor's own word for it, for people. */
  statusName: string;
  closed: boolean;
  contactEmail?: string;
  /** As `NoteAuthor` names contacts. */
  contactId?: string;
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
  text: string;
  visibility: NoteVisibility;
  author: NoteAuthor;
  createdAt: Date;
  /** Changed after it was written. */
  edited: boolean;
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
}

/** The idempotency key of a write, and whether an earlier attempt may have gone through. */
export interface Delivery {
  /** An earlier attempt may have arrived: look for the key before writing again. */
  retry: boolean;
  signal: AbortSignal;
}

/** A professional services automation system: where tickets live. Every method throws `CountersignError`. */
export interface Psa {
  /** `connectwise`. */
  readonly name: string;
  openTicket(ticket: NewTicket, delivery: Delivery): Promise<TicketRef>;
  /** Undefined when there is none by that id. */
  ticket(ticketId: string): Promise<Ticket | undefined>;
  /** Returns the note's id. An internal note is read back, and `note_visible` thrown if people outside can see it. */
  addNote(ticketId: string, note: NewNote, delivery: Delivery): Promise<string>;
  /** Oldest first, all pages. */
  notes(ticketId: string): Promise<Note[]>;
  setStatus(ticketId: string, status: TicketStatus): Promise<void>;
  /** Tickets that changed at or after `since`, oldest change first, all pages. */
  ticketsChangedSince(since: Date): Promise<Ticket[]>;
}
