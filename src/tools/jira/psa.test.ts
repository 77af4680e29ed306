import { describePsa } from '../../../test/contracts/psa.contract.ts';
import type { PsaBench } from '../../../test/contracts/psa-bench.ts';
import { dana, openJiraBench, tess } from '../../../test/support/jira.ts';
import { readableText } from '../../sandbox/jira/adf.ts';
import { isShownToCustomers } from '../../sandbox/jira/records.ts';

describePsa('Jira Service Management', async (): Promise<PsaBench> => {
  const { jira, vendor, clock } = await openJiraBench();
  return {
    psa: jira.psa,
    clock,
    companyId: 'LAKE',
    contactEmail: dana.email,
    contactId: dana.id,
    colleagueEmail: 'max@lakeside.example',
    strangerEmail: 'bea@brightfield.example',
    technicianId: tess,
    faults: vendor.faults,
    calls: vendor.calls,
    routes: {
      createTicket: { method: 'POST', path: /\/api\/3\/issue$/ },
      createNote: { method: 'POST', path: /\/comment$/ },
      readTicket: { method: 'GET', path: /\/issue\/[A-Z]+-\d+$/ },
      readNotes: { method: 'GET', path: /\/issue\/[A-Z]+-\d+\/comment$/ },
    },
    summaryLimit: 255,
    moreThanOnePage: 230,
    tickets: () =>
      vendor.issues.map(({ key, summary, description, status }) => ({
        id: key,
        summary,
        description: description ? readableText(description) : '',
        statusName: status.name,
        closed: status.category === 'done',
      })),
    notes: (ticketId) =>
      vendor.comments(ticketId).map((comment) => ({
        text: readableText(comment.body),
        customerSees: isShownToCustomers(comment),
      })),
    contactOpensTicket: (summary, { email = dana.email, elsewhere = false, ...details } = {}) =>
      vendor.contactOpensTicket({ email, summary, ...details, ...(elsewhere && { project: 'HELP' }) }).key,
    contactMailsTicket: (summary) => vendor.contactMailsTicket({ email: dana.email, summary }).key,
    technicianOpensTicket: (summary) =>
      vendor.technicianOpensTicket({ technician: tess, email: dana.email, summary }).key,
    technicianWrites: (issueKey, text, visibility) =>
      vendor.technicianWrites({ issueKey, technician: tess, text, visibility }).id,
    technicianEdits: (commentId, text) => void vendor.technicianEdits({ commentId, technician: tess, text }),
    technicianTakes: (issueKey) => void vendor.technicianTakes({ issueKey, technician: tess }),
    technicianCloses: (issueKey) => void vendor.technicianCloses({ issueKey, technician: tess }),
    contactWrites: (issueKey, text) => vendor.contactWrites({ issueKey, email: dana.email, text }).id,
    contactLeaves: () => vendor.contactLeaves({ email: dana.email }),
    programWrites: async (issueKey, text) => void vendor.programWrites({ issueKey, text }),
    programOpensTicket: async (summary) => vendor.programOpensTicket({ email: dana.email, summary }).key,
    showInternalNotesToCustomers: () => vendor.publishInternalComments(true),
    close: () => vendor.close(),
  };
});
