import { describePsa } from '../../../test/contracts/psa.contract.ts';
import type { PsaBench } from '../../../test/contracts/psa-bench.ts';
import {
  dana,
  danaId,
  lakesideId,
  openHaloPsaBench,
  partsOf,
  tessId,
} from '../../../test/support/halopsa.ts';

describePsa('HaloPSA', async (): Promise<PsaBench> => {
  const { halopsa, vendor, clock } = await openHaloPsaBench({ callsInFiveMinutes: 5_000 });
  // Signed in already: what a test measures is the call that it makes.
  await halopsa.psa.ticket('1');
  const isOfTheApi = ({ path }: { path: string }) => path.startsWith('/api/') && path !== '/api/authinfo';
  const noteIdOf = ({ ticket_id, id }: { ticket_id: number; id: number }) => `${ticket_id}:${id}`;
  const warmUp = vendor.calls.length;

  return {
    psa: halopsa.psa,
    clock,
    companyId: lakesideId,
    contactEmail: dana,
    contactId: danaId,
    colleagueEmail: 'max@lakeside.example',
    strangerEmail: 'bea@brightfield.example',
    technicianId: String(tessId),
    faults: vendor.faults,
    get calls() {
      return vendor.calls.slice(warmUp).filter(isOfTheApi);
    },
    routes: {
      createTicket: { method: 'POST', path: /^\/api\/Tickets$/ },
      createNote: { method: 'POST', path: /^\/api\/Actions$/ },
      readTicket: { method: 'GET', path: /^\/api\/Tickets\/\d+$/ },
      readNotes: { method: 'GET', path: /^\/api\/Actions$/ },
    },
    summaryLimit: 200,
    moreThanOnePage: 270,
    tickets: () =>
      vendor.tickets.map((ticket) => ({
        id: String(ticket.id),
        summary: ticket.summary,
        description: ticket.details,
        statusName: ticket.status_name,
        closed: ticket.dateclosed > '1900-01-02',
      })),
    notes: (ticketId) =>
      vendor
        .actions(Number(ticketId))
        .filter(({ action_systemid }) => action_systemid === 0)
        .map(({ note, hiddenfromuser, sendemail }) => ({
          text: note,
          customerSees: !hiddenfromuser,
          mailed: sendemail,
        })),
    contactOpensTicket: (summary, { description, email = dana, elsewhere = false } = {}) =>
      String(
        vendor.contactOpensTicket({ email, summary, description, type: elsewhere ? 'Alert' : 'Incident' }).id,
      ),
    contactMailsTicket: (summary) => String(vendor.mailOpensTicket({ email: dana, summary }).id),
    technicianOpensTicket: (summary) =>
      String(vendor.technicianOpensTicket({ agent: tessId, email: dana, summary }).id),
    technicianWrites: (ticketId, text, visibility) =>
      noteIdOf(vendor.technicianWritesNote({ ticketId: Number(ticketId), agent: tessId, text, visibility })),
    technicianEdits: (noteId, text) => void vendor.technicianEditsNote({ ...partsOf(noteId), text }),
    technicianTakes: (ticketId) => void vendor.technicianTakes({ ticketId: Number(ticketId), agent: tessId }),
    technicianCloses: (ticketId) =>
      void vendor.technicianCloses({ ticketId: Number(ticketId), agent: tessId }),
    contactWrites: (ticketId, text) =>
      noteIdOf(vendor.contactReplies({ ticketId: Number(ticketId), email: dana, text })),
    contactMails: (ticketId, text) =>
      noteIdOf(vendor.mailAnswersTicket({ ticketId: Number(ticketId), email: dana, text })),
    technicianMails: (ticketId, text) =>
      noteIdOf(
        vendor.mailAnswersTicket({ ticketId: Number(ticketId), email: 'tess@harbor-it.example', text }),
      ),
    contactLeaves: () => vendor.contactLeaves(dana),
    programWrites: (ticketId, text) => {
      vendor.programWrites({ ticketId: Number(ticketId), text, shownAgent: tessId });
      return Promise.resolve();
    },
    programOpensTicket: (summary) =>
      Promise.resolve(String(vendor.programOpensTicket({ email: dana, summary }).id)),
    showInternalNotesToCustomers: () => vendor.showHiddenActions(true),
    close: () => vendor.close(),
  };
});
