import { SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { Delivery, NewNote, Note } from '../psa.ts';
import { carriesMarker } from '../psa-text.ts';
import { type Agents, authorOf } from './agents.ts';
import type { ActionBody, HaloPsaApi } from './api.ts';
import { noteHtml, readText } from './note-html.ts';
import type { ActionRecord } from './schema.ts';
import type { HaloPsaSettings } from './settings.ts';
import { idIn } from './ticket-types.ts';

/** Stamps of one write may lie a little apart; a change by hand comes later. */
const SAME_WRITE_MS = 2 * SECOND_MS;

/** Action ids are counted in each ticket: alone they name nothing. */
export function noteId(ticketId: number, actionId: number): string {
  return `${ticketId}:${actionId}`;
}

/** Writes a note once; see `Psa`. */
export async function addNote(
  { api, settings }: { api: HaloPsaApi; settings: HaloPsaSettings },
  ticketId: number,
  note: NewNote,
  delivery: Delivery,
): Promise<string> {
  const isPublic = note.visibility === 'public';
  const { id } = await writeOnce(api, note.key, delivery, {
    ticket_id: ticketId,
    ...outcomeField(isPublic ? settings.publicOutcome : settings.internalOutcome),
    note_html: noteHtml(note.text, note.key),
    hiddenfromuser: !isPublic,
    sendemail: isPublic && note.notifyContact === true,
  });
  return noteId(ticketId, id);
}

/** An outcome by its id, or by the name that Halo knows it by. */
export function outcomeField(named: string): Pick<ActionBody, 'outcome' | 'outcome_id'> {
  const id = idIn(named);
  return id === undefined ? { outcome: named } : { outcome_id: id };
}

/** Finds what an earlier attempt wrote, or writes; reads back what was to be hidden from the customer. */
export async function writeOnce(
  api: HaloPsaApi,
  key: string,
  { retry, signal }: Delivery,
  body: ActionBody,
): Promise<ActionRecord> {
  const earlier = retry ? await findOwnAction(api, body.ticket_id, key, signal) : undefined;
  const written = earlier ?? (await create(api, body, signal));
  if (body.hiddenfromuser) await refuseVisible(api, body.ticket_id, written, signal);
  return written;
}

/** A contact can copy our marker into a reply; that is not our note. */
async function findOwnAction(
  api: HaloPsaApi,
  ticketId: number,
  key: string,
  signal: AbortSignal,
): Promise<ActionRecord | undefined> {
  const actions = await api.actions(ticketId, signal);
  return actions.find(
    (action) => !action.byUser && !action.byMail && carriesMarker(readText(action.body), key),
  );
}

/** Halo does not say of every refusal that it is for want of the ticket. */
async function create(api: HaloPsaApi, body: ActionBody, signal: AbortSignal): Promise<ActionRecord> {
  try {
    return await api.createAction(body, signal);
  } catch (error) {
    if (errorCode(error) === 'invalid_input') await api.ticket(body.ticket_id, signal);
    throw error;
  }
}

/** Read back, because the outcome or a rule of the MSP may show an action after it was accepted. */
async function refuseVisible(
  api: HaloPsaApi,
  ticketId: number,
  { id }: ActionRecord,
  signal: AbortSignal,
): Promise<void> {
  const stored = await api.action(ticketId, id, signal);
  if (!stored) throw failure('unexpected_response', 'a note is not there after it was written');
  if (!stored.internal) throw failure('note_visible', `note ${noteId(ticketId, id)} is not internal`);
}

export interface NoteDependencies {
  api: HaloPsaApi;
  settings: HaloPsaSettings;
  agents: () => Promise<Agents>;
  /** What a contact is called. */
  userName: (userId: number) => Promise<string>;
}

/** The ticket's actions that say something, oldest first. */
export async function listNotes(
  { api, settings, agents, userName }: NoteDependencies,
  ticketId: number,
): Promise<Note[]> {
  const [actions, known] = await Promise.all([api.actions(ticketId), agents()]);
  // Of a ticket that does not exist Halo has no actions, which is no error to it.
  if (actions.length === 0) await api.ticket(ticketId);
  const notes = actions
    .toSorted(byTime)
    .map(async (action) =>
      inOurWords(ticketId, action, await authorOf(action, known, { ...settings, userName })),
    );
  return (await Promise.all(notes)).filter(({ text }) => text !== '');
}

function byTime(one: ActionRecord, other: ActionRecord): number {
  return (one.createdAt?.getTime() ?? 0) - (other.createdAt?.getTime() ?? 0) || one.id - other.id;
}

function inOurWords(ticketId: number, action: ActionRecord, author: Note['author']): Note {
  return {
    id: noteId(ticketId, action.id),
    text: readText(action.body),
    visibility: action.internal ? 'internal' : 'public',
    author,
    createdAt: action.createdAt ?? action.updatedAt ?? new Date(0),
    edited: isEdited(action),
    byMail: action.byMail,
  };
}

function isEdited({ createdAt, updatedAt }: ActionRecord): boolean {
  return (
    createdAt !== undefined &&
    updatedAt !== undefined &&
    updatedAt.getTime() - createdAt.getTime() > SAME_WRITE_MS
  );
}

function failure(code: 'unexpected_response' | 'note_visible', message: string): CountersignError {
  return new CountersignError(code, message, { vendor: 'halopsa' });
}
