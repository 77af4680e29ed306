import PQueue from 'p-queue';
import { addMs, type Clock, DAY_MS, SECOND_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { TicketRef, TicketStatus } from '../../models/ticket.ts';
import type { Delivery, EarlierTickets, NewTicket, Ticket } from '../psa.ts';
import { bodyText, plainText, summaryLine } from '../psa-text.ts';
import type { HaloPsaApi, TicketBody } from './api.ts';
import { vendorId } from './ids.ts';
import { htmlOf, MAX_NOTE, MAX_SUMMARY, referenceOf } from './note-html.ts';
import type { TicketRecord, UserRecord } from './schema.ts';
import { type HaloPsaSettings, ticketUrl } from './settings.ts';
import type { TypeStatuses } from './statuses.ts';
import { descriptionOf, type TicketReader } from './ticket-reader.ts';
import type { TicketTypes } from './ticket-types.ts';

export interface TicketDependencies {
  api: HaloPsaApi;
  settings: HaloPsaSettings;
  clock: Clock;
  statuses: TypeStatuses;
  ticketTypes: TicketTypes;
  reader: TicketReader;
}

const NAME = 'halopsa';

/** Halo stamps a change before it is there for all to read; what is listed twice for it does no harm. */
const OVERLAP_MS = 30 * SECOND_MS;
/** A repeated attempt to open a ticket comes within hours. */
const ATTEMPTS_WITHIN_MS = 3 * DAY_MS;
/** Tickets that are looked into side by side: Halo counts calls. */
const AT_ONCE = 8;
const MOST_ON_A_PAGE = 100;

/** Opens a ticket of the configured type; see `Psa`. */
export async function openTicket(
  dependencies: TicketDependencies,
  ticket: NewTicket,
  { retry, signal }: Delivery,
): Promise<TicketRef> {
  const { api, settings } = dependencies;
  const clientId = vendorId(ticket.companyId);
  if (clientId === undefined) throw failure('invalid_input', 'not a client id');
  const body = newTicketBody(ticket, clientId, await dependencies.ticketTypes.forNewTickets());
  const earlier = retry ? await findOwnTicket(dependencies, body, signal) : undefined;
  const { id } =
    earlier ??
    (await api.createTicket({ ...body, ...(await contactFields(api, ticket, clientId, signal)) }, signal));
  return { psa: NAME, id: String(id), url: ticketUrl(settings, id) };
}

function newTicketBody(ticket: NewTicket, clientId: number, typeId: number): TicketBody {
  const summary = summaryLine(ticket.summary, MAX_SUMMARY);
  const whole = plainText(ticket.summary).trim();
  // What the summary had no room for goes before the description.
  const isCut = summary.endsWith('…') && !ticket.description.includes(whole);
  const description = isCut ? `${whole}\n\n${ticket.description}` : ticket.description;
  return {
    summary,
    details_html: htmlOf(bodyText(description, MAX_NOTE)),
    tickettype_id: typeId,
    client_id: clientId,
    third_party_id_string: referenceOf(ticket.key),
  };
}

/** Halo cannot be asked for our reference in a documented way: the client's latest tickets are looked through for it. */
async function findOwnTicket(
  { api, clock }: TicketDependencies,
  { client_id, summary, third_party_id_string: reference }: TicketBody,
  signal: AbortSignal,
): Promise<TicketRecord | undefined> {
  const startdate = vendorTime(addMs(clock.now(), -ATTEMPTS_WITHIN_MS));
  const latest = await api.tickets({ client_id, datesearch: 'dateoccured', startdate }, signal);
  const listed = latest.find(({ key }) => key === reference);
  if (listed) return listed;
  // A list may leave the reference out; the ticket itself has it.
  for (const { id } of latest.filter((one) => one.key === undefined && one.summary === summary)) {
    const whole = await api.ticket(id, signal);
    if (whole.key === reference) return whole;
  }
  return undefined;
}

async function contactFields(
  api: HaloPsaApi,
  { contactEmail }: NewTicket,
  clientId: number,
  signal: AbortSignal,
): Promise<Pick<TicketBody, 'user_id' | 'site_id'>> {
  const user = contactEmail === undefined ? undefined : await findUser(api, clientId, contactEmail, signal);
  // Halo refuses a user without their site.
  return user?.siteId === undefined ? {} : { user_id: user.id, site_id: user.siteId };
}

/** The user of this client with this e-mail address; an active one before others. Halo's own search is looser than that. */
async function findUser(
  api: HaloPsaApi,
  clientId: number,
  email: string,
  signal?: AbortSignal,
): Promise<UserRecord | undefined> {
  const wanted = email.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(wanted)) return undefined;
  const found = await api.usersByText(clientId, wanted, signal);
  const users = found.filter((user) => user.clientId === clientId && user.email.toLowerCase() === wanted);
  return users.find(({ inactive }) => !inactive) ?? users[0];
}

