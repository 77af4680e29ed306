import { describePsa } from '../../../test/contracts/psa.contract.ts';
import type { PsaBench } from '../../../test/contracts/psa-bench.ts';
import {
  bea,
  DANA_ID,
  dana,
  LAKESIDE,
  max,
  openAutotaskBench,
  TESS_ID,
  tess,
} from '../../../test/support/autotask.ts';

/** What customers do not see: all else has them, or their own technicians, among its readers. */
const INTERNAL = 2;
const COMPLETE = 5;

describePsa('Autotask', async (): Promise<PsaBench> => {
  const { autotask, vendor, clock } = await openAutotaskBench();
  const idOf = ({ id }: { id: number }) => String(id);

  return {
    psa: autotask.psa,
    clock,
    companyId: String(LAKESIDE),
    contactEmail: dana,
    contactId: String(DANA_ID),
    colleagueEmail: max,
    strangerEmail: bea,
    technicianId: String(TESS_ID),
    faults: vendor.faults,
    calls: vendor.calls,
    routes: {
      createTicket: { method: 'POST', path: /\/Tickets$/ },
      createNote: { method: 'POST', path: /\/Notes$/ },
      readTicket: { method: 'GET', path: /\/Tickets\/\d+$/ },
      readNotes: { method: 'POST', path: /\/TicketNotes\/query$/ },
    },
    summaryLimit: 250,
    moreThanOnePage: 510,
    tickets: () =>
      vendor.tickets.map((ticket) => ({
        id: idOf(ticket),
        summary: ticket.title,
        description: ticket.description ?? '',
        statusName: String(ticket.status),
        closed: ticket.status === COMPLETE,
      })),
    notes: (ticketId) =>
      vendor
        .notes(Number(ticketId))
        .map(({ description, publish }) => ({ text: description, customerSees: publish !== INTERNAL })),
    contactOpensTicket: (summary, { email = dana, description, elsewhere = false } = {}) =>
      idOf(
        vendor.contactOpensTicket({ email, summary, description, queue: elsewhere ? 'Onsite' : 'Help Desk' }),
      ),
    contactMailsTicket: (summary) => idOf(vendor.contactMailsTicket({ email: dana, summary })),
    technicianOpensTicket: (summary) =>
      idOf(vendor.technicianOpensTicket({ technician: tess, email: dana, summary })),
    technicianWrites: (ticketId, text, visibility) =>
      idOf(vendor.technicianWrites({ ticketId: Number(ticketId), technician: tess, text, visibility })),
    technicianEdits: (noteId, text) =>
      void vendor.technicianEdits({ noteId: Number(noteId), technician: tess, text }),
    technicianTakes: (ticketId) =>
      void vendor.technicianTakes({ ticketId: Number(ticketId), technician: tess }),
    technicianCloses: (ticketId) =>
      void vendor.technicianCloses({ ticketId: Number(ticketId), technician: tess }),
    contactWrites: (ticketId, text) =>
      idOf(vendor.contactWrites({ ticketId: Number(ticketId), email: dana, text })),
    contactMails: (ticketId, text) =>
      idOf(vendor.contactMails({ ticketId: Number(ticketId), email: dana, text })),
    technicianMails: (ticketId, text) =>
      idOf(vendor.technicianMails({ ticketId: Number(ticketId), technician: tess, text })),
    contactLeaves: () => vendor.contactLeaves(dana),
    programWrites: (ticketId, text) =>
      vendor.programWrites({ ticketId: Number(ticketId), technician: tess, text }),
    programOpensTicket: async (summary) =>
      String(await vendor.programOpensTicket({ email: dana, technician: tess, summary })),
    showInternalNotesToCustomers: () => vendor.publishInternalNotes(true),
    close: () => vendor.close(),
  };
});
