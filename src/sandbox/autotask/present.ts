import { labelOf, PUBLISH, STATUS } from './picklists.ts';
import type { NoteRecord, TicketRecord } from './records.ts';
import type { Seed } from './seed.ts';
import type { ServiceDesk } from './service-desk.ts';

/** A ticket as people see it, for the sandbox page. */
export interface PresentedTicket {
  id: string;
  summary: string;
  statusName: string;
  closed: boolean;
  contactName?: string;
  notes: readonly PresentedNote[];
}

/** A note as people see it. */
export interface PresentedNote {
  id: string;
  text: string;
  internal: boolean;
  author: string;
  at: string;
}

/** A company's tickets, newest first, with their notes, oldest first. */
export function presentTickets(
  { seed, desk }: { seed: Seed; desk: ServiceDesk },
  companyId: number,
): PresentedTicket[] {
  return desk.tickets
    .filter(({ companyID }) => companyID === companyId)
    .map((ticket) => presentTicket(seed, ticket, desk.notes))
    .toReversed();
}

function presentTicket(seed: Seed, ticket: TicketRecord, notes: readonly NoteRecord[]): PresentedTicket {
  const contactName = nameOf(seed.contacts, ticket.contactID);
  const theirs = notes
    .filter(({ ticketID }) => ticketID === ticket.id)
    .map((note) => presentNote(seed, note));
  // Autotask shows what a ticket was opened with above its notes.
  const opening = ticket.description && {
    id: `${ticket.id}-description`,
    text: ticket.description,
    internal: false,
    author: authorOf(seed, ticket),
    at: ticket.createDate,
  };
  return {
    id: String(ticket.id),
    summary: ticket.title,
    statusName: labelOf('Tickets', 'status', ticket.status),
    closed: ticket.status === STATUS.complete,
    ...(contactName && { contactName }),
    notes: opening ? [opening, ...theirs] : theirs,
  };
}

function presentNote(seed: Seed, note: NoteRecord): PresentedNote {
  return {
    id: String(note.id),
    text: note.description,
    internal: note.publish === PUBLISH.internalProjectTeam,
    author: authorOf(seed, note),
    at: note.createDateTime,
  };
}

function authorOf(
  { resources, contacts }: Seed,
  { creatorResourceID, createdByContactID }: Pick<NoteRecord, 'creatorResourceID' | 'createdByContactID'>,
): string {
  return nameOf(resources, creatorResourceID) || nameOf(contacts, createdByContactID);
}

function nameOf(
  people: readonly { id: number; firstName: string; lastName: string }[],
  id: number | null,
): string {
  const found = people.find((one) => one.id === id);
  return found ? `${found.firstName} ${found.lastName}` : '';
}
