import { addMs, HOUR_MS } from '../../clock.ts';
import type { TicketRef } from '../../models/ticket.ts';
import type { Delivery, NewTicket } from '../psa.ts';
import { bodyText, plainText, summaryLine } from '../psa-text.ts';
import type { TicketBody } from './api.ts';
import { findContacts } from './contacts.ts';
import { externalIdOf } from './external-id.ts';
import { knownCompanyId } from './ids.ts';
import { ticketWords } from './ticket-words.ts';
import type { TicketDependencies } from './tickets.ts';

/** Of notes it is 250, of tickets a few more. */
const MAX_TITLE = 250;
/** Autotask refuses longer descriptions of tickets. */
const MAX_DESCRIPTION = 8_000;

/** Opens a ticket in the configured queue; on a retry the one that an earlier attempt opened is looked for first. */
export async function openTicket(
  dependencies: TicketDependencies,
  ticket: NewTicket,
  { retry, signal }: Delivery,
): Promise<TicketRef> {
  const { api, ticketUrl } = dependencies;
  const companyId = knownCompanyId(ticket.companyId);
  const externalID = externalIdOf(ticket.key);
  const refer = async (id: number): Promise<TicketRef> => {
    const url = await ticketUrl(id);
    return { psa: 'autotask', id: String(id), ...(url !== undefined && { url }) };
  };
  if (retry) {
    const [earlier] = await api.tickets(
      [
        { op: 'eq', field: 'externalID', value: externalID },
        { op: 'eq', field: 'companyID', value: companyId },
      ],
      signal,
    );
    if (earlier) return refer(earlier.id);
  }
  const body = await ticketBody(dependencies, ticket, { companyId, externalID, signal });
  return refer(await api.createTicket(body, signal));
}

async function ticketBody(
  { api, picklists, settings, clock }: TicketDependencies,
  ticket: NewTicket,
  known: { companyId: number; externalID: string; signal: AbortSignal },
): Promise<TicketBody> {
  const [lists, [contact]] = await Promise.all([
    picklists('Tickets'),
    ticket.contactEmail === undefined
      ? []
      : findContacts(api, { companyId: known.companyId, email: ticket.contactEmail, signal: known.signal }),
  ]);
  const words = ticketWords(lists, settings);
  const { dueAfterHours } = settings;
  const title = summaryLine(ticket.summary, MAX_TITLE);
  return {
    companyID: known.companyId,
    title,
    description: describe(ticket, title),
    status: words.status('new'),
    priority: words.priority(),
    queueID: words.queue(),
    ...(contact && { contactID: contact.id }),
    ...(dueAfterHours !== undefined && {
      dueDateTime: addMs(clock.now(), dueAfterHours * HOUR_MS).toISOString(),
    }),
    externalID: known.externalID,
  };
}

/** What the title had no room for goes before the description. */
function describe(ticket: NewTicket, title: string): string {
  const whole = plainText(ticket.summary).trim();
  const isCut = title.endsWith('…') && !ticket.description.includes(whole);
  return bodyText(isCut ? `${whole}\n\n${ticket.description}` : ticket.description, MAX_DESCRIPTION);
}
