import { addMs, MINUTE_MS, SECOND_MS } from '../clock.ts';
import type { RequestMessage, ServiceRequest } from '../models/request.ts';
import { nextStatus } from '../models/request-state.ts';
import type { CursorStore } from '../models/stores.ts';
import type { Note, Psa, Ticket } from '../tools/psa.ts';
import type { DeliverDependencies } from './deliver.ts';
import { cut, MAX_MESSAGE_CHARACTERS } from './limits.ts';
import { addMessage, type ReceiveDependencies } from './receive.ts';
import { closedByTechnicianReply } from './sentences.ts';
import { cancel } from './withdraw.ts';

export type SyncDependencies = DeliverDependencies & ReceiveDependencies & { cursors: CursorStore; psa: Psa };

/** Clocks of vendors and ours differ, and a change can become visible late: each poll looks back over this. */
const OVERLAP_MS = 2 * MINUTE_MS;
/** How far back the very first poll looks. */
const FIRST_LOOK_BACK_MS = 15 * MINUTE_MS;

/**
 * Polls what changed on tickets. Webhooks are hints for the same (see `syncTicket`); seeing a change twice does nothing
 * twice, since every effect here is a compare-and-set on the request.
 */
export async function pollTickets(dependencies: SyncDependencies): Promise<void> {
  const { psa, cursors, clock, logger } = dependencies;
  const startedAt = clock.now();
  const name = `tickets:${psa.name}`;
  const since = (await cursors.get(name)) ?? addMs(startedAt, -FIRST_LOOK_BACK_MS);
  for (const ticket of await psa.ticketsChangedSince(addMs(since, -OVERLAP_MS))) {
    try {
      await applyTicket(dependencies, ticket);
    } catch (error) {
      logger.warn({ err: error, ticketId: ticket.id }, 'a changed ticket could not be synced');
    }
  }
  await cursors.advance(name, startedAt);
}

/** A hint said that this ticket changed: it is read with our own credentials before anything is believed. */
export async function syncTicket(dependencies: SyncDependencies, ticketId: string): Promise<void> {
  const ticket = await dependencies.psa.ticket(ticketId);
  if (ticket) await applyTicket(dependencies, ticket);
}

async function applyTicket(dependencies: SyncDependencies, ticket: Ticket): Promise<void> {
  const request = await dependencies.requests.openByTicket({ psa: dependencies.psa.name, id: ticket.id });
  if (!request) return;
  if (ticket.closed && nextStatus(request.status, 'withdrawn')) {
    await cancel(dependencies, {
      request,
      by: { personId: '', name: 'A technician' },
      reason: 'The ticket was closed in the PSA, so nothing is waiting any more.',
      reply: closedByTechnicianReply(request),
    });
  } else if (request.status === 'awaiting_requester') {
    await takeReply(dependencies, request, ticket);
  }
}

/** The requester's public reply on the ticket answers the open question; nobody else's does. */
async function takeReply(
  dependencies: SyncDependencies,
  request: ServiceRequest,
  ticket: Ticket,
): Promise<void> {
  const asked = request.messages.findLast(({ from }) => from === 'agent');
  if (!asked || ticket.contactId === undefined) return;
  const notes = await dependencies.psa.notes(ticket.id);
  const reply = notes.find(
    (note) =>
      note.author.kind === 'contact' && note.author.id === ticket.contactId && isAnswer(note, asked.at),
  );
  if (reply) await addMessage(dependencies, request, messageOf(request, reply));
}

function isAnswer({ visibility, edited, createdAt }: Note, askedAt: Date): boolean {
  // The PSA's clock has whole seconds, and may be behind ours.
  return visibility === 'public' && !edited && addMs(createdAt, SECOND_MS) > askedAt;
}

function messageOf(request: ServiceRequest, note: Note): RequestMessage {
  const key = `psa:${request.ticket?.psa}:${request.ticket?.id}:${note.id}`;
  return { key, from: 'requester', text: cut(note.text, MAX_MESSAGE_CHARACTERS), at: note.createdAt };
}
