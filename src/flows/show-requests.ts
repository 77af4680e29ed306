import type { Identity } from '../models/conversation.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isAtRest, nextStatus } from '../models/request-state.ts';
import type { PersonStore, RequestStore } from '../models/stores.ts';
import { ticketLabel } from '../models/ticket.ts';
import type { RequestLine } from './desk.ts';
import { cut } from './limits.ts';
import { waitingFor } from './sentences.ts';

const SHOWN = 20;

/** A person's own requests, open ones first, each with an honest word on who holds it. */
export async function requestsOf(
  { requests, people }: { requests: RequestStore; people: PersonStore },
  identity: Identity,
): Promise<readonly RequestLine[]> {
  const person = await people.byIdentity(identity);
  const found = person ? await requests.ofRequester(person.id, SHOWN) : [];
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
    title: cut((request.messages[0]?.text ?? '').replaceAll(/\s+/g, ' '), 100),
    state: stateSentence(request),
    open: !isAtRest(request.status),
    ...(until ? { until } : {}),
    ...(request.ticket ? { ticketLabel: ticketLabel(request.ticket) } : {}),
    askedAt: request.createdAt,
    canWithdraw: nextStatus(request.status, 'withdrawn') !== undefined,
  };
}

function stateSentence(request: ServiceRequest): string {
  switch (request.status) {
    case 'received':
    case 'diagnosing':
      return 'I am looking into it.';
    case 'awaiting_requester':
      return 'Waiting for your answer in the conversation.';
    case 'planned':
      return 'About to be carried out.';
    case 'awaiting_approval':
      return `Waiting for approval by ${waitingFor(request.approvals)}. If nobody decides in time, it expires and you are told.`;
    case 'executing':
      return 'Being carried out now.';
    case 'completed':
      return request.outcome?.kind === 'answered' ? 'Answered.' : 'Done.';
    case 'plan_noted':
      return 'With your IT team.';
    case 'denied':
      return 'Not approved. Nothing was changed.';
    case 'expired':
      return 'Expired without a decision. You can send it again.';
    case 'handed_over':
      return 'A technician has taken over.';
    case 'cancelled':
      return 'Withdrawn.';
  }
}
