import type { ContactRecord, MemberRecord, NoteRecord, TicketRecord } from './records.ts';
import { recordNotFound } from './refusal.ts';
import type { Seed } from './seed.ts';
import type { ServiceDesk } from './service-desk.ts';

/** What people do in ConnectWise itself, in the browser, the portal or by mail. Each fires the callbacks it would. */
export interface UserInterface {
  /** `member` is a member id such as `ttanaka`. */
  technicianWritesNote(note: {
    ticketId: number;
    member: string;
    text: string;
    visibility?: 'internal' | 'public';
  }): NoteRecord;
  technicianEditsNote(edit: { noteId: number; member: string; text: string }): NoteRecord;
  /** Puts the ticket on the technician's schedule. */
  technicianTakes(taking: { ticketId: number; member: string }): TicketRecord;
  /** For a contact who is on the phone. */
  technicianOpensTicket(ticket: { member: string; email: string; summary: string }): TicketRecord;
  /** Sets the board's first closed status. */
  technicianCloses(closing: { ticketId: number; member: string }): TicketRecord;
  contactReplies(reply: { ticketId: number; email: string; text: string }): NoteRecord;
  contactOpensTicket(ticket: {
    email: string;
    summary: string;
    description?: string;
    board?: string;
  }): TicketRecord;
  /** The e-mail connector makes a ticket of a contact's mail. */
  mailOpensTicket(mail: { email: string; summary: string }): TicketRecord;
  /** The e-mail connector adds a mail to the discussion of its ticket; the address is a contact's or a member's. */
  mailAnswersTicket(mail: { email: string; ticketId: number; text: string }): NoteRecord;
  /** The MSP marks the contact as inactive. */
  contactLeaves(email: string): void;
}

/** What people do in ConnectWise's own pages. */
export function userInterface({ seed, desk }: { seed: Seed; desk: ServiceDesk }): UserInterface {
  const member = (identifier: string) => memberBy(seed, identifier);
  const placeOf = (contact: ContactRecord, board = 'Help Desk') => {
    const company = seed.companies.find(({ id }) => id === contact.company.id);
    const boardId = seed.boards.find(({ name }) => name === board)?.id;
    if (!company || boardId === undefined) throw recordNotFound('Board', board);
    return { company, boardId, contact };
  };

  return {
    technicianWritesNote({ ticketId, text, visibility = 'internal', member: identifier }) {
      const flags = {
        internalAnalysisFlag: visibility === 'internal',
        detailDescriptionFlag: visibility === 'public',
      };
      return desk.addNote(ticketId, { text, ...flags }, { member: member(identifier) });
    },
    technicianEditsNote: ({ noteId, text, member: identifier }) =>
      desk.editNote(noteId, text, { member: member(identifier) }),
    technicianTakes: ({ ticketId, member: identifier }) =>
      desk.assign(ticketId, member(identifier), { member: member(identifier) }),
    technicianOpensTicket: ({ member: identifier, email, summary }) =>
      desk.openTicket({ summary, ...placeOf(contactBy(seed, email)) }, { member: member(identifier) }),
    technicianCloses({ ticketId, member: identifier }) {
      const { board } = desk.ticket(ticketId);
      const closed = seed.statuses.find((status) => status.board.id === board.id && status.closedStatus);
      if (!closed) throw recordNotFound('BoardStatus', board.name);
      return desk.setStatus(ticketId, closed, { member: member(identifier) });
    },
    contactReplies({ ticketId, email, text }) {
      const note = { text, detailDescriptionFlag: true, customerUpdatedFlag: true };
      return desk.addNote(ticketId, note, { contact: contactBy(seed, email) });
    },
    contactOpensTicket({ email, summary, description, board }) {
      const contact = contactBy(seed, email);
      return desk.openTicket({ summary, description, ...placeOf(contact, board) }, { contact });
    },
    mailOpensTicket({ email, summary }) {
      const contact = contactBy(seed, email);
      return desk.openTicket({ summary, ...placeOf(contact) }, { mailFrom: contact });
    },
    mailAnswersTicket({ email, ticketId, text }) {
      const sender = seed.members.find(({ officeEmail }) => officeEmail === email);
      const note = { text, detailDescriptionFlag: true, customerUpdatedFlag: !sender };
      return desk.addNote(ticketId, note, { mailFrom: sender ?? contactBy(seed, email) });
    },
    contactLeaves(email) {
      contactBy(seed, email).inactiveFlag = true;
    },
  };
}

function memberBy(seed: Seed, identifier: string): MemberRecord {
  const found = seed.members.find((member) => member.identifier === identifier);
  if (!found) throw recordNotFound('Member', identifier);
  return found;
}

function contactBy(seed: Seed, email: string): ContactRecord {
  const found = seed.contacts.find(({ communicationItems }) =>
    communicationItems.some((item) => item.value.toLowerCase() === email.toLowerCase()),
  );
  if (!found) throw recordNotFound('Contact', email);
  return found;
}
