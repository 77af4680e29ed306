import { addMs, SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { TicketRef } from '../../models/ticket.ts';
import type { Delivery, NewNote, NewTicket, Note, Psa, Ticket } from '../psa.ts';
import type { ConnectWiseApi, NoteBody, TicketBody } from './api.ts';
import { authorOf, type MemberClasses, writersOf } from './authors.ts';
import { all, atOrAfter, equals, isQuotable } from './conditions.ts';
import { bodyText, carriesMarker, keyText, plainText, summaryLine, withMarker } from './note-text.ts';
import type { NoteRecord, TicketRecord } from './schema.ts';
import { type ConnectWiseSettings, ticketUrl } from './settings.ts';
import type { BoardStatuses } from './statuses.ts';

export interface ConnectWisePsaDependencies {
  api: ConnectWiseApi;
  settings: ConnectWiseSettings;
  statuses: BoardStatuses;
  members: MemberClasses;
}

const NAME = 'connectwise';

/** ConnectWise stamps a change before it is there for all to read; what is listed twice for it does no harm. */
const OVERLAP_MS = 30 * SECOND_MS;

/** Stamps of one write may lie in two seconds; a change by hand comes later. */
const SAME_WRITE_MS = 2 * SECOND_MS;

/** Tickets on the configured board, notes on every ticket that the API member's security role may see. */
export function createConnectWisePsa(dependencies: ConnectWisePsaDependencies): Psa {
  return {
    name: NAME,
    openTicket: (ticket, delivery) => openTicket(dependencies, ticket, delivery),
    ticket: (ticketId) => findTicket(dependencies, ticketId),
    addNote: async (ticketId, note, delivery) =>
      addNote(dependencies, knownTicketId(ticketId), note, delivery),
    notes: async (ticketId) => listNotes(dependencies, knownTicketId(ticketId)),
    setStatus: async (ticketId, status) => setStatus(dependencies, knownTicketId(ticketId), status),
    ticketsChangedSince: (since) => ticketsChangedSince(dependencies, since),
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
  const key = keyText(ticket.key);
  const refer = ({ id }: TicketRecord) => ({ psa: NAME, id: String(id), url: ticketUrl(settings, id) });

  if (retry) {
    const [earlier] = await api.tickets(
      all(equals('externalXRef', key), equals('company/id', companyId)),
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
    externalXRef: key,
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

/** The contact of this company with this e-mail address; an active one before others. Undefined when there is none. */
export async function findContact(
  api: ConnectWiseApi,
  companyId: number,
  email: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  if (!isQuotable(email)) return undefined;
  const contacts = await api.contactsByEmail(companyId, email, signal);
  return (contacts.find(({ inactiveFlag }) => !inactiveFlag) ?? contacts[0])?.id;
}

async function findTicket(
  dependencies: ConnectWisePsaDependencies,
  ticketId: string,
): Promise<Ticket | undefined> {
  const id = vendorId(ticketId);
  if (id === undefined) return undefined;
  try {
    return await inOurWords(dependencies, await dependencies.api.ticket(id));
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

async function addNote(
  { api }: ConnectWisePsaDependencies,
  ticketId: number,
  note: NewNote,
  { retry, signal }: Delivery,
): Promise<string> {
  const earlier = retry ? await findOwnNote(api, ticketId, note.key, signal) : undefined;
  const written = earlier ?? (await api.createNote(ticketId, noteBody(note), signal));
  if (note.visibility === 'internal') await refuseVisible(api, ticketId, written, signal);
  return String(written.id);
}

/** A contact can copy our marker into a reply; that is not our note. */
async function findOwnNote(
  api: ConnectWiseApi,
  ticketId: number,
  key: string,
  signal: AbortSignal,
): Promise<NoteRecord | undefined> {
  const notes = await api.notes(ticketId, signal);
  return notes.find((note) => !note.contact && carriesMarker(note.text, key));
}

function noteBody({ key, text, visibility }: NewNote): NoteBody {
  const isPublic = visibility === 'public';
  return {
    text: withMarker(text, key),
    internalAnalysisFlag: !isPublic,
    detailDescriptionFlag: isPublic,
    resolutionFlag: false,
    processNotifications: isPublic,
    customerUpdatedFlag: false,
  };
}

/** Read back, because workflow rules of the MSP may copy or move a note after it was accepted. */
async function refuseVisible(
  api: ConnectWiseApi,
  ticketId: number,
  written: NoteRecord,
  signal: AbortSignal,
): Promise<void> {
  const stored = await api.note(ticketId, written.id, signal);
  if (!stored) {
    throw new CountersignError('unexpected_response', 'a note is not there after it was written', {
      vendor: NAME,
    });
  }
  if (stored.internal) return;
  throw new CountersignError('note_visible', `note ${written.id} is not internal`, { vendor: NAME });
}

async function listNotes({ api, members }: ConnectWisePsaDependencies, ticketId: number): Promise<Note[]> {
  const records = await api.notes(ticketId);
  const apiMembers = await members.apiMembers(writersOf(records));
  return records.map((record) => ({
    id: String(record.id),
    text: record.text,
    visibility: record.internal ? 'internal' : 'public',
    author: authorOf(record, apiMembers),
    createdAt: record.dateCreated ?? record.updatedAt ?? new Date(0),
    edited: isEdited(record),
  }));
}

function isEdited({ createdBy, dateCreated, updatedAt, updatedBy }: NoteRecord): boolean {
  if (updatedBy !== undefined && updatedBy.toLowerCase() !== createdBy.toLowerCase()) return true;
  if (!dateCreated || !updatedAt) return false;
  return updatedAt.getTime() - dateCreated.getTime() > SAME_WRITE_MS;
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
  const tickets = await Promise.all(unique.map((record) => inOurWords(dependencies, record)));
  return tickets.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
}

async function inOurWords(
  { settings, statuses }: ConnectWisePsaDependencies,
  record: TicketRecord,
): Promise<Ticket> {
  const { board, status, closed } = record;
  const word = board && status ? await statuses.wordFor(board.id, status.id) : 'in_progress';
  return {
    id: String(record.id),
    summary: record.summary,
    companyId: String(record.company?.id ?? ''),
    status: closed ? 'completed' : word,
    statusName: status?.name ?? '',
    closed,
    ...(record.contactEmail !== undefined && { contactEmail: record.contactEmail }),
    ...(record.contact && { contactId: String(record.contact.id) }),
    updatedAt: record.updatedAt,
    url: ticketUrl(settings, record.id),
  };
}

/** ConnectWise numbers its records; anything else is no id of its. */
export function vendorId(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function knownTicketId(text: string): number {
  const id = vendorId(text);
  if (id === undefined) throw new CountersignError('not_found', 'not a ticket id', { vendor: NAME });
  return id;
}
