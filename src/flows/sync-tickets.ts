import { addMs, DAY_MS, MINUTE_MS, SECOND_MS } from '../clock.ts';
import { isPassing } from '../errors.ts';
import { NO_NOTES, type ServiceRequest } from '../models/request.ts';
import { nextStatus } from '../models/request-state.ts';
import type { CursorStore } from '../models/stores.ts';
import type { Psa, Ticket } from '../tools/psa.ts';
import { closedByTechnicianReply, takenOverReply } from './sentences.ts';
import { type SyncNotesDependencies, syncNotes } from './sync-notes.ts';
import { type TakeTicketDependencies, takeTicket } from './take-ticket.ts';
import { cancel } from './withdraw.ts';

export type SyncDependencies = SyncNotesDependencies & TakeTicketDependencies & { cursors: CursorStore };

/** Clocks of vendors and ours differ, and a change can become visible late: each poll looks back over this. */
const OVERLAP_MS = 2 * MINUTE_MS;
/** How far back the very first poll looks. */
const FIRST_LOOK_BACK_MS = 15 * MINUTE_MS;
/** Whoever has the ticket so soon after it was opened was given it by a rule of the PSA, and has taken nothing over. */
const DISPATCH_MS = 30 * SECOND_MS;
/** For so long what could not be read keeps the polls coming back to it. */
const KEPT_MS = DAY_MS;
/** Requests that wait for a note, looked at in one poll beside the tickets that changed. */
const WAITING_AT_ONCE = 20;

/**
 * Polls what changed on the tickets of one PSA. Webhooks are hints for the same (see `syncTicket`); seeing a change twice
 * does nothing twice, since every effect here is a compare-and-set on a request or has a key of its own.
 */
export async function pollTickets(dependencies: SyncDependencies, psa: Psa): Promise<void> {
  const { cursors, clock } = dependencies;
  const startedAt = clock.now();
  const names = namesOf(psa);
  const known = await cursors.read(...Object.values(names));
  const intake = known.get(names.intake) ?? (await beginIntake(dependencies, psa));
  // Nothing was ever seen: whatever happened since we first tried is still to come.
  const since = known.get(names.tickets) ?? intake;
  const changed = await psa.ticketsChangedSince(addMs(since, -OVERLAP_MS));
  let seenUntil = startedAt;
  for (const ticket of changed) {
    const outcome = await guarded(dependencies, psa, ticket.id, () =>
      apply(dependencies, psa, ticket, async () => intake),
    );
    const comesAgain = outcome === 'later' && ticket.updatedAt > addMs(startedAt, -KEPT_MS);
    if (comesAgain && ticket.updatedAt < seenUntil) seenUntil = ticket.updatedAt;
  }
  const waitedAfter = known.get(names.waiting) ?? new Date(0);
  await lookAtWaiting(dependencies, psa, waitedAfter, new Set(changed.map(({ id }) => id)));
  await cursors.advance(names.tickets, seenUntil);
}

/** Cursors of one PSA: its tickets are seen, its intake began, and waiting requests were looked at, until then. */
const namesOf = ({ name }: Psa) => ({
  tickets: `tickets:${name}`,
  intake: `intake:${name}`,
  waiting: `waiting:${name}`,
});

/** Some PSAs tell nobody of an answered approval: requests that wait for one are looked at in turn, so many in each poll. */
async function lookAtWaiting(
  dependencies: SyncDependencies,
  psa: Psa,
  after: Date,
  looked: ReadonlySet<string>,
): Promise<void> {
  const { cursors, requests } = dependencies;
  const waiting = await requests.waitingOnTicket(psa.name, after, WAITING_AT_ONCE);
  for (const { ticket } of waiting) {
    if (ticket && !looked.has(ticket.id))
      await guarded(dependencies, psa, ticket.id, () => syncTicket(dependencies, psa, ticket.id));
  }
  const last = waiting.length === WAITING_AT_ONCE ? waiting.at(-1)?.createdAt : undefined;
  if (last || after.getTime() > 0) await cursors.put(namesOf(psa).waiting, last ?? new Date(0));
}

/** `later` where the same may go through by and by: the ticket has to be looked at again. */
async function guarded(
  { logger }: SyncDependencies,
  psa: Psa,
  ticketId: string,
  sync: () => Promise<void>,
): Promise<'synced' | 'failed' | 'later'> {
  try {
    await sync();
    return 'synced';
  } catch (error) {
    logger.warn({ err: error, psa: psa.name, ticketId }, 'a changed ticket could not be synced');
    return isPassing(error) ? 'later' : 'failed';
  }
}

/** A hint said that this ticket changed: it is read with our own credentials before anything is believed. */
export async function syncTicket(dependencies: SyncDependencies, psa: Psa, ticketId: string): Promise<void> {
  const ticket = await psa.ticket(ticketId);
  if (!ticket) return;
  const { intake } = namesOf(psa);
  await apply(
    dependencies,
    psa,
    ticket,
    async () =>
      (await dependencies.cursors.read(intake)).get(intake) ?? (await beginIntake(dependencies, psa)),
  );
}

/** Tickets from before the intake was first looked at stay with whoever has them. */
async function beginIntake({ cursors, clock }: SyncDependencies, psa: Psa): Promise<Date> {
  const since = addMs(clock.now(), -FIRST_LOOK_BACK_MS);
  await cursors.advance(namesOf(psa).intake, since);
  return since;
}

async function apply(
  dependencies: SyncDependencies,
  psa: Psa,
  ticket: Ticket,
  intakeSince: () => Promise<Date>,
): Promise<void> {
  const request = await dependencies.requests.openByTicket({ psa: psa.name, id: ticket.id });
  if (!request) return takeTicket(dependencies, { psa, ticket, since: await intakeSince() });
  const end = nextStatus(request.status, 'withdrawn') && endOf(request, ticket);
  if (end && !ticket.closed && wasDispatched(dependencies, request))
    return rememberAssignee(dependencies, request, ticket);
  if (end) {
    await cancel(dependencies, { request, ...end });
    return;
  }
  if (request.status === 'awaiting_requester' || request.status === 'awaiting_approval')
    await syncNotes(dependencies, { psa, ticket, request });
}

/** A technician who has closed the ticket, or has taken it, has taken the request out of our hands. */
function endOf(request: ServiceRequest, { closed, assignee }: Ticket) {
  if (closed) {
    return {
      by: { personId: '', name: 'A technician' },
      reason: 'The ticket was closed in the PSA, so nothing is waiting any more.',
      reply: closedByTechnicianReply(request),
    };
  }
  if (!assignee || assignee.id === request.ticketNotes?.assigneeId) return undefined;
  return {
    by: { personId: '', name: assignee.name },
    reason: `${assignee.name} has taken over the ticket, so nothing is waiting any more.`,
    reply: takenOverReply(request),
  };
}

function wasDispatched({ clock }: SyncDependencies, { createdAt, ticketNotes }: ServiceRequest): boolean {
  return ticketNotes?.assigneeId === undefined && clock.now() < addMs(createdAt, DISPATCH_MS);
}

/** Losing the save costs nothing: the ticket is looked at again. */
async function rememberAssignee(
  { requests }: SyncDependencies,
  request: ServiceRequest,
  { assignee }: Ticket,
): Promise<void> {
  const ticketNotes = { ...(request.ticketNotes ?? NO_NOTES), ...(assignee && { assigneeId: assignee.id }) };
  await requests.save(request, { set: { ticketNotes } });
}
