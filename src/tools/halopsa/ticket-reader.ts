import { HOUR_MS } from '../../clock.ts';
import { remember } from '../../remember.ts';
import type { NoteAuthor, Ticket } from '../psa.ts';
import { type Agents, authorOf, isOurs, technician } from './agents.ts';
import type { HaloPsaApi } from './api.ts';
import { isOurReference, readText } from './note-html.ts';
import type { TicketRecord } from './schema.ts';
import { type HaloPsaSettings, ticketUrl } from './settings.ts';
import type { TypeStatuses } from './statuses.ts';
import type { TicketTypes } from './ticket-types.ts';

/** Who opened a ticket does not change; who is a technician does. */
const OPENERS_REMEMBERED_MS = HOUR_MS;

export interface TicketReaderDependencies {
  api: HaloPsaApi;
  settings: HaloPsaSettings;
  agents: () => Promise<Agents>;
  statuses: TypeStatuses;
  ticketTypes: TicketTypes;
  /** What a contact is called. */
  userName: (userId: number) => Promise<string>;
}

/** Halo's tickets in our words. Throws `CountersignError`. */
export interface TicketReader {
  read(record: TicketRecord): Promise<Ticket>;
}

/** Reads what a ticket itself does not say (its status in our words, who opened it) and keeps it for a while. */
export function createTicketReader(dependencies: TicketReaderDependencies): TicketReader {
  const openerOf = remember((record: TicketRecord) => findOpener(dependencies, record), {
    ttlMs: OPENERS_REMEMBERED_MS,
    keyOf: ({ id }) => String(id),
  });
  return {
    async read(record) {
      const { settings, agents, ticketTypes } = dependencies;
      const [status, openedBy, intake, known] = await Promise.all([
        statusOf(dependencies, record),
        openerOf(record),
        ticketTypes.isIntake(record),
        agents(),
      ]);
      const assignee = technician(record.agentId, known);
      return {
        id: String(record.id),
        summary: record.summary,
        companyId: String(record.clientId ?? ''),
        ...status,
        ...(record.contactEmail !== undefined && { contactEmail: record.contactEmail }),
        ...(record.contact && { contactId: String(record.contact.id) }),
        openedBy,
        intake,
        ...(assignee && { assignee: { id: assignee.id, name: assignee.name } }),
        createdAt: record.createdAt ?? new Date(0),
        updatedAt: record.updatedAt ?? new Date(0),
        url: ticketUrl(settings, record.id),
      };
    },
  };
}

async function statusOf(
  { statuses }: TicketReaderDependencies,
  { typeId, statusId, statusName }: TicketRecord,
): Promise<Pick<Ticket, 'status' | 'statusName' | 'closed'>> {
  if (typeId === undefined || statusId === undefined)
    return { status: 'in_progress', statusName, closed: false };
  const { word, name, closed } = await statuses.read(typeId, statusId);
  return { status: word, statusName: statusName || name, closed };
}

/** The ticket does not say who opened it in a way that can be relied on; its first action does. */
async function findOpener(
  { api, settings, agents, userName }: TicketReaderDependencies,
  { id, key, contact }: TicketRecord,
): Promise<NoteAuthor> {
  if (key !== undefined && isOurReference(key)) return { kind: 'ourselves' };
  const [opening, known] = await Promise.all([api.openingAction(id), agents()]);
  if (!opening) return { kind: 'automation' };
  if (isOurs(opening, known, settings)) return { kind: 'ourselves' };
  if (opening.byMail)
    return contact ? { kind: 'contact', id: String(contact.id), name: contact.name } : { kind: 'automation' };
  return authorOf(opening, known, { ...settings, userName });
}

/** What was written when it was opened; undefined where nothing was. */
export function descriptionOf({ description }: TicketRecord): string | undefined {
  return readText(description).trim() || undefined;
}
