import type { SimulatedAutotask } from '../autotask/simulated-autotask.ts';
import { companyIn } from '../demo-accounts.ts';
import type { PsaWindow } from './psa-window.ts';
import { technicianCalled } from './technician-called.ts';

/** A queue that is not of the intake. */
const OTHER_QUEUE = 'Onsite';

/** Autotask as the demo people use it. */
export function autotaskWindow(vendor: SimulatedAutotask): PsaWindow {
  const emailOf = (technician: string) => technicianCalled(technician).email;
  const by = ({ ticketId, technician }: { ticketId: string; technician: string }) => ({
    ticketId: Number(ticketId),
    technician: emailOf(technician),
  });
  return {
    name: 'autotask',
    title: 'Autotask',
    vendor,
    ticketsOf: (client) => vendor.ticketsOf(companyIn.autotask(client)),
    contactOpensTicket: ({ elsewhere = false, ...ticket }) =>
      idOf(vendor.contactOpensTicket({ ...ticket, ...(elsewhere && { queue: OTHER_QUEUE }) })),
    contactMailsTicket: (mail) => idOf(vendor.contactMailsTicket(mail)),
    technicianOpensTicket: ({ technician, ...ticket }) =>
      idOf(vendor.technicianOpensTicket({ ...ticket, technician: emailOf(technician) })),
    technicianOpensTicketFor(client, { technician, summary }) {
      const companyId = companyIn.autotask(client);
      return idOf(
        vendor.technicianOpensTicketForCompany({ technician: emailOf(technician), companyId, summary }),
      );
    },
    technicianWrites: ({ text, visibility = 'internal', ...who }) =>
      idOf(vendor.technicianWrites({ ...by(who), text, visibility })),
    technicianEdits: ({ noteId, technician, text }) =>
      void vendor.technicianEdits({ noteId: Number(noteId), technician: emailOf(technician), text }),
    technicianDeletes: ({ noteId, technician }) =>
      vendor.technicianDeletes({ noteId: Number(noteId), technician: emailOf(technician) }),
    technicianTakes: (taking) => void vendor.technicianTakes(by(taking)),
    technicianBegins: (beginning) => void vendor.technicianBegins(by(beginning)),
    technicianCloses: (closing) => void vendor.technicianCloses(by(closing)),
    contactWrites: ({ ticketId, ...note }) =>
      idOf(vendor.contactWrites({ ticketId: Number(ticketId), ...note })),
    contactMails: ({ ticketId, ...mail }) =>
      idOf(vendor.contactMails({ ticketId: Number(ticketId), ...mail })),
    contactLeaves: (email) => vendor.contactLeaves(email),
    contactLosesAddress: (email) => vendor.contactLosesAddress(email),
    technicianMails: ({ text, ...who }) => void vendor.technicianMails({ ...by(who), text }),
    programWrites: ({ text, ...who }) => vendor.programWrites({ ...by(who), text }),
    async programOpensTicket({ technician, ...ticket }) {
      return String(await vendor.programOpensTicket({ ...ticket, technician: emailOf(technician) }));
    },
    showInternalNotes: (on) => vendor.publishInternalNotes(on),
    sendWebhooks: (on) => vendor.sendWebhooks(on),
    settled: () => vendor.callbacksSettled(),
  };
}

function idOf({ id }: { id: number }): string {
  return String(id);
}
