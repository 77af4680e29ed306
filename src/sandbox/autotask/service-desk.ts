import type { Clock } from '../../clock.ts';
import { isOnList, NOTE_TYPE, PUBLISH, STATUS } from './picklists.ts';
import {
  type ContactRecord,
  type HookedEntity,
  type NoteRecord,
  type ResourceRecord,
  type TicketRecord,
  vendorDate,
} from './records.ts';
import { badReference, invalid, missingField, noMatchingRecords } from './refusal.ts';
import type { Seed } from './seed.ts';

/** Who does something: a resource (an API user is one), perhaps with another program behind it, or a contact. */
export type Actor =
  | { resource: ResourceRecord; impersonator?: ResourceRecord | undefined }
  | { contact: ContactRecord };

/** What happened to a ticket or a note, and which fields of it are new. */
export interface Change {
  action: 'Create' | 'Update';
  entity: HookedEntity;
  record: TicketRecord | NoteRecord;
  fields: readonly string[];
  /** Resource or contact. */
  personId: number;
}

/** What a caller may give of a ticket. */
export type TicketInput = Given<
  | 'title'
  | 'description'
  | 'companyID'
  | 'contactID'
  | 'status'
  | 'priority'
  | 'queueID'
  | 'source'
  | 'assignedResourceID'
  | 'dueDateTime'
  | 'externalID',
  TicketRecord
>;

/** What a caller may give of a note. */
export type NoteInput = Given<'title' | 'description' | 'noteType' | 'publish', NoteRecord>;

type Given<Field extends keyof Record, Record> = { [Name in Field]?: Record[Name] | undefined };

const LONGEST = { ticketTitle: 255, ticketDescription: 8_000, externalID: 50, noteTitle: 250, note: 32_000 };

/** The tickets and notes of the simulated Autotask with the rules that hold whoever changes them. */
export class ServiceDesk {
  readonly tickets: TicketRecord[] = [];
  readonly notes: NoteRecord[] = [];
  readonly #seed: Seed;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: Change) => void>();
  #nextTicketId = 351_181;
  #nextNoteId = 29_926_301;
  /** A workflow rule of the MSP: internal notes are published to everybody. */
  publishesInternalNotes = false;

  constructor(seed: Seed, clock: Clock) {
    this.#seed = seed;
    this.#clock = clock;
  }

  onChange(listener: (change: Change) => void): void {
    this.#listeners.add(listener);
  }

  ticket(id: number): TicketRecord {
    const found = this.tickets.find((ticket) => ticket.id === id);
    if (!found) throw noMatchingRecords();
    return found;
  }

  openTicket(input: TicketInput, actor: Actor): TicketRecord {
    for (const field of ['companyID', 'priority', 'status', 'title'] as const) {
      if (input[field] === undefined || input[field] === '') throw missingField(field);
    }
    // Our ticket category is one that wants a queue where nobody is assigned, as the standard one does.
    if (!input.queueID && !input.assignedResourceID) throw missingField('queueID');
    this.#refuseBadTicket(input, input.companyID ?? -1);
    const ticket = this.#newTicket(input, actor);
    this.tickets.push(ticket);
    this.#changed({ action: 'Create', entity: 'Ticket', record: ticket, fields: Object.keys(input) }, actor);
    return ticket;
  }

  changeTicket(id: number, input: TicketInput, actor: Actor): TicketRecord {
    const ticket = this.ticket(id);
    this.#refuseBadTicket(input, ticket.companyID);
    Object.assign(ticket, input);
    if (input.status !== undefined) {
      ticket.completedDate = input.status === STATUS.complete ? this.#now() : null;
    }
    this.#touch(ticket, actor);
    this.#changed({ action: 'Update', entity: 'Ticket', record: ticket, fields: Object.keys(input) }, actor);
    return ticket;
  }

