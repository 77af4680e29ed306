import { addMs, type Clock, SECOND_MS } from '../../clock.ts';
import {
  type CompanyRecord,
  type ContactRecord,
  companyReference,
  contactReference,
  defaultEmail,
  type MemberRecord,
  memberReference,
  type NoteRecord,
  type Reference,
  reference,
  type StatusRecord,
  type TicketRecord,
  vendorDate,
} from './records.ts';
import { invalidObject, missingField, recordNotFound } from './refusal.ts';
import type { Seed } from './seed.ts';

/** Told after every change of a ticket. `by` is the member whose doing it was, where it was a member's. */
export type TicketListener = (change: {
  action: 'added' | 'updated';
  ticket: TicketRecord;
  by: MemberRecord | undefined;
}) => void;

/** Who does something: a member (the API's is one), a contact in the portal, or the e-mail connector with a mail of either. */
export type Actor =
  | { member: MemberRecord }
  | { contact: ContactRecord }
  | { mailFrom: MemberRecord | ContactRecord };

/** The e-mail connector by the names that its tickets and its notes carry; unverified against a live ConnectWise. */
const MAIL_SOURCE: Reference = { id: 2, name: 'Email Connector' };
const CONNECTOR = 'EmailConnector';

export interface TicketInput {
  summary: string;
  company: CompanyRecord;
  boardId: number;
  contact?: ContactRecord | undefined;
  externalXRef?: string | undefined;
  description?: string | undefined;
}

export interface NoteInput {
  text: string;
  detailDescriptionFlag?: boolean | undefined;
  internalAnalysisFlag?: boolean | undefined;
  resolutionFlag?: boolean | undefined;
  customerUpdatedFlag?: boolean | undefined;
  processNotifications?: boolean | undefined;
  /** Shown as the author; whoever is signed in when absent. */
  shownMember?: MemberRecord | undefined;
  shownContact?: ContactRecord | undefined;
}

/** Longer ones are refused, with this vendor's words for it. */
const MAX_SUMMARY = 100;
const MAX_REFERENCE = 100;

/** The tickets and notes of the simulated ConnectWise with the rules that hold whoever changes them. */
export class ServiceDesk {
  readonly tickets: TicketRecord[] = [];
  readonly notes: NoteRecord[] = [];
  readonly #seed: Seed;
  readonly #clock: Clock;
  readonly #listeners = new Set<TicketListener>();
  #nextTicketId = 48_201;
  #nextNoteId = 991_201;
  /** A workflow rule of the MSP: internal notes are copied to the discussion. */
  copiesNotesToDiscussion = false;

  constructor(seed: Seed, clock: Clock) {
    this.#seed = seed;
    this.#clock = clock;
  }

  onChange(listener: TicketListener): void {
    this.#listeners.add(listener);
  }

  ticket(id: number): TicketRecord {
    const found = this.tickets.find((ticket) => ticket.id === id);
    if (!found) throw recordNotFound('Ticket', id);
    return found;
  }

  notesOf(ticketId: number): NoteRecord[] {
    const { id } = this.ticket(ticketId);
    return this.notes.filter((note) => note.ticketId === id);
  }

  openTicket(input: TicketInput, actor: Actor): TicketRecord {
    refuseBadSummary(input.summary);
    refuseLongReference(input.externalXRef);
    const ticket = this.#newTicket(input, actor);
    this.tickets.push(ticket);
    if (input.description) {
      const note = { text: input.description, detailDescriptionFlag: true, shownContact: input.contact };
      this.#writeNote(ticket, note, actor);
    }
    this.#changed('added', ticket, actor);
    return ticket;
  }

  addNote(ticketId: number, input: NoteInput, actor: Actor): NoteRecord {
    const ticket = this.ticket(ticketId);
    const note = this.#writeNote(ticket, input, actor);
    if (note.customerUpdatedFlag) ticket.customerUpdatedFlag = true;
    this.#touch(ticket, actor);
    return note;
  }

  editNote(noteId: number, text: string, actor: Actor): NoteRecord {
    const note = this.notes.find(({ id }) => id === noteId);
    if (!note) throw recordNotFound('ServiceNote', noteId);
    note.text = text;
    // A second later at least: an edit within the second it was written in would leave no trace.
    const after = addMs(new Date(note.dateCreated), SECOND_MS);
    const now = this.#clock.now();
    note._info = { lastUpdated: vendorDate(now > after ? now : after), updatedBy: nameOf(actor) };
    this.#touch(this.ticket(note.ticketId), actor);
    return note;
  }

  deleteNote(noteId: number, actor: Actor): void {
    const at = this.notes.findIndex(({ id }) => id === noteId);
    const [note] = at < 0 ? [] : this.notes.splice(at, 1);
    if (!note) throw recordNotFound('ServiceNote', noteId);
    this.#touch(this.ticket(note.ticketId), actor);
  }

  setStatus(ticketId: number, status: StatusRecord, actor: Actor): TicketRecord {
    const ticket = this.ticket(ticketId);
    if (status.board.id !== ticket.board.id || status.inactive) {
      const message = `The status ${status.name} is not on the board ${ticket.board.name}.`;
      throw invalidObject('ticket', { code: 'InvalidField', message, field: 'status' });
    }
    ticket.status = reference(status);
    ticket.closedFlag = status.closedStatus;
    delete ticket.closedDate;
    delete ticket.closedBy;
    if (status.closedStatus) {
      ticket.closedDate = this.#now();
      ticket.closedBy = nameOf(actor);
    }
    this.#touch(ticket, actor);
    return ticket;
  }

