import type { Application } from './authentication.ts';
import { htmlFromText } from './note-html.ts';
import type {
  ActionRecord,
  AgentRecord,
  ApprovalRecord,
  OutcomeRecord,
  TicketRecord,
  UserRecord,
} from './records.ts';
import { notFound } from './refusal.ts';
import { isClosed, isStatusOf, NEW, type Seed } from './seed.ts';
import type { ServiceDesk } from './service-desk.ts';

export interface NewTicket {
  email: string;
  summary: string;
  description?: string | undefined;
  /** Name of the ticket type; `Incident` when absent. */
  type?: string | undefined;
}

/** What people do in Halo itself, in the browser, the portal or by mail. Each fires the webhooks that it would. */
export interface UserInterface {
  /** `agent` is the id of a technician. */
  technicianWritesNote(note: {
    ticketId: number;
    agent: number;
    text: string;
    visibility?: 'internal' | 'public';
  }): ActionRecord;
  technicianEditsNote(edit: { ticketId: number; actionId: number; text: string }): ActionRecord;
  technicianDeletesNote(deletion: { ticketId: number; actionId: number }): void;
  technicianTakes(taking: { ticketId: number; agent: number }): TicketRecord;
  technicianCloses(closing: { ticketId: number; agent: number }): TicketRecord;
  /** Sets the first status of work that tickets of this type can have. */
  technicianBegins(beginning: { ticketId: number; agent: number }): TicketRecord;
  /** For a contact who is on the phone. */
  technicianOpensTicket(ticket: NewTicket & { agent: number }): TicketRecord;
  /** For a client as a whole: Halo gives it to the client's general user. */
  technicianOpensTicketForClient(ticket: { agent: number; clientId: number; summary: string }): TicketRecord;
  /** In Halo's own window for approvals. */
  technicianAnswersApproval(answer: {
    ticketId: number;
    actionId: number;
    agent: number;
    answer: 'approve' | 'reject';
    reason?: string;
  }): ApprovalRecord;
  contactOpensTicket(ticket: NewTicket): TicketRecord;
  contactReplies(reply: { ticketId: number; email: string; text: string }): ActionRecord;
  /** The mailbox makes a ticket of a contact's mail. */
  mailOpensTicket(mail: NewTicket): TicketRecord;
  /** The mailbox makes an action of a mail; the address is a contact's or an agent's. */
  mailAnswersTicket(mail: { ticketId: number; email: string; text: string }): ActionRecord;
  /** The MSP marks the contact as inactive. */
  contactLeaves(email: string): void;
  /** The MSP takes the contact's e-mail address away. */
  contactLosesAddress(email: string): void;
  /** Another program, in a technician's name if it wants. */
  programWrites(note: { ticketId: number; text: string; shownAgent?: number }): ActionRecord;
  programOpensTicket(ticket: NewTicket): TicketRecord;
}

/** What people do in Halo's own pages, and what another program does beside us. */
export function userInterface({
  seed,
  desk,
  program,
}: {
  seed: Seed;
  desk: ServiceDesk;
  program: Application;
}): UserInterface {
  const typeCalled = (wanted: string) => {
    const type = seed.ticketTypes.find(({ name }) => name === wanted);
    if (!type) throw notFound('Ticket Type');
    return type.id;
  };
  const inputOf = ({ email, summary, description, type = 'Incident' }: NewTicket) => {
    const user = userBy(seed, email);
    const details = { text: description ?? '' };
    return { summary, details, typeId: typeCalled(type), clientId: user.client_id, user };
  };
  const setsStatus = (
    { ticketId, agent }: { ticketId: number; agent: number },
    isWanted: (statusId: number) => boolean,
  ) => {
    const { tickettype_id } = desk.ticket(ticketId);
    const status = seed.statuses.find(({ id }) => isWanted(id) && isStatusOf(tickettype_id, id));
    if (!status) throw notFound('Status');
    return desk.setStatus(ticketId, status.id, { agent: agentBy(seed, agent) });
  };
  const note = (outcome: string, text: string) => ({
    outcome: outcomeBy(seed, outcome),
    html: htmlFromText(text),
  });

  return {
    technicianWritesNote({ ticketId, agent, text, visibility = 'internal' }) {
      const outcome = visibility === 'internal' ? 'Private Note' : 'Public Note';
      return desk.addNote(ticketId, note(outcome, text), { agent: agentBy(seed, agent) });
    },
    technicianEditsNote: ({ ticketId, actionId, text }) => desk.editNote(ticketId, actionId, text),
    technicianDeletesNote: ({ ticketId, actionId }) => desk.deleteNote(ticketId, actionId),
    technicianTakes: ({ ticketId, agent }) =>
      desk.assign(ticketId, agentBy(seed, agent), { agent: agentBy(seed, agent) }),
    technicianCloses: (closing) => setsStatus(closing, isClosed),
    technicianBegins: (beginning) => setsStatus(beginning, (id) => !isClosed(id) && id !== NEW),
    technicianOpensTicket: ({ agent, ...ticket }) =>
      desk.openTicket(inputOf(ticket), { agent: agentBy(seed, agent) }),
    technicianOpensTicketForClient: ({ agent, clientId, summary }) =>
      desk.openTicket({ summary, typeId: typeCalled('Incident'), clientId }, { agent: agentBy(seed, agent) }),
    technicianAnswersApproval({ ticketId, actionId, agent, answer, reason = '' }) {
      const asked = desk
        .ticket(ticketId)
        .approvers.find((one) => one.actionnumber === actionId && one.agent_id === agent);
      if (!asked) throw notFound('Approval');
      return desk.answerApproval({
        ticket_id: ticketId,
        seq: asked.seq,
        actionnumber: actionId,
        result: answer === 'approve' ? 1 : 2,
        approver_note: reason,
      });
    },
    contactOpensTicket: (ticket) => desk.openTicket(inputOf(ticket), { user: userBy(seed, ticket.email) }),
    contactReplies: ({ ticketId, email, text }) =>
      desk.addNote(ticketId, note('Public Note', text), { user: userBy(seed, email) }),
    mailOpensTicket: (mail) =>
      desk.openTicket(inputOf(mail), { user: userBy(seed, mail.email), byMail: true }),
    mailAnswersTicket({ ticketId, email, text }) {
      const agent = seed.agents.find((one) => one.email === email);
      const actor = agent ? { agent, byMail: true } : { user: userBy(seed, email), byMail: true };
      return desk.addNote(ticketId, note('Public Note', text), actor);
    },
    contactLeaves(email) {
      userBy(seed, email).inactive = true;
    },
    contactLosesAddress(email) {
      userBy(seed, email).emailaddress = '';
    },
    programWrites: ({ ticketId, text, shownAgent }) =>
      desk.addNote(ticketId, note('Private Note', text), {
        application: program,
        ...(shownAgent !== undefined && { shownAgentId: shownAgent }),
      }),
    programOpensTicket: (ticket) => desk.openTicket(inputOf(ticket), { application: program }),
  };
}

function agentBy(seed: Seed, id: number): AgentRecord {
  const found = seed.agents.find((agent) => agent.id === id);
  if (!found) throw notFound('Agent');
  return found;
}

function userBy(seed: Seed, email: string): UserRecord {
  const found = seed.users.find(({ emailaddress }) => emailaddress.toLowerCase() === email.toLowerCase());
  if (!found) throw notFound('User');
  return found;
}

function outcomeBy(seed: Seed, name: string): OutcomeRecord {
  const found = seed.outcomes.find(({ outcome }) => outcome === name);
  if (!found) throw notFound('Outcome');
  return found;
}
