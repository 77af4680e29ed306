import type { ContactRecord, MemberRecord, NoteRecord, StatusRecord, TicketRecord } from './records.ts';
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
  technicianDeletesNote(deletion: { noteId: number; member: string }): void;
  /** Puts the ticket on the technician's schedule. */
  technicianTakes(taking: { ticketId: number; member: string }): TicketRecord;
  /** For a contact who is on the phone, or for a company as a whole. */
  technicianOpensTicket(
    ticket: { member: string; summary: string } & ({ email: string } | { companyId: number }),
  ): TicketRecord;
  /** Sets the board's first status of work. */
  technicianBegins(beginning: { ticketId: number; member: string }): TicketRecord;
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
  mailOpensTicket(mail: { email: string; summary: string; description?: string }): TicketRecord;
  /** The e-mail connector adds a mail to the discussion of its ticket; the address is a contact's or a member's. */
  mailAnswersTicket(mail: { email: string; ticketId: number; text: string }): NoteRecord;
  /** The MSP marks the contact as inactive. */
  contactLeaves(email: string): void;
  /** The MSP takes the contact's e-mail address away. */
  contactLosesAddress(email: string): void;
  /** Another program with keys of its own, in a technician's name if it wants. */
  programWrites(note: { ticketId: number; text: string; shownMember?: string }): NoteRecord;
  programOpensTicket(ticket: { email: string; summary: string }): TicketRecord;
}

/** What people do in ConnectWise's own pages. */
export function userInterface({ seed, desk }: { seed: Seed; desk: ServiceDesk }): UserInterface {
  const member = (identifier: string) => memberBy(seed, identifier);
  const placeFor = (companyId: number, board = 'Help Desk') => {
    const company = seed.companies.find(({ id }) => id === companyId);
    const boardId = seed.boards.find(({ name }) => name === board)?.id;
    if (!company || boardId === undefined) throw recordNotFound('Board', board);
    return { company, boardId };
  };
  const placeOf = (contact: ContactRecord, board?: string) => ({
    ...placeFor(contact.company.id, board),
    contact,
  });
  const setsStatus = (
    { ticketId, member: identifier }: { ticketId: number; member: string },
    isWanted: (status: StatusRecord) => boolean,
  ) => {
    const { board } = desk.ticket(ticketId);
    const status = seed.statuses.find((one) => one.board.id === board.id && isWanted(one));
    if (!status) throw recordNotFound('BoardStatus', board.name);
    return desk.setStatus(ticketId, status, { member: member(identifier) });
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
    technicianDeletesNote: ({ noteId, member: identifier }) =>
      desk.deleteNote(noteId, { member: member(identifier) }),
    technicianTakes: ({ ticketId, member: identifier }) =>
      desk.assign(ticketId, member(identifier), { member: member(identifier) }),
    technicianOpensTicket({ member: identifier, summary, ...whose }) {
      const place = 'email' in whose ? placeOf(contactBy(seed, whose.email)) : placeFor(whose.companyId);
      return desk.openTicket({ summary, ...place }, { member: member(identifier) });
    },
    technicianBegins: (beginning) =>
      setsStatus(
        beginning,
        ({ defaultFlag, closedStatus, inactive }) => !defaultFlag && !closedStatus && !inactive,
      ),
    technicianCloses: (closing) => setsStatus(closing, ({ closedStatus }) => closedStatus),
    contactReplies({ ticketId, email, text }) {
      const note = { text, detailDescriptionFlag: true, customerUpdatedFlag: true };
      return desk.addNote(ticketId, note, { contact: contactBy(seed, email) });
    },
    contactOpensTicket({ email, summary, description, board }) {
      const contact = contactBy(seed, email);
      return desk.openTicket({ summary, description, ...placeOf(contact, board) }, { contact });
    },
    mailOpensTicket({ email, summary, description }) {
      const contact = contactBy(seed, email);
      return desk.openTicket({ summary, description, ...placeOf(contact) }, { mailFrom: contact });
    },
    mailAnswersTicket({ email, ticketId, text }) {
      const sender = seed.members.find(({ officeEmail }) => officeEmail === email);
      const note = { text, detailDescriptionFlag: true, customerUpdatedFlag: !sender };
      return desk.addNote(ticketId, note, { mailFrom: sender ?? contactBy(seed, email) });
    },
    contactLeaves(email) {
      contactBy(seed, email).inactiveFlag = true;
    },
    contactLosesAddress(email) {
      const contact = contactBy(seed, email);
      contact.communicationItems = contact.communicationItems.filter(({ value }) => value !== email);
    },
    programWrites({ ticketId, text, shownMember }) {
      const shown = shownMember === undefined ? {} : { shownMember: member(shownMember) };
      const note = { text, internalAnalysisFlag: true, ...shown };
      return desk.addNote(ticketId, note, { member: seed.otherApiMember });
    },
    programOpensTicket: ({ email, summary }) =>
      desk.openTicket({ summary, ...placeOf(contactBy(seed, email)) }, { member: seed.otherApiMember }),
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
