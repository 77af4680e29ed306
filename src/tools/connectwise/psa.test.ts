import { describePsa } from '../../../test/contracts/psa.contract.ts';
import type { PsaBench } from '../../../test/contracts/psa-bench.ts';
import {
  dana,
  openConnectWiseBench,
  programOpensTicket,
  programWrites,
} from '../../../test/support/connectwise.ts';

describePsa('ConnectWise', async (): Promise<PsaBench> => {
  const { connectwise, vendor, clock } = await openConnectWiseBench();
  const descriptionOf = (ticketId: number) =>
    vendor.notes(ticketId).find(({ createdBy, contact }) => contact && createdBy === vendor.apiMember)
      ?.text ?? '';

  return {
    psa: connectwise.psa,
    clock,
    companyId: '42',
    contactEmail: dana,
    contactId: '501',
    colleagueEmail: 'max@lakeside.example',
    strangerEmail: 'bea@brightfield.example',
    technicianId: 'ttanaka',
    faults: vendor.faults,
    calls: vendor.calls,
    routes: {
      createTicket: { method: 'POST', path: /\/service\/tickets$/ },
      createNote: { method: 'POST', path: /\/notes$/ },
      readTicket: { method: 'GET', path: /\/service\/tickets\/\d+$/ },
      readNotes: { method: 'GET', path: /\/notes$/ },
    },
    summaryLimit: 100,
    moreThanOnePage: 1_030,
    tickets: () =>
      vendor.tickets.map((ticket) => ({
        id: String(ticket.id),
        summary: ticket.summary,
        description: descriptionOf(ticket.id),
        statusName: ticket.status.name,
        closed: ticket.closedFlag,
      })),
    notes: (ticketId) =>
      vendor.notes(Number(ticketId)).map((note) => ({
        text: note.text,
        customerSees: note.detailDescriptionFlag || note.resolutionFlag,
        mailed: note.processNotifications,
      })),
    contactOpensTicket: (summary, { email = dana, description, elsewhere } = {}) =>
      String(
        vendor.contactOpensTicket({
          email,
          summary,
          ...(description !== undefined && { description }),
          ...(elsewhere && { board: 'Onsite' }),
        }).id,
      ),
    contactMailsTicket: (summary) => String(vendor.mailOpensTicket({ email: dana, summary }).id),
    technicianOpensTicket: (summary) =>
      String(vendor.technicianOpensTicket({ member: 'ttanaka', email: dana, summary }).id),
    technicianWrites: (ticketId, text, visibility) =>
      String(
        vendor.technicianWritesNote({ ticketId: Number(ticketId), member: 'ttanaka', text, visibility }).id,
      ),
    technicianEdits: (noteId, text) =>
      void vendor.technicianEditsNote({ noteId: Number(noteId), member: 'ttanaka', text }),
    technicianTakes: (ticketId) =>
      void vendor.technicianTakes({ ticketId: Number(ticketId), member: 'ttanaka' }),
    technicianCloses: (ticketId) =>
      void vendor.technicianCloses({ ticketId: Number(ticketId), member: 'ttanaka' }),
    contactWrites: (ticketId, text) =>
      String(vendor.contactReplies({ ticketId: Number(ticketId), email: dana, text }).id),
    contactMails: (ticketId, text) =>
      String(vendor.mailAnswersTicket({ email: dana, ticketId: Number(ticketId), text }).id),
    technicianMails: (ticketId, text) =>
      String(
        vendor.mailAnswersTicket({ email: 'tess@harbor-it.example', ticketId: Number(ticketId), text }).id,
      ),
    contactLeaves: () => vendor.contactLeaves(dana),
    programOpensTicket: async (summary) => String(await programOpensTicket(vendor, summary)),
    programWrites: (ticketId, text) => programWrites(vendor, Number(ticketId), text),
    showInternalNotesToCustomers: () => vendor.copyInternalNotesToDiscussion(true),
    close: () => vendor.close(),
  };
});
