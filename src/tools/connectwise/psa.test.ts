import { describePsa, type PsaBench } from '../../../test/contracts/psa.contract.ts';
import { dana, openConnectWiseBench, programWrites } from '../../../test/support/connectwise.ts';

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
    faults: vendor.faults,
    calls: vendor.calls,
    routes: {
      createTicket: { method: 'POST', path: /\/service\/tickets$/ },
      createNote: { method: 'POST', path: /\/notes$/ },
      readTicket: { method: 'GET', path: /\/service\/tickets\/\d+$/ },
      readNotes: { method: 'GET', path: /\/notes$/ },
    },
    summaryLimit: 100,
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
      })),
    contactOpensTicket: (summary) => String(vendor.contactOpensTicket({ email: dana, summary }).id),
    technicianWrites: (ticketId, text, visibility) =>
      String(
        vendor.technicianWritesNote({ ticketId: Number(ticketId), member: 'ttanaka', text, visibility }).id,
      ),
    technicianEdits: (noteId, text) =>
      void vendor.technicianEditsNote({ noteId: Number(noteId), member: 'ttanaka', text }),
    technicianCloses: (ticketId) =>
      void vendor.technicianCloses({ ticketId: Number(ticketId), member: 'ttanaka' }),
    contactWrites: (ticketId, text) =>
      String(vendor.contactReplies({ ticketId: Number(ticketId), email: dana, text }).id),
    programWrites: (ticketId, text) => programWrites(vendor, Number(ticketId), text),
    showInternalNotesToCustomers: () => vendor.copyInternalNotesToDiscussion(true),
    close: () => vendor.close(),
  };
});
