import { SECOND_MS } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import type { Delivery, NewNote, Note } from '../psa.ts';
import { carriesMarker, summaryLine, withMarker } from '../psa-text.ts';
import { authorOf, cameByMail, resourcesOf } from './authors.ts';
import { type NoteWords, noteWords } from './note-words.ts';
import type { NoteRecord } from './schema.ts';
import type { TicketDependencies } from './tickets.ts';

const MAX_TITLE = 250;
const MAX_NOTE = 32_000;

/** Stamps of one write may differ a little; a change by hand comes later. */
const SAME_WRITE_MS = SECOND_MS;

/**
 * Writes a note under the ticket; on a retry the one of an earlier attempt is looked for first. Throws `note_visible`
 * when an internal one turns out not to be.
 */
export async function addNote(
  dependencies: TicketDependencies,
  ticketId: number,
  note: NewNote,
  { retry, signal }: Delivery,
): Promise<string> {
  const { api, picklists, settings } = dependencies;
  const words = noteWords(await picklists('TicketNotes'), settings);
  const earlier = retry ? await findOwnNote(dependencies, ticketId, note.key, signal) : undefined;
  const noteId = earlier?.id ?? (await api.createNote(ticketId, noteBody(note, words), signal));
  if (note.visibility === 'internal') await refuseVisible(dependencies, words, noteId, signal);
  return String(noteId);
}

/** A contact can copy our marker into a reply, and a program a whole note: neither is our note. */
async function findOwnNote(
  { api, people }: TicketDependencies,
  ticketId: number,
  key: string,
  signal: AbortSignal,
): Promise<NoteRecord | undefined> {
  const [notes, ownId] = await Promise.all([api.notes(ticketId, signal), people.ownId()]);
  return notes.find(
    (note) =>
      note.creatorResourceID === ownId &&
      note.createdByContactID === undefined &&
      carriesMarker(note.description, key),
  );
}

function noteBody({ key, text, visibility }: NewNote, words: NoteWords) {
  return {
    // Some ticket categories want a title. It is shown to whom the note is shown.
    title: summaryLine(text, MAX_TITLE),
    description: withMarker(text, { key, most: MAX_NOTE }),
    noteType: words.noteType(),
    publish: words.publish(visibility),
  };
}

/** Read back, because workflow rules of the MSP may change a note after it was accepted. */
async function refuseVisible(
  { api }: TicketDependencies,
  words: NoteWords,
  noteId: number,
  signal: AbortSignal,
): Promise<void> {
  const stored = await api.note(noteId, signal);
  if (!stored) {
    throw new CountersignError('unexpected_response', 'a note is not there after it was written', {
      vendor: 'autotask',
    });
  }
  if (words.visibility(stored.publish) === 'internal') return;
  throw new CountersignError('note_visible', `note ${noteId} is not internal`, { vendor: 'autotask' });
}

/** Oldest first, all pages. A ticket without notes is asked for, since a missing one has none either. */
export async function listNotes(
  { api, picklists, settings, people }: TicketDependencies,
  ticketId: number,
): Promise<Note[]> {
  const records = await api.notes(ticketId);
  if (records.length === 0) {
    if (await api.ticket(ticketId)) return [];
    throw new CountersignError('not_found', 'there is no such ticket', { vendor: 'autotask' });
  }
  const [lists, known] = await Promise.all([
    picklists('TicketNotes'),
    people.named({
      resources: resourcesOf(records),
      contacts: records.map(({ createdByContactID }) => createdByContactID),
    }),
  ]);
  const words = noteWords(lists, settings);
  return records.map((record) => ({
    id: String(record.id),
    text: record.description,
    visibility: words.visibility(record.publish),
    author: authorOf(record, known),
    createdAt: record.createdAt,
    edited: isEdited(record),
    byMail: cameByMail(record),
  }));
}

function isEdited({ impersonatorUpdaterResourceID, createdAt, updatedAt }: NoteRecord): boolean {
  if (impersonatorUpdaterResourceID !== undefined) return true;
  return updatedAt.getTime() - createdAt.getTime() > SAME_WRITE_MS;
}
