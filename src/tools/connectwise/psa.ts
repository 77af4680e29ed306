import { addMs, SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { TicketRef } from '../../models/ticket.ts';
import type { Delivery, EarlierTickets, NewTicket, Psa, Ticket } from '../psa.ts';
import type { ConnectWiseApi, TicketBody } from './api.ts';
import { all, atOrAfter, equals } from './conditions.ts';
import { earlierTicketsOf, findContact, readContact } from './contacts.ts';
import { knownTicketId, vendorId } from './ids.ts';
import { bodyText, plainText, referenceOf, summaryLine } from './note-text.ts';
import { addNote, listNotes, readDescription } from './notes.ts';
import type { TicketRecord } from './schema.ts';
import { ticketUrl } from './settings.ts';
import { readTickets, type TicketReading } from './tickets.ts';

export interface ConnectWisePsaDependencies extends TicketReading {
  api: ConnectWiseApi;
}

const NAME = 'connectwise';

/** ConnectWise stamps a change before it is there for all to read; what is listed twice for it does no harm. */
const OVERLAP_MS = 30 * SECOND_MS;

/** Tickets on the configured board, notes on every ticket that the API member's security role may see. */
export function createConnectWisePsa(dependencies: ConnectWisePsaDependencies): Psa {
  return {
    name: NAME,
    openTicket: (ticket, delivery) => openTicket(dependencies, ticket, delivery),
    ticket: (ticketId) => findTicket(dependencies, ticketId),
    addNote: async (ticketId, note, delivery) =>
      addNote(dependencies.api, knownTicketId(ticketId), note, delivery),
    notes: async (ticketId) => listNotes(dependencies.api, dependencies.members, knownTicketId(ticketId)),
    setStatus: async (ticketId, status) => setStatus(dependencies, knownTicketId(ticketId), status),
    ticketsChangedSince: (since) => ticketsChangedSince(dependencies, since),
    contact: (contactId) => readContact(dependencies.api, contactId),
    earlierTickets: (wanted) => earlierTickets(dependencies, wanted),
  };
}

async function openTicket(
  { api, settings }: ConnectWisePsaDependencies,
  ticket: NewTicket,
  { retry, signal }: Delivery,
): Promise<TicketRef> {
  const companyId = vendorId(ticket.companyId);
  if (companyId === undefined)
    throw new CountersignError('invalid_input', 'not a company id', { vendor: NAME });
  const reference = referenceOf(ticket.key);
  const refer = ({ id }: TicketRecord): TicketRef => ({
    psa: NAME,
    id: String(id),
    url: ticketUrl(settings, id),
  });

  if (retry) {
    const [earlier] = await api.tickets(
      all(equals('externalXRef', reference), equals('company/id', companyId)),
      signal,
    );
    if (earlier) return refer(earlier);
  }
  const contactId =
    ticket.contactEmail === undefined
      ? undefined
      : await findContact(api, companyId, ticket.contactEmail, signal);
  const summary = summaryLine(ticket.summary);
  const body: TicketBody = {
    summary,
    company: { id: companyId },
    board: { name: settings.board },
    ...(contactId !== undefined && { contact: { id: contactId } }),
    externalXRef: reference,
    initialDescription: describe(ticket, summary),
  };
  return refer(await api.createTicket(body, signal));
}

/** What the summary had no room for goes before the description. */
function describe(ticket: NewTicket, summary: string): string {
  const whole = plainText(ticket.summary).trim();
  const cut = summary.endsWith('…') && !ticket.description.includes(whole);
  return bodyText(cut ? `${whole}\n\n${ticket.description}` : ticket.description);
}

async function findTicket(
  dependencies: ConnectWisePsaDependencies,
  ticketId: string,
): Promise<Ticket | undefined> {
  const id = vendorId(ticketId);
  if (id === undefined) return undefined;
  try {
    const record = await dependencies.api.ticket(id);
    const [ticket] = await readTickets(dependencies, [record]);
    const description = await readDescription(dependencies.api, record);
    return ticket && { ...ticket, ...(description !== undefined && { description }) };
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

async function setStatus(
  { api, statuses }: ConnectWisePsaDependencies,
  ticketId: number,
  word: Ticket['status'],
): Promise<void> {
  const ticket = await api.ticket(ticketId);
  if (!ticket.board) throw new CountersignError('unsupported', 'the ticket is on no board', { vendor: NAME });
  if (ticket.status && (await statuses.wordFor(ticket.board.id, ticket.status.id)) === word) return;
  const wanted = await statuses.statusFor(ticket.board.id, word);
  const changed = await api.changeStatus(ticketId, wanted.id);
  if (changed.status?.id === wanted.id) return;
  throw new CountersignError('unexpected_response', 'a ticket kept its status', { vendor: NAME });
}

async function ticketsChangedSince(dependencies: ConnectWisePsaDependencies, since: Date): Promise<Ticket[]> {
  const records = await dependencies.api.tickets(atOrAfter('lastUpdated', addMs(since, -OVERLAP_MS)));
  // A ticket that enters the list while it is paged pushes others onto the next page, which then shows them again.
  const unique = [...new Map(records.map((record) => [record.id, record])).values()];
  const tickets = await readTickets(dependencies, unique);
  return tickets.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
}

async function earlierTickets(
  dependencies: ConnectWisePsaDependencies,
  wanted: EarlierTickets,
): Promise<Ticket[]> {
  return readTickets(dependencies, await earlierTicketsOf(dependencies.api, wanted));
}
