import type { NoteAuthor } from '../psa.ts';
import { carriesAnyMarker } from '../psa-text.ts';
import { isOurExternalId } from './external-id.ts';
import type { KnownPeople } from './people.ts';
import type { NoteRecord, TicketRecord } from './schema.ts';

const AUTOMATION: NoteAuthor = { kind: 'automation' };

/** Workflow rules (13), the system's own (91–95), monitoring (99) and backup (100). */
const SYSTEM_NOTE_TYPES: ReadonlySet<number> = new Set([13, 91, 92, 93, 94, 95, 99, 100]);
/** Made of a mail, whoever's address was on it. */
const MAIL_NOTE_TYPE = 101;

/** Every resource that one of these notes names. */
export function resourcesOf(notes: readonly NoteRecord[]): (number | undefined)[] {
  return notes.map(({ creatorResourceID }) => creatorResourceID);
}

/** Whether a note came in by mail, so that its author is no more than a sender's address. */
export function cameByMail({ noteType }: NoteRecord): boolean {
  return noteType === MAIL_NOTE_TYPE;
}

/**
 * Who wrote a note. A program that writes in somebody's name leaves itself as impersonator; a resource and a contact
 * together contradict each other. Neither is believed.
 */
export function authorOf(note: NoteRecord, people: KnownPeople): NoteAuthor {
  if (note.impersonatorCreatorResourceID !== undefined) return AUTOMATION;
  if (note.noteType !== undefined && SYSTEM_NOTE_TYPES.has(note.noteType)) return AUTOMATION;
  if (note.creatorResourceID === people.ownId && note.createdByContactID === undefined) {
    return carriesAnyMarker(note.description) ? { kind: 'ourselves' } : AUTOMATION;
  }
  return personOf(note, people);
}

/** Who opened a ticket. One that Autotask itself made of a mail is its contact's; an API user's is a program's. */
export function openerOf(
  ticket: TicketRecord,
  people: KnownPeople,
  { byMail }: { byMail: boolean },
): NoteAuthor {
  if (ticket.impersonatorCreatorResourceID !== undefined) return AUTOMATION;
  if (ticket.creatorResourceID === people.ownId) {
    return isOurExternalId(ticket.externalID) ? { kind: 'ourselves' } : AUTOMATION;
  }
  if (byMail && ticket.contactID !== undefined && !isProgram(ticket.creatorResourceID, people)) {
    return contact(ticket.contactID, people);
  }
  return personOf(ticket, people);
}

function isProgram(resourceId: number | undefined, { colleagues }: KnownPeople): boolean {
  return resourceId !== undefined && colleagues.get(resourceId)?.isPerson === false;
}

function personOf(
  { creatorResourceID, createdByContactID }: Pick<NoteRecord, 'creatorResourceID' | 'createdByContactID'>,
  people: KnownPeople,
): NoteAuthor {
  if (createdByContactID !== undefined) {
    return creatorResourceID === undefined ? contact(createdByContactID, people) : AUTOMATION;
  }
  const colleague = creatorResourceID === undefined ? undefined : people.colleagues.get(creatorResourceID);
  return colleague?.isPerson
    ? { kind: 'technician', id: String(colleague.id), name: colleague.name }
    : AUTOMATION;
}

function contact(id: number, { contacts }: KnownPeople): NoteAuthor {
  return { kind: 'contact', id: String(id), name: contacts.get(id)?.name ?? '' };
}
