import { companyIn, technicianIn } from '../demo-accounts.ts';
import type { SimulatedHaloPsa } from '../halopsa/simulated-halopsa.ts';
import type { PsaWindow } from './psa-window.ts';
import { technicianCalled } from './technician-called.ts';

/** A type of tickets that is not of the intake. */
const OTHER_TYPE = 'Alert';

/** HaloPSA as the demo people use it. */
export function haloPsaWindow(vendor: SimulatedHaloPsa): PsaWindow {
  const agentOf = (technician: string) => technicianIn.halopsa(technicianCalled(technician));
  const by = ({ ticketId, technician }: { ticketId: string; technician: string }) => ({
    ticketId: Number(ticketId),
    agent: agentOf(technician),
  });
  return {
    name: 'halopsa',
    title: 'HaloPSA',
    vendor,
    ticketsOf: (client) => vendor.ticketsForPage(companyIn.halopsa(client)),
    contactOpensTicket: ({ elsewhere = false, ...ticket }) =>
      idOf(vendor.contactOpensTicket({ ...ticket, ...(elsewhere && { type: OTHER_TYPE }) })),
    contactMailsTicket: (mail) => idOf(vendor.mailOpensTicket(mail)),
    technicianOpensTicket: ({ technician, ...ticket }) =>
      idOf(vendor.technicianOpensTicket({ ...ticket, agent: agentOf(technician) })),
    technicianOpensTicketFor(client, { technician, summary }) {
      const [clientId, agent] = [companyIn.halopsa(client), agentOf(technician)];
      return idOf(vendor.technicianOpensTicketForClient({ agent, clientId, summary }));
    },
    technicianWrites: ({ text, visibility = 'internal', ...who }) =>
      noteIdOf(vendor.technicianWritesNote({ ...by(who), text, visibility })),
    technicianEdits: ({ noteId, text }) => void vendor.technicianEditsNote({ ...partsOf(noteId), text }),
    technicianDeletes: ({ noteId }) => vendor.technicianDeletesNote(partsOf(noteId)),
    technicianTakes: (taking) => void vendor.technicianTakes(by(taking)),
    technicianBegins: (beginning) => void vendor.technicianBegins(by(beginning)),
    technicianCloses: (closing) => void vendor.technicianCloses(by(closing)),
    contactWrites: ({ ticketId, ...note }) =>
      noteIdOf(vendor.contactReplies({ ticketId: Number(ticketId), ...note })),
    contactMails: ({ ticketId, ...mail }) =>
      noteIdOf(vendor.mailAnswersTicket({ ticketId: Number(ticketId), ...mail })),
    contactLeaves: (email) => vendor.contactLeaves(email),
    contactLosesAddress: (email) => vendor.contactLosesAddress(email),
    technicianMails({ ticketId, technician, text }) {
      const { email } = technicianCalled(technician);
      vendor.mailAnswersTicket({ ticketId: Number(ticketId), email, text });
    },
    async programWrites({ ticketId, technician, text }) {
      vendor.programWrites({ ticketId: Number(ticketId), text, shownAgent: agentOf(technician) });
    },
    programOpensTicket: async ({ email, summary }) => idOf(vendor.programOpensTicket({ email, summary })),
    showInternalNotes: (on) => vendor.showHiddenActions(on),
    sendWebhooks: (on) => vendor.sendWebhooks(on),
    settled: () => vendor.webhooksSettled(),
  };
}

function idOf({ id }: { id: number }): string {
  return String(id);
}

/** Actions are counted in each ticket. */
function noteIdOf({ ticket_id, id }: { ticket_id: number; id: number }): string {
  return `${ticket_id}:${id}`;
}

function partsOf(noteId: string): { ticketId: number; actionId: number } {
  const [ticketId = 0, actionId = 0] = noteId.split(':').map(Number);
  return { ticketId, actionId };
}
