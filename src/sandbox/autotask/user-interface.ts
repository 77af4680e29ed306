import { LICENCE, NOTE_TYPE, PUBLISH, QUEUE, SOURCE, STATUS } from './picklists.ts';
import type { ContactRecord, NoteRecord, ResourceRecord, TicketRecord } from './records.ts';
import { noMatchingRecords } from './refusal.ts';
import type { Seed } from './seed.ts';
import type { NoteInput, ServiceDesk, TicketInput } from './service-desk.ts';

/** A ticket as somebody fills it in. */
export interface FilledIn {
  email: string;
  summary: string;
  description?: string | undefined;
  /** `Help Desk` when absent. */
  queue?: 'Help Desk' | 'Onsite' | undefined;
}

/** What people do in Autotask itself, in the browser, the portal or by mail. Each fires the webhooks it would. */
export interface UserInterface {
  contactOpensTicket(ticket: FilledIn): TicketRecord;
  /** Autotask makes a ticket of a mail, in its own name. */
  contactMailsTicket(ticket: FilledIn): TicketRecord;
  /** For a contact who is on the phone. `technician` is an e-mail address, here and below. */
  technicianOpensTicket(ticket: FilledIn & { technician: string }): TicketRecord;
  /** For a company as a whole. */
  technicianOpensTicketForCompany(ticket: {
    technician: string;
    companyId: number;
    summary: string;
  }): TicketRecord;
  technicianWrites(note: {
    ticketId: number;
    technician: string;
    text: string;
    visibility?: 'internal' | 'public';
  }): NoteRecord;
  technicianEdits(edit: { noteId: number; technician: string; text: string }): NoteRecord;
  technicianDeletes(deletion: { noteId: number; technician: string }): void;
  technicianBegins(beginning: { ticketId: number; technician: string }): TicketRecord;
  technicianTakes(taking: { ticketId: number; technician: string }): TicketRecord;
  technicianCloses(closing: { ticketId: number; technician: string }): TicketRecord;
  contactWrites(note: { ticketId: number; email: string; text: string }): NoteRecord;
  /** A mail in answer to one of Autotask's. */
  contactMails(mail: { ticketId: number; email: string; text: string }): NoteRecord;
  /** A mail with a technician's address on it, whoever sent it: customers see what becomes of it. */
  technicianMails(mail: { ticketId: number; technician: string; text: string }): NoteRecord;
  /** A workflow rule of the MSP. */
  workflowWrites(note: { ticketId: number; text: string }): NoteRecord;
  /** The MSP takes the contact's e-mail address away. */
  contactLosesAddress(email: string): void;
  /** They are no longer with the client. */
  contactLeaves(email: string): void;
  /** They are no longer with the MSP. */
  technicianLeaves(technician: string): void;
}

/** What people do in Autotask's own pages. */
export function userInterface({ seed, desk }: { seed: Seed; desk: ServiceDesk }): UserInterface {
  const contact = (email: string) => contactBy(seed, email);
  const resource = (email: string) => technicianBy(seed, email);
  const ticketOf = (filledIn: FilledIn, source: number): TicketInput => ({
    ...newTicket(filledIn.summary, contact(filledIn.email).companyID, source),
    ...(filledIn.description !== undefined && { description: filledIn.description }),
    contactID: contact(filledIn.email).id,
    ...(filledIn.queue === 'Onsite' && { queueID: QUEUE.onsite }),
  });
  const noteOf = (description: string, noteType: number, publish: number): NoteInput => ({
    title: '',
    description,
    noteType,
    publish,
  });

  return {
    contactOpensTicket: (filledIn) =>
      desk.openTicket(ticketOf(filledIn, SOURCE.clientPortal), { contact: contact(filledIn.email) }),
    contactMailsTicket: (filledIn) =>
      desk.openTicket(ticketOf(filledIn, SOURCE.email), { resource: seed.system }),
    technicianOpensTicket: ({ technician, ...filledIn }) =>
      desk.openTicket(ticketOf(filledIn, SOURCE.phone), { resource: resource(technician) }),
    technicianOpensTicketForCompany: ({ technician, companyId, summary }) =>
      desk.openTicket(newTicket(summary, companyId, SOURCE.phone), { resource: resource(technician) }),
    technicianWrites({ ticketId, technician, text, visibility = 'internal' }) {
      const publish = visibility === 'internal' ? PUBLISH.internalProjectTeam : PUBLISH.allAutotaskUsers;
      const note = noteOf(text, NOTE_TYPE.taskNotes, publish);
      return desk.addNote(ticketId, note, { resource: resource(technician) });
    },
    technicianEdits: ({ noteId, technician, text }) =>
      desk.editNote(noteId, text, { resource: resource(technician) }),
    technicianDeletes: ({ noteId, technician }) =>
      desk.deleteNote(noteId, { resource: resource(technician) }),
    technicianBegins: ({ ticketId, technician }) =>
      desk.changeTicket(ticketId, { status: STATUS.inProgress }, { resource: resource(technician) }),
    technicianTakes({ ticketId, technician }) {
      const assignee = resource(technician);
      return desk.changeTicket(ticketId, { assignedResourceID: assignee.id }, { resource: assignee });
    },
    technicianCloses: ({ ticketId, technician }) =>
      desk.changeTicket(ticketId, { status: STATUS.complete }, { resource: resource(technician) }),
    contactWrites: ({ ticketId, email, text }) =>
      desk.addNote(ticketId, noteOf(text, NOTE_TYPE.clientPortal, PUBLISH.allAutotaskUsers), {
        contact: contact(email),
      }),
    contactMails: ({ ticketId, email, text }) =>
      desk.addNote(ticketId, noteOf(text, NOTE_TYPE.email, PUBLISH.allAutotaskUsers), {
        contact: contact(email),
      }),
    technicianMails: ({ ticketId, technician, text }) =>
      desk.addNote(ticketId, noteOf(text, NOTE_TYPE.email, PUBLISH.allAutotaskUsers), {
        resource: resource(technician),
      }),
    workflowWrites: ({ ticketId, text }) =>
      desk.addNote(ticketId, noteOf(text, NOTE_TYPE.workflow, PUBLISH.internalProjectTeam), {
        resource: seed.system,
      }),
    contactLosesAddress(email) {
      contact(email).emailAddress = '';
    },
    contactLeaves(email) {
      contact(email).isActive = 0;
    },
    technicianLeaves(technician) {
      resource(technician).isActive = false;
    },
  };
}

function newTicket(title: string, companyID: number, source: number): TicketInput {
  return { title, companyID, status: STATUS.new, priority: 2, queueID: QUEUE.helpDesk, source };
}

function technicianBy(seed: Seed, email: string): ResourceRecord {
  const found = seed.resources.find((one) => one.email === email && one.licenseType !== LICENCE.apiUser);
  if (!found) throw noMatchingRecords();
  return found;
}

function contactBy(seed: Seed, email: string): ContactRecord {
  const found = seed.contacts.find(({ emailAddress }) => emailAddress.toLowerCase() === email.toLowerCase());
  if (!found) throw noMatchingRecords();
  return found;
}
