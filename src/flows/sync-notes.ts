import { addMs, MINUTE_MS, SECOND_MS } from '../clock.ts';
import type { ApprovalRequest } from '../models/approval.ts';
import type { AuditFact } from '../models/audit.ts';
import { identityKey } from '../models/conversation.ts';
import { technicianIdentity } from '../models/person.ts';
import { NO_NOTES, type RequestMessage, type ServiceRequest, type TicketNotes } from '../models/request.ts';
import type { RequestChange } from '../models/stores.ts';
import type { Note, Psa, Ticket } from '../tools/psa.ts';
import { cardsInChat } from './cards-in-chat.ts';
import { ticketKey } from './client-psa.ts';
import {
  decidableOnTicket,
  decideByNotes,
  decideByPsaApproval,
  isGuessing,
  type NoteVerdicts,
  refuseChanged,
} from './decide-by-note.ts';
import { deliver, ownEntries } from './deliver.ts';
import type { Desk } from './desk.ts';
import { cut, MAX_MESSAGE_CHARACTERS } from './limits.ts';
import { isAutomaticAnswer } from './mail-robots.ts';
import { authorId, textHash } from './note-evidence.ts';
import { addMessage, type ReceiveDependencies } from './receive.ts';
import { sideEffects } from './side-effects.ts';
import { afterDelivery, type WorkDependencies } from './work.ts';

/** Decisions go the way that a click goes. */
export type SyncNotesDependencies = WorkDependencies & ReceiveDependencies & Pick<Desk, 'decide'>;

interface Syncing {
  psa: Psa;
  ticket: Ticket;
  request: ServiceRequest;
}

/** A ticket on which so much is written is read no more: a request's document stays small. */
const MAX_NOTES_SEEN = 200;
/** Of technicians' notes on a card. */
const MAX_NOTES_SHOWN = 5;
const MAX_NOTE_SHOWN = 500;
/** More than close deciding by note. */
const WRONG_CODES_KEPT = 10;
/** Clocks of the PSA and ours may differ. */
const CLOCKS_DIFFER_MS = 2 * MINUTE_MS;

/**
 * What was written on the ticket of a request that waits: the requester's public reply answers a question or adds to what
 * they asked, a technician's internal note decides or is shown on the cards. Each note is taken in once.
 */
export async function syncNotes(dependencies: SyncNotesDependencies, syncing: Syncing): Promise<void> {
  const { psa, ticket, request } = syncing;
  const known = request.ticketNotes ?? NO_NOTES;
  if (known.seen.length >= MAX_NOTES_SEEN) return;
  const since = addMs(request.createdAt, -CLOCKS_DIFFER_MS);
  const notes = (await psa.notes(ticket.id)).filter(({ author }) => author.kind !== 'ourselves');
  const fresh = notes.filter(({ id, createdAt }) => !known.seen.includes(id) && createdAt >= since);
  await decideByPsaApproval(dependencies, syncing);
  await refuseChanged(dependencies, {
    psa,
    request,
    notes: notes.filter(({ id }) => known.seen.includes(id)),
  });
  const verdicts = await decideByNotes(dependencies, { psa, request, notes: fresh });
  await takeReplies(dependencies, syncing, fresh);
  if (fresh.length > 0) await recordNotes(dependencies, request.id, { psa, fresh, verdicts });
}

/** Nobody's words but those of the requester as the ticket's contact, to everybody, and not before the question. */
async function takeReplies(
  dependencies: SyncNotesDependencies,
  { ticket, request }: Syncing,
  fresh: readonly Note[],
): Promise<void> {
  if (!isContact(request, ticket)) return;
  const question = request.messages.findLast(({ from }) => from === 'agent');
  const asked = question?.at ?? request.createdAt;
  for (const note of fresh) {
    if (note.author.kind !== 'contact' || note.author.id !== ticket.contactId) continue;
    // The PSA's clock has whole seconds, and may be behind ours.
    if (note.visibility !== 'public' || note.edited || addMs(note.createdAt, SECOND_MS) <= asked) continue;
    if (isAutomaticAnswer(note.text, question?.text)) continue;
    const current = await dependencies.requests.find(request.id);
    if (current) await addMessage(dependencies, current, messageOf(current, note));
  }
}

/** A ticket can be given another contact: their words are not the requester's. */
function isContact({ requester, ticket }: ServiceRequest, { contactId, contactEmail }: Ticket): boolean {
  const { identity, email } = requester;
  if (contactId !== undefined && identity.user === contactId && identity.provider === ticket?.psa)
    return true;
  return email !== undefined && contactEmail?.toLowerCase() === email.toLowerCase();
}

