import type { ActionRecord, TicketRecord } from './records.ts';
import { generalUserOf, isClosed, type Seed } from './seed.ts';
import type { ServiceDesk } from './service-desk.ts';

/** A ticket as the sandbox page shows it. */
export interface PageTicket {
  id: string;
  summary: string;
  statusName: string;
  closed: boolean;
  contactName?: string;
  /** Oldest first; the first is what was written when it was opened. */
  notes: readonly PageNote[];
}

export interface PageNote {
  id: string;
  text: string;
  internal: boolean;
  author: string;
  /** ISO 8601, in UTC. */
  at: string;
}

/** A client's tickets, newest first. */
export function ticketsForPage(
  { seed, desk }: { seed: Seed; desk: ServiceDesk },
  clientId: number,
): PageTicket[] {
  const ofClient = desk.tickets.filter(({ client_id }) => client_id === clientId);
  return ofClient
    .map((ticket) => ({
      id: String(ticket.id),
      summary: ticket.summary,
      statusName: ticket.status_name,
      closed: isClosed(ticket.status_id),
      ...(ticket.user_id !== generalUserOf(clientId) && { contactName: ticket.user_name }),
      notes: notesOf(seed, ticket, desk.actionsOf(ticket.id)),
    }))
    .toReversed();
}

function notesOf(seed: Seed, ticket: TicketRecord, actions: readonly ActionRecord[]): PageNote[] {
  return actions
    .filter(({ note }) => note.trim() !== '')
    .map((action) => ({
      id: `${ticket.id}:${action.id}`,
      text: action.note,
      internal: action.hiddenfromuser,
      author: authorOf(seed, action),
      at: `${action.datetime}Z`,
    }));
}

function authorOf({ agents, users }: Seed, { actionby_user_id, who_agentid }: ActionRecord): string {
  const user = users.find(({ id }) => id === actionby_user_id);
  return user?.name ?? agents.find(({ id }) => id === who_agentid)?.name ?? '';
}
