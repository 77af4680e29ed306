import type { MovableClock } from '../../src/clock.ts';
import type { NoteVisibility } from '../../src/models/ticket.ts';
import type { FaultPlan, ReceivedCall } from '../../src/sandbox/simulated-vendor.ts';
import type { NewNote, NewTicket, Psa } from '../../src/tools/psa.ts';

/** A PSA under test: ours on one side, on the other what people and the vendor do there. */
export interface PsaBench {
  psa: Psa;
  clock: MovableClock;
  /** A company there, and a contact of it by e-mail address and as `NoteAuthor` names contacts. */
  companyId: string;
  contactEmail: string;
  contactId: string;
  /** Another contact of the same company. */
  colleagueEmail: string;
  /** A contact of another company. */
  strangerEmail: string;
  /** The technician who does everything below, as `NoteAuthor` names technicians. */
  technicianId: string;
  faults: FaultPlan;
  calls: readonly ReceivedCall[];
  /** The vendor's calls that create a ticket and a note, and read a ticket and its notes. */
  routes: Record<
    'createTicket' | 'createNote' | 'readTicket' | 'readNotes',
    { method: string; path: RegExp }
  >;
  /** How many characters the vendor takes for a summary. */
  summaryLimit: number;
  /** A little more than one page of anything, in the pages that the room asks for. */
  moreThanOnePage: number;
  tickets(): readonly StoredTicket[];
  notes(ticketId: string): readonly StoredNote[];
  /** People at work in the vendor's own window, portal or mail. They return the id of the ticket, or of the note. */
  contactOpensTicket(summary: string, details?: TicketDetails): string;
  /** The vendor makes a ticket of a mail of the contact's. Absent where the vendor does not tell mail from the rest. */
  contactMailsTicket?(summary: string): string;
  /** For the contact, who is on the phone: they are on the ticket. */
  technicianOpensTicket(summary: string): string;
  technicianWrites(ticketId: string, text: string, visibility: NoteVisibility): string;
  technicianEdits(noteId: string, text: string): void;
  technicianTakes(ticketId: string): void;
  technicianCloses(ticketId: string): void;
  contactWrites(ticketId: string, text: string): string;
  /** The vendor makes a note of the contact's mail. Absent where the vendor does not mark what came by mail. */
  contactMails?(ticketId: string, text: string): string;
  /** A mail with the technician's address on it, as the vendor turns it into a note. Absent as above. */
  technicianMails?(ticketId: string, text: string): string;
  /** The contact has left the company: the vendor has them as inactive. */
  contactLeaves(): void;
  /** Another program with an API user of its own, writing in a technician's name where the vendor lets it. */
  programWrites(ticketId: string, text: string): Promise<void>;
  /** Such a program opens a ticket for the contact. Returns the ticket's id. */
  programOpensTicket(summary: string): Promise<string>;
  /** A rule of the MSP's that shows internal notes to customers. */
  showInternalNotesToCustomers(): void;
  close(): Promise<void>;
}

/** What a contact fills in beside the summary; by default a ticket without description in the place of intake. */
export interface TicketDetails {
  description?: string;
  /** By default the bench's contact. */
  email?: string;
  /** On a board, queue or project that the settings do not name. */
  elsewhere?: boolean;
}

/** A ticket as the vendor keeps it. */
export interface StoredTicket {
  id: string;
  summary: string;
  description: string;
  statusName: string;
  closed: boolean;
}

/** A note as the vendor keeps it. */
export interface StoredNote {
  text: string;
  customerSees: boolean;
  /** Whether the vendor mailed it to the contact. Absent where it leaves its callers no choice. */
  mailed?: boolean;
}

/** The first attempt to write something. */
export const first = { retry: false, signal: new AbortController().signal };
/** One that comes after an attempt whose end nobody knows. */
export const again = { ...first, retry: true };

/** A ticket to be opened for the bench's contact. */
export function newTicket({ companyId, contactEmail }: PsaBench, fields: Partial<NewTicket> = {}): NewTicket {
  return {
    key: 'req_01JD8ZTICKET',
    companyId,
    summary: 'Access to Zendesk',
    description: 'I need access to Zendesk, please.',
    contactEmail,
    ...fields,
  };
}

/** An internal note to be written. */
export function newNote(fields: Partial<NewNote> = {}): NewNote {
  return {
    key: 'req_01JD8ZNOTE:plan',
    visibility: 'internal',
    text: 'Plan: add Dana Diaz to Zendesk Users.',
    ...fields,
  };
}

/** What stands on a ticket, oldest first. */
export function noteTexts(bench: PsaBench, ticketId: string): string[] {
  return bench.notes(ticketId).map(({ text }) => text);
}

/** Tells the calls of a route. */
export function isCallOf(route: { method: string; path: RegExp }): (call: ReceivedCall) => boolean {
  return ({ method, path }) => method === route.method && route.path.test(path);
}
