import type { NoteVisibility, PsaName } from '../../models/ticket.ts';
import type { DemoClient } from '../demo-client.ts';
import type { SimulatedVendor } from '../simulated-vendor.ts';

/**
 * One PSA as the demo people see and use it, whatever it is called: what the sandbox page, scenarios and tests are written
 * against. Technicians are named by their demo keys (`tess`), employees by their e-mail addresses.
 */
export interface PsaWindow {
  readonly name: PsaName;
  /** As people write it: `HaloPSA`. */
  readonly title: string;
  readonly vendor: SimulatedVendor;
  /** A client's tickets, newest first. */
  ticketsOf(client: DemoClient): readonly SeenTicket[];
  /** On a board, queue or project whose new tickets become requests, or on another; returns the ticket's id. */
  contactOpensTicket(ticket: WrittenTicket & { elsewhere?: boolean }): string;
  /** The PSA makes a ticket of a mail of theirs. */
  contactMailsTicket(mail: WrittenTicket): string;
  /** For a contact on the phone. */
  technicianOpensTicket(ticket: { technician: string; email: string; summary: string }): string;
  /** For a client as a whole: the ticket has no contact of the client's. */
  technicianOpensTicketFor(client: DemoClient, ticket: { technician: string; summary: string }): string;
  /** Returns the note's id. */
  technicianWrites(note: WrittenNote & { visibility?: NoteVisibility }): string;
  technicianEdits(edit: { noteId: string; technician: string; text: string }): void;
  technicianDeletes(deletion: { noteId: string; technician: string }): void;
  /** Assigns it to themselves. */
  technicianTakes(taking: TicketDeed): void;
  /** Sets a status that says that somebody is at work on it. */
  technicianBegins(beginning: TicketDeed): void;
  technicianCloses(closing: TicketDeed): void;
  /** Publicly, as contacts do. */
  contactWrites(note: { ticketId: string; email: string; text: string }): string;
  /** A mail in answer, which the PSA adds to the ticket. */
  contactMails(mail: { ticketId: string; email: string; text: string }): string;
  /** They have left the client. */
  contactLeaves(email: string): void;
  /** The PSA has, or shows, no e-mail address of theirs any more. */
  contactLosesAddress(email: string): void;
  /** A mail with a technician's address as its sender, whoever sent it. */
  technicianMails(mail: WrittenNote): void;
  /** Another program of the MSP's, with an account of its own; in a technician's name where the PSA lets it. */
  programWrites(note: WrittenNote): Promise<void>;
  programOpensTicket(ticket: { technician: string; email: string; summary: string }): Promise<string>;
  /** A rule of the MSP's that shows internal notes to customers, on or off. */
  showInternalNotes(on: boolean): void;
  /** Whether webhooks are sent; without them only polling finds anything. */
  sendWebhooks(on: boolean): void;
  /** Resolves when all webhooks so far were delivered or given up. */
  settled(): Promise<void>;
}

/** A ticket as a contact fills it in. */
export interface WrittenTicket {
  email: string;
  summary: string;
  description?: string;
}

/** A note as somebody writes it. */
export interface WrittenNote {
  ticketId: string;
  technician: string;
  text: string;
}

/** Something that a technician does with a ticket. */
export interface TicketDeed {
  ticketId: string;
  technician: string;
}

/** A ticket as people see it. */
export interface SeenTicket {
  id: string;
  summary: string;
  statusName: string;
  closed: boolean;
  contactName?: string;
  /** Oldest first; the first is what was written when it was opened. */
  notes: readonly SeenNote[];
}

/** A note as people see it. */
export interface SeenNote {
  id: string;
  text: string;
  internal: boolean;
  author: string;
  /** ISO 8601. */
  at: string;
}
