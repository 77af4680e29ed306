import { advance, type Move } from '../models/advance.ts';
import type { ApprovalRequest } from '../models/approval.ts';
import type { Outcome, ServiceRequest } from '../models/request.ts';
import type { RequestChange } from '../models/stores.ts';
import { ended } from './conclude.ts';
import { type SideEffects, sideEffects } from './side-effects.ts';

export interface EndingWait {
  request: ServiceRequest;
  move: Move;
  outcome: Omit<Outcome, 'at'>;
  now: Date;
  /** For the requester, where they asked and on the ticket; absent when it turned out that they had asked for nothing. */
  reply?: string;
  /** For technicians, on the ticket. */
  note: string;
  also?: (effects: SideEffects) => void;
}

/** Ends a request that waits for people: open approvals are closed, every card follows, requester and ticket are told. */
export function endWaiting({ request, move, outcome, now, reply, note, also }: EndingWait): RequestChange {
  const { status, history } = advance(request.status, now, move);
  const effects = sideEffects(request, now);
  if (reply !== undefined) {
    effects.add({ kind: 'reply', text: reply });
    effects.add({ kind: 'note', visibility: 'public', text: reply });
  }
  effects.add({ kind: 'note', visibility: 'internal', text: note });
  if (request.approvals.length > 0) effects.add({ kind: 'update_cards' });
  also?.(effects);
  const approvals = request.approvals.map(
    (one): ApprovalRequest => (one.state.kind === 'waiting' ? { ...one, state: { kind: 'closed' } } : one),
  );
  return { set: { status, approvals, ...ended(outcome, now) }, history, outbox: effects.entries() };
}
