import type { NoteRecord, TicketRecord } from '../connectwise/records.ts';
import type { SimulatedConnectWise } from '../connectwise/simulated-connectwise.ts';
import type { PsaWindow, SeenNote, SeenTicket } from './psa-window.ts';
import { technicianCalled } from './technician-called.ts';

/** A board that is not of the intake. */
const OTHER_BOARD = 'Onsite';

/** ConnectWise as the demo people use it. */
export function connectWiseWindow(vendor: SimulatedConnectWise): PsaWindow {
  const memberOf = (technician: string) => technicianCalled(technician).connectwiseMember;
  const by = ({ ticketId, technician }: { ticketId: string; technician: string }) => ({
    ticketId: Number(ticketId),
    member: memberOf(technician),
  });
  return {
    name: 'connectwise',
    title: 'ConnectWise',
    vendor,
    ticketsOf: ({ connectwiseCompany }) =>
      vendor.tickets
        .filter(({ company }) => company.id === connectwiseCompany.id)
        .map((ticket) => seenTicket(ticket, vendor.notes(ticket.id)))
        .toReversed(),
    contactOpensTicket: ({ elsewhere = false, ...ticket }) =>
      idOf(vendor.contactOpensTicket({ ...ticket, ...(elsewhere && { board: OTHER_BOARD }) })),
    contactMailsTicket: (mail) => idOf(vendor.mailOpensTicket(mail)),
    technicianOpensTicket: ({ technician, ...ticket }) =>
      idOf(vendor.technicianOpensTicket({ ...ticket, member: memberOf(technician) })),
    technicianOpensTicketFor: ({ connectwiseCompany: { id: companyId } }, { technician, summary }) =>
      idOf(vendor.technicianOpensTicket({ member: memberOf(technician), summary, companyId })),
    technicianWrites: ({ text, visibility = 'internal', ...who }) =>
      idOf(vendor.technicianWritesNote({ ...by(who), text, visibility })),
    technicianEdits: ({ noteId, technician, text }) =>
      void vendor.technicianEditsNote({ noteId: Number(noteId), member: memberOf(technician), text }),
    technicianDeletes: ({ noteId, technician }) =>
      vendor.technicianDeletesNote({ noteId: Number(noteId), member: memberOf(technician) }),
    technicianTakes: (taking) => void vendor.technicianTakes(by(taking)),
    technicianBegins: (beginning) => void vendor.technicianBegins(by(beginning)),
    technicianCloses: (closing) => void vendor.technicianCloses(by(closing)),
    contactWrites: ({ ticketId, ...note }) =>
      idOf(vendor.contactReplies({ ticketId: Number(ticketId), ...note })),
    contactMails: ({ ticketId, ...mail }) =>
      idOf(vendor.mailAnswersTicket({ ticketId: Number(ticketId), ...mail })),
    contactLeaves: (email) => vendor.contactLeaves(email),
    contactLosesAddress: (email) => vendor.contactLosesAddress(email),
    technicianMails({ ticketId, technician, text }) {
      const { email } = technicianCalled(technician);
      vendor.mailAnswersTicket({ ticketId: Number(ticketId), email, text });
    },
    async programWrites({ ticketId, technician, text }) {
      const shownMember = memberOf(technician);
      vendor.programWrites({ ticketId: Number(ticketId), text, shownMember });
    },
    programOpensTicket: async ({ email, summary }) => idOf(vendor.programOpensTicket({ email, summary })),
    showInternalNotes: (on) => vendor.copyInternalNotesToDiscussion(on),
    sendWebhooks: (on) => vendor.sendCallbacks(on),
    settled: () => vendor.callbacksSettled(),
  };
}

function idOf({ id }: { id: number }): string {
  return String(id);
}

function seenTicket(ticket: TicketRecord, notes: readonly NoteRecord[]): SeenTicket {
  return {
    id: idOf(ticket),
    summary: ticket.summary,
    statusName: ticket.status.name,
    closed: ticket.closedFlag,
    ...(ticket.contactName && { contactName: ticket.contactName }),
    notes: notes.map(seenNote),
  };
}

function seenNote(note: NoteRecord): SeenNote {
  return {
    id: idOf(note),
    text: note.text,
    // A note that is also in the discussion or the resolution is one that the customer sees.
    internal: note.internalAnalysisFlag && !note.detailDescriptionFlag && !note.resolutionFlag,
    author: note.member?.name ?? note.contact?.name ?? note.createdBy,
    at: note.dateCreated,
  };
}
