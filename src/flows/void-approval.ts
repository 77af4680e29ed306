import { advance } from '../models/advance.ts';
import { nextStatus, type RequestEvent, type RequestStatus } from '../models/request-state.ts';
import { addHandOver, ended } from './conclude.ts';
import { type DeliverDependencies, deliver, ownEntries } from './deliver.ts';
import { settle } from './settle.ts';
import { sideEffects } from './side-effects.ts';

export interface VoidReason {
  /** A sentence for technicians. */
  reason: string;
  /** Whether internal notes can be trusted with it: not where one has just turned out to be visible, or cannot be written. */
  internalNotes: boolean;
}

/** Fail closed: what cannot be approved as it should be is handed over with the reason, and its cards are closed. */
export async function voidApproval(
  dependencies: DeliverDependencies,
  requestId: string,
  { reason, internalNotes }: VoidReason,
): Promise<void> {
  const { requests, clock } = dependencies;
  const request = await requests.find(requestId);
  if (!request) return;
  const events = wayOut(request.status);
  if (!events) return;
  const now = clock.now();
  const { status, history } = advance(request.status, now, ...events);
  const effects = sideEffects(request, now);
  addHandOver(effects, request, reason);
  if (internalNotes)
    effects.add({ kind: 'note', visibility: 'internal', text: `Handed over to a technician: ${reason}` });
  if (request.approvals.length > 0) effects.add({ kind: 'update_cards' });
  const approvals = request.approvals.map((one) =>
    one.state.kind === 'waiting' ? { ...one, state: { kind: 'closed' as const } } : one,
  );
  const set = { status, approvals, ...ended({ kind: 'handed_over', reason }, now) };
  const saved = await requests.save(request, { set, history, outbox: effects.entries() });
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}

/** From where it stands to a hand-over; undefined where it is being carried out, or over. */
function wayOut(status: RequestStatus): RequestEvent[] | undefined {
  if (status === 'awaiting_approval') return ['plan_outdated', 'handed_over'];
  // Nobody waits any longer for an answer to a question that was never asked.
  if (status === 'awaiting_requester') return ['answer_overdue'];
  return nextStatus(status, 'handed_over') && ['handed_over'];
}
