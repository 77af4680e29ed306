import { addMs, type Clock, SECOND_MS } from '../../clock.ts';
import type { Ticket } from '../psa.ts';
import type { AutotaskApi } from './api.ts';
import { openerOf } from './authors.ts';
import { vendorId } from './ids.ts';
import type { KnownPeople, People } from './people.ts';
import type { Picklists } from './picklists.ts';
import type { TicketRecord } from './schema.ts';
import type { AutotaskSettings } from './settings.ts';
import { type TicketWords, ticketWords } from './ticket-words.ts';

export interface TicketDependencies {
  api: AutotaskApi;
  settings: AutotaskSettings;
  picklists: Picklists;
  people: People;
  clock: Clock;
  /** Where technicians open a ticket in the browser, when that is known. */
  ticketUrl: (ticketId: number) => Promise<string | undefined>;
}

/** A change may be stamped before it is there for all to read; what is listed twice for it does no harm. */
const OVERLAP_MS = 30 * SECOND_MS;

/** The ticket with its description; undefined when there is none by that id. */
export async function findTicket(
  dependencies: TicketDependencies,
  ticketId: string,
): Promise<Ticket | undefined> {
  const id = vendorId(ticketId);
  const record = id === undefined ? undefined : await dependencies.api.ticket(id);
  if (!record) return undefined;
  const [ticket] = await inOurWords(dependencies, [record]);
  return ticket && { ...ticket, ...(record.description && { description: record.description }) };
}

/**
 * Autotask says that a note moves its ticket's `lastActivityDate`. Notes are looked for besides, so that nothing hangs on
 * it: an edited note, and whatever a security level hides of a ticket's activity.
 */
export async function ticketsChangedSince(dependencies: TicketDependencies, since: Date): Promise<Ticket[]> {
  const { api } = dependencies;
  const after = {
    op: 'gte',
    field: 'lastActivityDate',
    value: addMs(since, -OVERLAP_MS).toISOString(),
  } as const;
  const [changed, notes] = await Promise.all([api.tickets([after]), api.noteChanges([after])]);

  const notedAt = new Map<number, Date>();
  for (const { ticketID, updatedAt } of notes) notedAt.set(ticketID, later(updatedAt, notedAt.get(ticketID)));
  const listed = new Set(changed.map(({ id }) => id));
  const others = await ticketsById(
    api,
    [...notedAt.keys()].filter((id) => !listed.has(id)),
  );

  const records = [...changed, ...others].map((record) => ({
    ...record,
    updatedAt: later(record.updatedAt, notedAt.get(record.id)),
  }));
  const tickets = await inOurWords(dependencies, records);
  return tickets.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
}

/** Ids in one query: Autotask takes 500 alternatives. */
const IDS_A_QUERY = 200;

async function ticketsById(api: AutotaskApi, ids: readonly number[]): Promise<TicketRecord[]> {
  const found: TicketRecord[] = [];
  for (let at = 0; at < ids.length; at += IDS_A_QUERY) {
    const value = ids.slice(at, at + IDS_A_QUERY);
    found.push(...(await api.tickets([{ op: 'in', field: 'id', value }])));
  }
  return found;
}

/** Tickets without their descriptions, in the order of the records. */
export async function inOurWords(
  { picklists, settings, people, ticketUrl }: TicketDependencies,
  records: readonly TicketRecord[],
): Promise<Ticket[]> {
  if (records.length === 0) return [];
  const [lists, named] = await Promise.all([picklists('Tickets'), people.named(whomTheyName(records))]);
  const words = ticketWords(lists, settings);
  return Promise.all(
    records.map(async (record) => {
      const url = await ticketUrl(record.id);
      return { ...describe(record, words, named), ...(url !== undefined && { url }) };
    }),
  );
}

function whomTheyName(records: readonly TicketRecord[]): Parameters<People['named']>[0] {
  return {
    resources: records.flatMap(({ creatorResourceID, assignedResourceID }) => [
      creatorResourceID,
      assignedResourceID,
    ]),
    contacts: records.flatMap(({ contactID, createdByContactID }) => [contactID, createdByContactID]),
  };
}

function describe(record: TicketRecord, words: TicketWords, people: KnownPeople): Ticket {
  const { contactID, assignedResourceID } = record;
  const status = words.wordFor(record.status);
  const contactEmail = contactID === undefined ? undefined : people.contacts.get(contactID)?.emails[0];
  return {
    id: String(record.id),
    summary: record.title,
    companyId: String(record.companyID ?? ''),
    status,
    statusName: words.statusName(record.status),
    closed: status === 'completed',
    ...(contactEmail !== undefined && { contactEmail }),
    ...(contactID !== undefined && { contactId: String(contactID) }),
    openedBy: openerOf(record, people, { byMail: words.isMail(record.source) }),
    intake: words.isIntake(record.queueID),
    ...(assignedResourceID !== undefined && {
      assignee: {
        id: String(assignedResourceID),
        name: people.colleagues.get(assignedResourceID)?.name ?? '',
      },
    }),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

function later(one: Date, other: Date | undefined): Date {
  return other && other > one ? other : one;
}
