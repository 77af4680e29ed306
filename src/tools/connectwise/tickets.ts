import type { Ticket } from '../psa.ts';
import { assigneeOf, type KnownMembers, type Members, membersOn, openerOf } from './authors.ts';
import type { TicketRecord } from './schema.ts';
import { type ConnectWiseSettings, intakeBoardsOf, ticketUrl } from './settings.ts';
import type { BoardStatuses } from './statuses.ts';

export interface TicketReading {
  settings: ConnectWiseSettings;
  statuses: BoardStatuses;
  members: Members;
}

/** Tickets in our words. Members and statuses that are not remembered are looked up, many at a time. */
export async function readTickets(
  reading: TicketReading,
  records: readonly TicketRecord[],
): Promise<Ticket[]> {
  const members = await reading.members.known(membersOn(records));
  return Promise.all(records.map((record) => readTicket(reading, record, members)));
}

async function readTicket(
  { settings, statuses }: TicketReading,
  record: TicketRecord,
  members: KnownMembers,
): Promise<Ticket> {
  const { board, status, closed } = record;
  const word = board && status ? await statuses.wordFor(board.id, status.id) : 'in_progress';
  const assignee = assigneeOf(record, members);
  return {
    id: String(record.id),
    summary: record.summary,
    companyId: String(record.company?.id ?? ''),
    status: closed ? 'completed' : word,
    statusName: status?.name ?? '',
    closed,
    ...(record.contactEmail !== undefined && { contactEmail: record.contactEmail }),
    ...(record.contact && { contactId: String(record.contact.id) }),
    openedBy: openerOf(record, members),
    intake: board !== undefined && isIntake(settings, board.name),
    ...(assignee && { assignee }),
    createdAt: record.enteredAt ?? record.updatedAt,
    updatedAt: record.updatedAt,
    url: ticketUrl(settings, record.id),
  };
}

function isIntake(settings: ConnectWiseSettings, board: string): boolean {
  const plain = (name: string) => name.trim().toLowerCase();
  return intakeBoardsOf(settings).some((name) => plain(name) === plain(board));
}
