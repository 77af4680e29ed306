import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { Delivery, NewNote, Note } from '../psa.ts';
import type { ConnectWiseApi, NoteBody } from './api.ts';
import { authorOf, isMailConnector, type Members, writersOf } from './authors.ts';
import { carriesMarker, withMarker } from './note-text.ts';
import type { NoteRecord, TicketRecord } from './schema.ts';

/** Stamps of one write may lie in two seconds; a change by hand comes later. */
const SAME_WRITE_MS = 2 * SECOND_MS;

/** Writes a note, or finds it again on a retry, and returns its id. */
export async function addNote(
  api: ConnectWiseApi,
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

function noteBody({ key, text, visibility, notifyContact = false }: NewNote): NoteBody {
  const isPublic = visibility === 'public';
  return {
    text: withMarker(text, key),
    internalAnalysisFlag: !isPublic,
    detailDescriptionFlag: isPublic,
    resolutionFlag: false,
    processNotifications: isPublic && notifyContact,
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
      vendor: 'connectwise',
    });
  }
  if (stored.internal) return;
  throw new CountersignError('note_visible', `note ${written.id} is not internal`, { vendor: 'connectwise' });
}

/** Every note of the ticket but its description, oldest first. */
export async function listNotes(api: ConnectWiseApi, members: Members, ticketId: number): Promise<Note[]> {
  const [ticket, all] = await Promise.all([api.ticket(ticketId), api.notes(ticketId)]);
  const opening = all.find(({ inDiscussion }) => inDiscussion);
  const records = all.filter((record) => record !== opening || !isDescription(record, ticket));
  const writers = await members.known(writersOf(records));
  return records.map((record) => ({
    id: String(record.id),
    text: record.text,
    visibility: record.internal ? 'internal' : 'public',
    author: authorOf(record, writers),
    createdAt: record.dateCreated ?? record.updatedAt ?? new Date(0),
    edited: isEdited(record),
    byMail: isMailConnector(record.createdBy),
  }));
}

function isEdited({ createdBy, dateCreated, updatedAt, updatedBy }: NoteRecord): boolean {
  if (updatedBy !== undefined && updatedBy.toLowerCase() !== createdBy.toLowerCase()) return true;
  if (!dateCreated || !updatedAt) return false;
  return updatedAt.getTime() - dateCreated.getTime() > SAME_WRITE_MS;
}

/** What was written when the ticket was opened; undefined where nothing was. */
export async function readDescription(
  api: ConnectWiseApi,
  ticket: TicketRecord,
): Promise<string | undefined> {
  const note = await api.firstOfDiscussion(ticket.id);
  return note && isDescription(note, ticket) && note.text.trim() !== '' ? note.text : undefined;
}

/**
 * ConnectWise keeps a description as the first note of the discussion, by whoever entered the ticket and of the same
 * moment; nothing else marks it.
 */
function isDescription(
  { dateCreated, createdBy }: NoteRecord,
  { enteredAt, enteredBy }: TicketRecord,
): boolean {
  if (!dateCreated || !enteredAt || createdBy.toLowerCase() !== enteredBy.toLowerCase()) return false;
  return Math.abs(dateCreated.getTime() - enteredAt.getTime()) <= SAME_WRITE_MS;
}
