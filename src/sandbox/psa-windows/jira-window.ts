import { companyIn, technicianIn } from '../demo-accounts.ts';
import type { SimulatedJira } from '../jira/simulated-jira.ts';
import type { PsaWindow } from './psa-window.ts';
import { technicianCalled } from './technician-called.ts';

/** A project that is not of the intake. */
const OTHER_PROJECT = 'HELP';

/** Jira as the demo people use it. */
export function jiraWindow(vendor: SimulatedJira): PsaWindow {
  const accountOf = (technician: string) => technicianIn.jira(technicianCalled(technician));
  const by = ({ ticketId: issueKey, technician }: { ticketId: string; technician: string }) => ({
    issueKey,
    technician: accountOf(technician),
  });
  return {
    name: 'jira',
    title: 'Jira',
    vendor,
    ticketsOf: (client) => vendor.ticketsOf(companyIn.jira(client)),
    contactOpensTicket: ({ elsewhere = false, ...ticket }) =>
      vendor.contactOpensTicket({ ...ticket, ...(elsewhere && { project: OTHER_PROJECT }) }).key,
    contactMailsTicket: (mail) => vendor.contactMailsTicket(mail).key,
    technicianOpensTicket: ({ technician, ...ticket }) =>
      vendor.technicianOpensTicket({ ...ticket, technician: accountOf(technician) }).key,
    technicianOpensTicketFor(client, { technician, summary }) {
      const project = companyIn.jira(client);
      return vendor.technicianOpensTicket({ technician: accountOf(technician), summary, project }).key;
    },
    technicianWrites: ({ text, visibility = 'internal', ...who }) =>
      vendor.technicianWrites({ ...by(who), text, visibility }).id,
    technicianEdits: ({ noteId: commentId, technician, text }) =>
      void vendor.technicianEdits({ commentId, technician: accountOf(technician), text }),
    technicianDeletes: ({ noteId: commentId }) => vendor.technicianDeletes({ commentId }),
    technicianTakes: (taking) => void vendor.technicianTakes(by(taking)),
    technicianBegins: (beginning) => void vendor.technicianBegins(by(beginning)),
    technicianCloses: (closing) => void vendor.technicianCloses(by(closing)),
    contactWrites: ({ ticketId: issueKey, ...note }) => vendor.contactWrites({ issueKey, ...note }).id,
    contactMails: ({ ticketId: issueKey, ...mail }) => vendor.contactMails({ issueKey, ...mail }).id,
    contactLeaves: (email) => vendor.contactLeaves({ email }),
    contactLosesAddress: (email) => vendor.contactHidesAddress(email),
    technicianMails({ ticketId: issueKey, technician, text }) {
      vendor.contactMails({ issueKey, email: technicianCalled(technician).email, text });
    },
    async programWrites({ ticketId: issueKey, text }) {
      vendor.programWrites({ issueKey, text });
    },
    programOpensTicket: async ({ email, summary }) => vendor.programOpensTicket({ email, summary }).key,
    showInternalNotes: (on) => vendor.publishInternalComments(on),
    sendWebhooks: (on) => vendor.sendWebhooks(on),
    settled: () => vendor.callbacksSettled(),
  };
}
