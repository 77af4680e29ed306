import type { Psa } from '../psa.ts';
import { findContact } from './contacts.ts';
import { knownIssueKey } from './keys.ts';
import { addNote, listNotes, type NoteDependencies } from './notes.ts';
import {
  earlierTickets,
  findTicket,
  openTicket,
  setStatus,
  type TicketDependencies,
  ticketsChangedSince,
} from './tickets.ts';

export type JiraPsaDependencies = TicketDependencies & NoteDependencies;

/** Issues and comments of every project that the token's account may see. */
export function createJiraPsa(dependencies: JiraPsaDependencies): Psa {
  return {
    name: 'jira',
    openTicket: (ticket, delivery) => openTicket(dependencies, ticket, delivery),
    ticket: (ticketId) => findTicket(dependencies, ticketId),
    addNote: async (ticketId, note, delivery) =>
      addNote(dependencies, knownIssueKey(ticketId), note, delivery),
    notes: async (ticketId) => listNotes(dependencies, knownIssueKey(ticketId)),
    setStatus: async (ticketId, status) => setStatus(dependencies, knownIssueKey(ticketId), status),
    ticketsChangedSince: (since) => ticketsChangedSince(dependencies, since),
    contact: (contactId) => findContact(dependencies, contactId),
    earlierTickets: (wanted) => earlierTickets(dependencies, wanted),
  };
}
