import type { Identity } from '../models/conversation.ts';
import type { Person } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isAtRest, nextStatus } from '../models/request-state.ts';
import type { PersonStore, RequestStore } from '../models/stores.ts';
import { ticketLabel } from '../models/ticket.ts';
import type { RequestLine } from './desk.ts';
import { cut } from './limits.ts';
import { waitingFor } from './sentences.ts';

const SHOWN = 20;

/** The own requests of whoever has this account, as `requestLines` gives them. Whoever has left has none. */
export async function requestsOf(
  { requests, people }: { requests: Pick<RequestStore, 'ofRequester'>; people: PersonStore },
  identity: Identity,
): Promise<readonly RequestLine[]> {
  const person = await people.byIdentity(identity);
  return person?.active ? requestLines({ requests }, person) : [];
}

/** A person's own requests, open ones first, each with an honest word on who holds it. */
export async function requestLines(
  { requests }: { requests: Pick<RequestStore, 'ofRequester'> },
  { id }: Pick<Person, 'id'>,
): Promise<readonly RequestLine[]> {
  const found = await requests.ofRequester(id, SHOWN);
  return found.map(requestLine).sort((one, other) => Number(other.open) - Number(one.open));
}

/** A request as a line of its requester's list. */
export function requestLine(request: ServiceRequest): RequestLine {
  const until =
    request.status === 'awaiting_approval'
      ? request.expiresAt
      : request.status === 'awaiting_requester'
        ? request.dueAt
        : undefined;
  return {
    requestId: request.id,
    title: requestTitle(request),
    state: stateSentence(request),
    open: !isAtRest(request.status),
    ...(until ? { until } : {}),
    ...(request.ticket ? { ticketLabel: ticketLabel(request.ticket) } : {}),
    askedAt: request.createdAt,
    canWithdraw: nextStatus(request.status, 'withdrawn') !== undefined,
  };
}

/** The first words of what was asked, on one line. */
export function requestTitle({ messages }: Pick<ServiceRequest, 'messages'>): string {
  return cut((messages[0]?.text ?? '').replaceAll(/\s+/g, ' '), 100);
}

function stateSentence(request: ServiceRequest): string {
  switch (request.status) {
    case 'received':
    case 'diagnosing':
      return 'I am looking into it, and will write to you.';
    case 'awaiting_requester':
      return 'Waiting for your answer in the conversation. Without one, a technician takes over.';
    case 'planned':
      return 'About to be carried out.';
    case 'awaiting_approval':
      return `Waiting for approval by ${waitingFor(request.approvals)}. If nobody decides in time, it expires and you are told.`;
    case 'executing':
      return 'Being carried out now.';
    case 'completed':
      return request.outcome?.kind === 'answered' ? 'Answered.' : 'Done.';
    case 'plan_noted':
      return 'With your IT team, who will get back to you.';
    case 'denied':
      return 'Not approved. Nothing was changed.';
    case 'expired':
      return 'Expired without a decision. You can send it again.';
    case 'handed_over':
      return 'A technician has taken over, and will get back to you.';
    case 'cancelled':
      return 'Withdrawn.';
  }
}
