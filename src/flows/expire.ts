import type { ServiceRequest } from '../models/request.ts';
import type { RequestChange } from '../models/stores.ts';
import { type DeliverDependencies, deliver, ownEntries } from './deliver.ts';
import { endWaiting } from './end-waiting.ts';
import { expiredReply, handedOverReply } from './sentences.ts';
import { settle } from './settle.ts';
import type { SideEffects } from './side-effects.ts';

/** Closes an approval that nobody gave in 24 hours. Losing the save means that somebody decided first: nothing to do. */
export async function expire(dependencies: DeliverDependencies, request: ServiceRequest): Promise<void> {
  const now = dependencies.clock.now();
  if (request.status !== 'awaiting_approval' || !request.expiresAt || request.expiresAt > now) return;
  const change = endWaiting({
    request,
    now,
    move: { event: 'approval_expired' },
    outcome: { kind: 'expired' },
    reply: expiredReply(request),
    note: 'Nobody decided within 24 hours: the approval has expired, and nothing was run.',
    also: (effects) => effects.audit('approval_expired', { digest: request.plan?.digest ?? null }),
  });
  const saved = await dependencies.requests.save(request, change);
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}

/** A question that the requester has not answered in time goes to a technician. */
export async function handOverUnanswered(
  dependencies: DeliverDependencies,
  request: ServiceRequest,
): Promise<void> {
  const now = dependencies.clock.now();
  if (request.status !== 'awaiting_requester' || !request.dueAt || request.dueAt > now) return;
  const reason = request.requester.identification?.pending
    ? 'It was not confirmed in time that it was really they who called.'
    : 'The requester has not answered the question.';
  const saved = await dependencies.requests.save(request, handingOver(request, now, reason));
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}

/** What hands a request over that waits for its requester. They are told so, unless they have said that it is not theirs. */
export function handingOver(
  request: ServiceRequest,
  now: Date,
  reason: string,
  {
    isTheirs = true,
    also = () => undefined,
  }: { isTheirs?: boolean; also?: (effects: SideEffects) => void } = {},
): RequestChange {
  return endWaiting({
    request,
    now,
    move: { event: 'answer_overdue' },
    outcome: { kind: 'handed_over', reason },
    ...(isTheirs && { reply: handedOverReply(request) }),
    note: `Handed over: ${reason}`,
    also: (effects) => {
      effects.add({ kind: 'tell_technicians', text: `Handed over to you: ${reason}` });
      effects.audit('request_ended', { outcome: 'handed_over', reason });
      also(effects);
    },
  });
}