  /** On the schedule of a member: the ticket's resources name them, and its first becomes its owner. */
  assign(ticketId: number, member: MemberRecord, actor: Actor): TicketRecord {
    const ticket = this.ticket(ticketId);
    const others = ticket.resources?.split(', ') ?? [];
    ticket.resources = [...new Set([...others, member.identifier])].join(', ');
    ticket.owner ??= memberReference(member);
    this.#touch(ticket, actor);
    return ticket;
  }

  setSummary(ticketId: number, summary: string, actor: Actor): TicketRecord {
    refuseBadSummary(summary);
    const ticket = this.ticket(ticketId);
    ticket.summary = summary;
    this.#touch(ticket, actor);
    return ticket;
  }

  #newTicket(input: TicketInput, actor: Actor): TicketRecord {
    const { board, status } = this.#startOn(input.boardId);
    const email = input.contact && defaultEmail(input.contact);
    const now = this.#now();
    return {
      id: this.#nextTicketId++,
      summary: input.summary,
      recordType: 'ServiceTicket',
      board,
      status,
      company: companyReference(input.company),
      ...(input.contact && {
        contact: contactReference(input.contact),
        contactName: contactReference(input.contact).name,
      }),
      ...(email && { contactEmailAddress: email }),
      ...(input.externalXRef && { externalXRef: input.externalXRef }),
      ...('mailFrom' in actor && { source: MAIL_SOURCE }),
      closedFlag: false,
      customerUpdatedFlag: false,
      _info: { lastUpdated: now, updatedBy: nameOf(actor), dateEntered: now, enteredBy: nameOf(actor) },
    };
  }

  #startOn(boardId: number): Pick<TicketRecord, 'board' | 'status'> {
    const status = this.#seed.statuses.find((one) => one.board.id === boardId && one.defaultFlag);
    if (!status)
      throw invalidObject('ticket', {
        code: 'InvalidField',
        message: 'The board has no default status.',
        field: 'board',
      });
    return { board: status.board, status: reference(status) };
  }

  #writeNote(ticket: TicketRecord, input: NoteInput, actor: Actor): NoteRecord {
    const internal = input.internalAnalysisFlag ?? false;
    const note: NoteRecord = {
      id: this.#nextNoteId++,
      ticketId: ticket.id,
      text: input.text,
      detailDescriptionFlag:
        (input.detailDescriptionFlag ?? false) || (internal && this.copiesNotesToDiscussion),
      internalAnalysisFlag: internal,
      resolutionFlag: input.resolutionFlag ?? false,
      ...shownAuthor(input, actor),
      customerUpdatedFlag: input.customerUpdatedFlag ?? false,
      processNotifications: input.processNotifications ?? false,
      dateCreated: this.#now(),
      createdBy: nameOf(actor),
      _info: { lastUpdated: this.#now(), updatedBy: nameOf(actor) },
    };
    this.notes.push(note);
    return note;
  }

  #touch(ticket: TicketRecord, actor: Actor): void {
    ticket._info = { ...ticket._info, lastUpdated: this.#now(), updatedBy: nameOf(actor) };
    this.#changed('updated', ticket, actor);
  }

  #changed(action: 'added' | 'updated', ticket: TicketRecord, actor: Actor): void {
    const by = 'member' in actor ? actor.member : undefined;
    for (const listener of this.#listeners) listener({ action, ticket, by });
  }

  #now(): string {
    return vendorDate(this.#clock.now());
  }
}

function shownAuthor(input: NoteInput, actor: Actor): Pick<NoteRecord, 'member' | 'contact'> {
  const { contact, member } = behind(actor);
  const shownContact = input.shownContact ?? contact;
  if (shownContact) return { contact: contactReference(shownContact) };
  const shownMember = input.shownMember ?? member;
  return shownMember ? { member: memberReference(shownMember) } : {};
}

/** Whom an actor is, or says that they are. */
function behind(actor: Actor): { member?: MemberRecord; contact?: ContactRecord } {
  if (!('mailFrom' in actor)) return actor;
  return 'identifier' in actor.mailFrom ? { member: actor.mailFrom } : { contact: actor.mailFrom };
}

/** What `createdBy` and `updatedBy` say. */
function nameOf(actor: Actor): string {
  if ('mailFrom' in actor) return CONNECTOR;
  return 'member' in actor ? actor.member.identifier : contactReference(actor.contact).name;
}

function refuseLongReference(externalXRef = ''): void {
  if (externalXRef.length <= MAX_REFERENCE) return;
  const message = `The field externalXRef must be a string with a maximum length of ${MAX_REFERENCE}.`;
  throw invalidObject('ticket', { code: 'InvalidField', message, field: 'externalXRef' });
}

function refuseBadSummary(summary: string): void {
  if (summary.trim() === '') throw missingField('ticket', 'summary');
  if (summary.length <= MAX_SUMMARY) return;
  const message = `The field summary must be a string with a maximum length of ${MAX_SUMMARY}.`;
  throw invalidObject('ticket', { code: 'InvalidField', message, field: 'summary' });
}
