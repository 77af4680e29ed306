import { type Clock, HOUR_MS } from '../../clock.ts';
import { remember } from '../../remember.ts';
import type { Contact, Psa } from '../psa.ts';
import type { Agents } from './agents.ts';
import type { HaloPsaApi } from './api.ts';
import { createApprovals } from './approvals.ts';
import { knownTicketId, vendorId } from './ids.ts';
import { addNote, listNotes } from './notes.ts';
import type { HaloPsaSettings } from './settings.ts';
import type { TypeStatuses } from './statuses.ts';
import { createTicketReader } from './ticket-reader.ts';
import type { TicketTypes } from './ticket-types.ts';
import { earlierTickets, findTicket, openTicket, setStatus, ticketsChangedSince } from './tickets.ts';

/** How long it is remembered what somebody is called. */
const NAMES_REMEMBERED_MS = HOUR_MS;

export interface HaloPsaDependencies {
  api: HaloPsaApi;
  settings: HaloPsaSettings;
  clock: Clock;
  agents: () => Promise<Agents>;
  statuses: TypeStatuses;
  ticketTypes: TicketTypes;
}

/** Tickets of the configured type, notes on every ticket that our agent may see. */
export function createHaloPsa(dependencies: HaloPsaDependencies): Psa {
  const { api, settings } = dependencies;
  const userName = remember(async (userId: number) => (await api.user(userId))?.name ?? '', {
    ttlMs: NAMES_REMEMBERED_MS,
  });
  const context = { ...dependencies, userName };
  const reader = createTicketReader(context);
  const inTickets = { ...dependencies, reader };

  return {
    name: 'halopsa',
    openTicket: (ticket, delivery) => openTicket(inTickets, ticket, delivery),
    ticket: (ticketId) => findTicket(inTickets, ticketId),
    addNote: async (ticketId, note, delivery) =>
      addNote(dependencies, knownTicketId(ticketId), note, delivery),
    notes: async (ticketId) => listNotes(context, knownTicketId(ticketId)),
    setStatus: async (ticketId, status) => setStatus(inTickets, knownTicketId(ticketId), status),
    ticketsChangedSince: (since) => ticketsChangedSince(inTickets, since),
    contact: (contactId) => findContact(api, contactId),
    earlierTickets: (wanted) => earlierTickets(inTickets, wanted),
    ...(settings.approvalOutcome !== undefined && {
      approvals: createApprovals({ ...context, approvalOutcome: settings.approvalOutcome }),
    }),
  };
}

async function findContact(api: HaloPsaApi, contactId: string): Promise<Contact | undefined> {
  const id = vendorId(contactId);
  const user = id === undefined ? undefined : await api.user(id);
  if (!user) return undefined;
  return {
    id: String(user.id),
    companyId: String(user.clientId ?? ''),
    name: user.name,
    ...(user.email && { email: user.email }),
    active: !user.inactive,
  };
}
