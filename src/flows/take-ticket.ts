import type { Client } from '../models/client.ts';
import type { AuditStore, ClientStore } from '../models/stores.ts';
import type { Psa, Ticket } from '../tools/psa.ts';
import { ticketKey } from './client-psa.ts';
import type { InboundMessage } from './desk.ts';
import { isTicketOfMailRobot } from './mail-robots.ts';
import { type ReceiveDependencies, receive } from './receive.ts';

export type TakeTicketDependencies = ReceiveDependencies & {
  clients: Pick<ClientStore, 'byPsaCompany'>;
  audit: AuditStore;
  /** Ends with the process. */
  signal: AbortSignal;
};

/**
 * Makes a request of a ticket that a person opened on a board, queue or project of the intake, once, however often and
 * by whichever way it is seen. Tickets of ourselves, of programs and of mail robots, tickets that somebody is at work on
 * already and those from before `since` start nothing. Who cannot be matched is left to technicians, never guessed.
 */
export async function takeTicket(
  dependencies: TakeTicketDependencies,
  { psa, ticket, since }: { psa: Psa; ticket: Ticket; since: Date },
): Promise<void> {
  if (!isIntake(ticket) || ticket.createdAt < since) return;
  const key = `psa:${ticketKey({ psa: psa.name, id: ticket.id })}`;
  if (await dependencies.requests.hasMessage(key)) return;
  const whole = ticket.description === undefined ? await psa.ticket(ticket.id) : ticket;
  if (!whole || !isIntake(whole) || isTicketOfMailRobot(whole)) return;
  if (await dependencies.audit.has(leftKey(psa, whole))) return;
  const client = await dependencies.clients.byPsaCompany({ name: psa.name, companyId: whole.companyId });
  const found = client && messageOf({ psa, ticket: whole, key });
  if (!found) return leave(dependencies, { psa, ticket: whole, client, why: whyLeft(client) });
  const receipt = await receive(dependencies, found);
  if (receipt.kind === 'refused') await leave(dependencies, { psa, ticket: whole, client, why: TOO_MANY });
}

/** A status other than the first says that somebody has begun. */
function isIntake({ intake, closed, status, openedBy }: Ticket): boolean {
  const byPerson = openedBy.kind === 'contact' || openedBy.kind === 'technician';
  return intake && !closed && status === 'new' && byPerson;
}

function messageOf({
  psa,
  ticket,
  key,
}: {
  psa: Psa;
  ticket: Ticket;
  key: string;
}): InboundMessage | undefined {
  if (ticket.contactId === undefined) return undefined;
  return {
    key,
    from: { provider: psa.name, tenant: ticket.companyId, user: ticket.contactId },
    conversation: { surface: 'psa', tenant: psa.name, conversation: ticket.id },
    inThread: false,
    text: textOf(ticket),
    ticket: { psa: psa.name, id: ticket.id, ...(ticket.url === undefined ? {} : { url: ticket.url }) },
    ...(ticket.assignee ? { assigneeId: ticket.assignee.id } : {}),
  };
}

/** Mail gives the subject as the summary, and people often repeat it. */
function textOf({ summary, description = '' }: Ticket): string {
  const text = description.trim();
  return text.startsWith(summary.trim()) ? text : `${summary}\n\n${text}`;
}

function whyLeft(client: Client | undefined): string {
  return client
    ? 'It has no contact, so that I cannot know who asks.'
    : 'I do not know which client its company is.';
}

/** The one reason to refuse somebody's ticket that has words in it: what they are told in chat is not for technicians. */
const TOO_MANY = 'Its contact has sent many requests in a short time.';

function leftKey({ name }: Psa, { id }: Ticket): string {
  return `left/${ticketKey({ psa: name, id })}`;
}

/** An internal note and a line in the trail, once: the ticket stays with the technicians, whatever happens to it. */
async function leave(
  { audit, clock, signal }: TakeTicketDependencies,
  { psa, ticket, client, why }: { psa: Psa; ticket: Ticket; client: Client | undefined; why: string },
): Promise<void> {
  const key = leftKey(psa, ticket);
  const text = `Countersign leaves this ticket to you. ${why}`;
  await psa.addNote(ticket.id, { key, visibility: 'internal', text }, { retry: true, signal });
  await audit.append([
    {
      key,
      at: clock.now(),
      action: 'inbound_refused',
      ...(client ? { clientId: client.id } : {}),
      details: { psa: psa.name, ticket: ticket.id, why },
    },
  ]);
}
