import type { NoteRecord, TicketRecord } from '../connectwise/records.ts';
import type { SandboxWorld } from '../world.ts';
import type { NoteView, TicketView } from './console-state.ts';

/** A company's tickets, newest first. */
export function readTickets({ connectwise }: SandboxWorld, companyId: number): TicketView[] {
  return connectwise.tickets
    .filter(({ company }) => company.id === companyId)
    .map((ticket) => describeTicket(ticket, connectwise.notes(ticket.id)))
    .toReversed();
}

function describeTicket(ticket: TicketRecord, notes: readonly NoteRecord[]): TicketView {
  return {
    id: String(ticket.id),
    summary: ticket.summary,
    statusName: ticket.status.name,
    closed: ticket.closedFlag,
    ...(ticket.contactName && { contactName: ticket.contactName }),
    notes: notes.map(describeNote),
  };
}

function describeNote(note: NoteRecord): NoteView {
  return {
    id: String(note.id),
    text: note.text,
    // A note that is also in the discussion or the resolution is one that the customer sees.
    internal: note.internalAnalysisFlag && !note.detailDescriptionFlag && !note.resolutionFlag,
    author: note.member?.name ?? note.contact?.name ?? note.createdBy,
    at: note.dateCreated,
  };
}