/** By its id, with what was written when it was opened. */
export async function findTicket(
  { api, reader }: TicketDependencies,
  ticketId: string,
): Promise<Ticket | undefined> {
  const id = vendorId(ticketId);
  if (id === undefined) return undefined;
  try {
    const record = await api.ticket(id);
    const description = descriptionOf(record);
    return { ...(await reader.read(record)), ...(description !== undefined && { description }) };
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

/** Sets the status that says `word` for the ticket's type, unless it has one that does. */
export async function setStatus(
  { api, statuses }: TicketDependencies,
  ticketId: number,
  word: TicketStatus,
): Promise<void> {
  const { typeId, statusId } = await api.ticket(ticketId);
  if (typeId === undefined) throw failure('unsupported', 'the ticket has no type');
  if (statusId !== undefined && (await statuses.read(typeId, statusId)).word === word) return;
  const wanted = await statuses.statusFor(typeId, word);
  const changed = await api.changeStatus(ticketId, wanted.id);
  if (changed.statusId === wanted.id) return;
  throw failure('unexpected_response', 'a ticket kept its status');
}

/** Halo passes over filters that it does not know, so that what it gives is looked at here again. */
export async function ticketsChangedSince(
  { api, reader }: TicketDependencies,
  since: Date,
): Promise<Ticket[]> {
  const from = addMs(since, -OVERLAP_MS);
  const records = await api.tickets({ datesearch: 'lastactiondate', startdate: vendorTime(from) });
  const changed = records.filter(({ updatedAt }) => updatedAt !== undefined && updatedAt >= from);
  // A ticket that enters the list while it is paged pushes others onto the next page, which then shows them again.
  const unique = [...new Map(changed.map((record) => [record.id, record])).values()];
  const tickets = await readAll(reader, unique);
  return tickets.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
}

/** Those of one user of the client, newest first; see `Psa`. */
export async function earlierTickets(
  { api, reader }: TicketDependencies,
  { companyId, email, words, limit, signal }: EarlierTickets,
): Promise<Ticket[]> {
  const clientId = vendorId(companyId);
  if (clientId === undefined) throw failure('invalid_input', 'not a client id');
  const user = await findUser(api, clientId, email, signal);
  if (!user) throw failure('not_found', 'no user of the client has this e-mail address');
  const text = words.trim();
  const filter = { client_id: clientId, user_id: user.id, ...(text && { search_summary: text }) };
  const records = await api.latestTickets(filter, Math.min(limit, MOST_ON_A_PAGE), signal);
  const theirs = records.filter(
    (record) =>
      record.clientId === clientId &&
      record.contact?.id === user.id &&
      record.summary.toLowerCase().includes(text.toLowerCase()),
  );
  return readAll(reader, theirs.slice(0, limit));
}

function readAll(reader: TicketReader, records: readonly TicketRecord[]): Promise<Ticket[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  return queue.addAll(records.map((record) => () => reader.read(record)));
}

/** `2026-11-23T10:02:11`: without a zone, in UTC. */
function vendorTime(instant: Date): string {
  return instant.toISOString().slice(0, 19);
}

function failure(
  code: 'invalid_input' | 'not_found' | 'unsupported' | 'unexpected_response',
  message: string,
): CountersignError {
  return new CountersignError(code, message, { vendor: NAME });
}