  addNote(ticketId: number, input: NoteInput, actor: Actor): NoteRecord {
    const ticket = this.ticket(ticketId);
    refuseBadNote(input);
    const note = this.#newNote(ticketId, input, actor);
    this.notes.push(note);
    this.#touch(ticket, actor);
    this.#changed(
      { action: 'Create', entity: 'TicketNote', record: note, fields: Object.keys(input) },
      actor,
    );
    return note;
  }

  editNote(noteId: number, description: string, actor: Actor): NoteRecord {
    const note = this.notes.find(({ id }) => id === noteId);
    if (!note) throw noMatchingRecords();
    note.description = description;
    note.lastActivityDate = this.#now();
    this.#touch(this.ticket(note.ticketID), actor);
    this.#changed({ action: 'Update', entity: 'TicketNote', record: note, fields: ['description'] }, actor);
    return note;
  }

  deleteNote(noteId: number, actor: Actor): void {
    const at = this.notes.findIndex(({ id }) => id === noteId);
    const [note] = at < 0 ? [] : this.notes.splice(at, 1);
    if (!note) throw noMatchingRecords();
    this.#touch(this.ticket(note.ticketID), actor);
  }

  #newTicket(input: TicketInput, actor: Actor): TicketRecord {
    const now = this.#now();
    const id = this.#nextTicketId++;
    return {
      id,
      ticketNumber: `T${now.slice(0, 10).replaceAll('-', '')}.${String(id % 10_000).padStart(4, '0')}`,
      title: input.title ?? '',
      description: input.description ?? null,
      companyID: input.companyID ?? 0,
      contactID: input.contactID ?? null,
      status: input.status ?? STATUS.new,
      priority: input.priority ?? 0,
      queueID: input.queueID ?? null,
      source: input.source ?? null,
      assignedResourceID: input.assignedResourceID ?? null,
      assignedResourceRoleID: null,
      ...createdBy(actor),
      createDate: now,
      lastActivityDate: now,
      lastActivityResourceID: 'resource' in actor ? actor.resource.id : null,
      dueDateTime: input.dueDateTime ?? null,
      completedDate: null,
      resolution: null,
      externalID: input.externalID ?? null,
      userDefinedFields: [],
    };
  }

  #newNote(ticketID: number, input: NoteInput, actor: Actor): NoteRecord {
    const now = this.#now();
    const publish = input.publish ?? PUBLISH.internalProjectTeam;
    const isShown = this.publishesInternalNotes && publish === PUBLISH.internalProjectTeam;
    return {
      id: this.#nextNoteId++,
      ticketID,
      title: input.title ?? '',
      description: input.description ?? '',
      noteType: input.noteType ?? NOTE_TYPE.taskNotes,
      publish: isShown ? PUBLISH.allAutotaskUsers : publish,
      createDateTime: now,
      lastActivityDate: now,
      ...createdBy(actor),
      impersonatorUpdaterResourceID: null,
      userDefinedFields: [],
    };
  }

  #refuseBadTicket(input: TicketInput, companyID: number): void {
    refuseLong('title', input.title, LONGEST.ticketTitle);
    refuseLong('description', input.description, LONGEST.ticketDescription);
    refuseLong('externalID', input.externalID, LONGEST.externalID);
    for (const field of ['status', 'priority', 'queueID', 'source'] as const) {
      refuseOffList('Tickets', field, input[field]);
    }
    if (!this.#seed.companies.some(({ id }) => id === companyID)) throw badReference('companyID', 'Account');
    const theirs = this.#seed.contacts.filter((contact) => contact.companyID === companyID);
    if (typeof input.contactID === 'number' && !theirs.some(({ id }) => id === input.contactID)) {
      throw badReference('contactID', 'Contact');
    }
  }

  #touch(ticket: TicketRecord, actor: Actor): void {
    ticket.lastActivityDate = this.#now();
    ticket.lastActivityResourceID = 'resource' in actor ? actor.resource.id : null;
  }

  #changed(change: Omit<Change, 'personId'>, actor: Actor): void {
    const personId = 'resource' in actor ? actor.resource.id : actor.contact.id;
    for (const listener of this.#listeners) listener({ ...change, personId });
  }

  #now(): string {
    return vendorDate(this.#clock.now());
  }
}

type Created = Pick<
  TicketRecord,
  'creatorResourceID' | 'createdByContactID' | 'impersonatorCreatorResourceID'
>;

function createdBy(actor: Actor): Created {
  return {
    creatorResourceID: 'resource' in actor ? actor.resource.id : null,
    createdByContactID: 'contact' in actor ? actor.contact.id : null,
    impersonatorCreatorResourceID: ('impersonator' in actor && actor.impersonator?.id) || null,
  };
}

function refuseBadNote({ title, description, noteType, publish }: NoteInput): void {
  if (!description) throw missingField('description');
  if (noteType === undefined) throw missingField('noteType');
  if (publish === undefined) throw missingField('publish');
  refuseLong('title', title, LONGEST.noteTitle);
  refuseLong('description', description, LONGEST.note);
  refuseOffList('TicketNotes', 'noteType', noteType);
  refuseOffList('TicketNotes', 'publish', publish);
}

function refuseLong(field: string, value: string | null | undefined, most: number): void {
  if ((value?.length ?? 0) <= most) return;
  throw invalid(`The length of the field ${field} exceeds the maximum of ${most} characters.`);
}

function refuseOffList(entity: string, field: string, value: number | null | undefined): void {
  if (typeof value !== 'number' || isOnList(entity, field, value)) return;
  throw invalid(`Value: ${value} for field ${field} is not a valid picklist value.`);
}