function messageOf(request: ServiceRequest, note: Note): RequestMessage {
  const ticket = request.ticket ? ticketKey(request.ticket) : '';
  return {
    key: `psa:${ticket}:${note.id}`,
    from: 'requester',
    text: cut(note.text, MAX_MESSAGE_CHARACTERS),
    at: note.createdAt,
  };
}

interface NewNotes {
  psa: Psa;
  fresh: readonly Note[];
  verdicts: NoteVerdicts;
}

/** Losing the saves means that somebody else was faster: the notes are read again with the next change. */
const MAX_TRIES = 5;

/** Remembers what was read, and brings the cards up to date with what technicians wrote. */
async function recordNotes(
  dependencies: SyncNotesDependencies,
  requestId: string,
  notes: NewNotes,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = await dependencies.requests.find(requestId);
    if (!request || (request.status !== 'awaiting_approval' && request.status !== 'awaiting_requester'))
      return;
    const unseen = notesLeft(request, notes);
    if (unseen.fresh.length === 0) return;
    const change = await changeBy(dependencies, request, unseen);
    const saved = await dependencies.requests.save(request, change);
    if (!saved) continue;
    return afterDelivery(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
  }
}

/** Somebody else may have taken some of them in meanwhile. */
function notesLeft({ ticketNotes }: ServiceRequest, { psa, fresh, verdicts }: NewNotes): NewNotes {
  const isLeft = ({ id }: Note) => !(ticketNotes?.seen.includes(id) ?? false);
  const { nearMisses, wrongCodes } = verdicts;
  return {
    psa,
    fresh: fresh.filter(isLeft),
    verdicts: { ...verdicts, nearMisses: nearMisses.filter(isLeft), wrongCodes: wrongCodes.filter(isLeft) },
  };
}

async function changeBy(
  dependencies: SyncNotesDependencies,
  request: ServiceRequest,
  { psa, fresh, verdicts }: NewNotes,
): Promise<RequestChange> {
  const now = dependencies.clock.now();
  const known = request.ticketNotes ?? NO_NOTES;
  const wrongCodesAt = [...known.wrongCodesAt, ...verdicts.wrongCodes.map(() => now)].slice(
    -WRONG_CODES_KEPT,
  );
  const effects = sideEffects(request, now);
  const shown = fresh.filter(isTechniciansWord).map(shownNote);
  if (shown.length > 0 && request.approvals.length > 0) effects.add({ kind: 'update_cards' });
  const hints = verdicts.nearMisses.length > 0 && !known.hinted && decidableOnTicket(request) !== undefined;
  if (hints) effects.add({ kind: 'note', visibility: 'internal', text: HINT });
  for (const note of verdicts.nearMisses) effects.audit('decision_refused', nearMissDetails(psa, note));
  const closes = isGuessing(wrongCodesAt, now) && request.approvals.some(({ code }) => code !== undefined);
  if (closes) {
    effects.add({ kind: 'note', visibility: 'internal', text: CLOSED });
    effects.add({ kind: 'tell_technicians', text: CLOSED });
    for (const card of await cardsInChat(dependencies, request)) effects.add(card);
  }
  const ticketNotes: TicketNotes = {
    ...known,
    seen: [...known.seen, ...fresh.map(({ id }) => id)],
    shown: [...known.shown, ...shown].slice(-MAX_NOTES_SHOWN),
    wrongCodesAt,
    ...(hints ? { hinted: true as const } : {}),
  };
  const approvals = closes ? { approvals: request.approvals.map(withoutCode) } : {};
  return { set: { ticketNotes, ...approvals }, outbox: effects.entries() };
}

function nearMissDetails({ name }: Psa, { id, author, text }: Note): AuditFact['details'] {
  const identity = identityKey(technicianIdentity(name, authorId(author)));
  return { identity, why: 'The note is not exactly a command.', note: id, textHash: textHash(text) };
}

function withoutCode(approval: ApprovalRequest): ApprovalRequest {
  const { code: _code, ...rest } = approval;
  return rest;
}

const HINT =
  'This decides nothing yet. To decide here, write a new internal note whose only line is the word approve, or deny, and the code from the note that asked (after deny, a reason if you like). Or decide in chat.';
const CLOSED =
  'Wrong codes were given several times, so that notes on this ticket decide nothing any more. Please decide in chat.';

function isTechniciansWord({ author, visibility }: Note): boolean {
  return author.kind === 'technician' && visibility === 'internal';
}

function shownNote({ author, text, createdAt }: Note) {
  return { by: 'name' in author ? author.name : '', text: cut(text.trim(), MAX_NOTE_SHOWN), at: createdAt };
}
