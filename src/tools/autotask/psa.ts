import { CountersignError } from '../../errors.ts';
import type { TicketStatus } from '../../models/ticket.ts';
import type { Contact, Psa } from '../psa.ts';
import type { AutotaskApi } from './api.ts';
import { earlierTickets } from './earlier-tickets.ts';
import { knownTicketId, vendorId } from './ids.ts';
import { addNote, listNotes } from './notes.ts';
import { openTicket } from './open-ticket.ts';
import { ticketWords } from './ticket-words.ts';
import { findTicket, type TicketDependencies, ticketsChangedSince } from './tickets.ts';

const NAME = 'autotask';

/** Tickets of every queue and their notes, as far as the API user's security level lets it see them. */
export function createAutotaskPsa(dependencies: TicketDependencies): Psa {
  const { api } = dependencies;
  return {
    name: NAME,
    openTicket: (ticket, delivery) => openTicket(dependencies, ticket, delivery),
    ticket: (ticketId) => findTicket(dependencies, ticketId),
    addNote: async (ticketId, note, delivery) =>
      addNote(dependencies, knownTicketId(ticketId), note, delivery),
    notes: async (ticketId) => listNotes(dependencies, knownTicketId(ticketId)),
    setStatus: async (ticketId, status) => setStatus(dependencies, knownTicketId(ticketId), status),
    ticketsChangedSince: (since) => ticketsChangedSince(dependencies, since),
    contact: (contactId) => findContact(api, contactId),
    earlierTickets: (wanted) => earlierTickets(dependencies, wanted),
  };
}

async function setStatus(
  { api, picklists, settings }: TicketDependencies,
  ticketId: number,
  word: TicketStatus,
): Promise<void> {
  const [ticket, lists] = await Promise.all([api.ticket(ticketId), picklists('Tickets')]);
  if (!ticket) throw new CountersignError('not_found', 'there is no such ticket', { vendor: NAME });
  const words = ticketWords(lists, settings);
  if (words.wordFor(ticket.status) === word) return;
  const wanted = words.status(word);
  await api.changeStatus(ticketId, wanted);
  // The answer to a change is no more than an id.
  if ((await api.ticket(ticketId))?.status === wanted) return;
  throw new CountersignError('unexpected_response', 'a ticket kept its status', { vendor: NAME });
}

async function findContact(api: AutotaskApi, contactId: string): Promise<Contact | undefined> {
  const id = vendorId(contactId);
  const found = id === undefined ? undefined : await api.contact(id);
  if (!found) return undefined;
  const [email] = found.emails;
  return {
    id: String(found.id),
    companyId: String(found.companyID ?? ''),
    name: found.name,
    ...(email !== undefined && { email }),
    active: found.isActive,
  };
}
