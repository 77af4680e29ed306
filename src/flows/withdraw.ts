import type { PersonRef } from '../models/approval.ts';
import { type Identity, identityKey } from '../models/conversation.ts';
import type { ServiceRequest } from '../models/request.ts';
import { nextStatus } from '../models/request-state.ts';
import { type DeliverDependencies, deliver, ownEntries } from './deliver.ts';
import type { SentenceAnswer } from './desk.ts';
import { endWaiting } from './end-waiting.ts';
import { cancelledReply } from './sentences.ts';
import { settle } from './settle.ts';

const MAX_TRIES = 5;

/** The requester takes their request back. Once it is being carried out, it is too late. */
export async function withdraw(
  dependencies: DeliverDependencies,
  by: Identity,
  requestId: string,
): Promise<SentenceAnswer> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const context = await dependencies.requests.decisionContext(requestId, by);
    const request = context?.request;
    const hasLeft = context?.person?.active === false;
    if (!request || hasLeft || !isRequester(request, by, context.person?.id))
      return { kind: 'refused', sentence: 'This is not a request of yours.' };
    if (!nextStatus(request.status, 'withdrawn'))
      return { kind: 'refused', sentence: 'It is too late to withdraw this request.' };
    const who = { personId: request.requester.personId ?? '', name: request.requester.name };
    const reason = `${who.name} has withdrawn the request.`;
    if (await cancel(dependencies, { request, by: who, reason, reply: cancelledReply(request) })) {
      return { kind: 'done', sentence: 'Withdrawn. Nothing was changed.' };
    }
  }
  return {
    kind: 'refused',
    sentence: 'The request is being changed right now. Please try again in a moment.',
  };
}

function isRequester(request: ServiceRequest, by: Identity, personId: string | undefined): boolean {
  return (
    identityKey(request.requester.identity) === identityKey(by) ||
    (personId !== undefined && personId === request.requester.personId)
  );
}

export interface Cancelling {
  request: ServiceRequest;
  by: PersonRef;
  /** For technicians. */
  reason: string;
  /** For the requester. */
  reply: string;
}

/** Ends a request because its requester or a technician wants no more of it; false when somebody else saved first. */
export async function cancel(
  dependencies: DeliverDependencies,
  { request, by, reason, reply }: Cancelling,
): Promise<boolean> {
  const change = endWaiting({
    request,
    now: dependencies.clock.now(),
    move: { event: 'withdrawn', by },
    outcome: { kind: 'cancelled', reason },
    reply,
    note: reason,
    also: (effects) => effects.audit('request_ended', { outcome: 'cancelled', reason }, by),
  });
  const saved = await dependencies.requests.save(request, change);
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
  return saved !== undefined;
}
