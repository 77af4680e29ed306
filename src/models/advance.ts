import { CountersignError } from '../errors.ts';
import type { PersonRef } from './approval.ts';
import type { HistoryEntry } from './request.ts';
import { nextStatus, type RequestEvent, type RequestStatus } from './request-state.ts';

/** What happens to a request, and by whom. */
export interface Move {
  event: RequestEvent;
  by?: PersonRef;
}

/**
 * The status after `moves`, and what the history gains. Every status change of the product is made of this; it throws
 * `conflict` when the table has no such edge.
 */
export function advance(
  from: RequestStatus,
  at: Date,
  ...moves: readonly (Move | RequestEvent)[]
): { status: RequestStatus; history: HistoryEntry[] } {
  let status = from;
  const history: HistoryEntry[] = [];
  for (const move of moves) {
    const { event, by } = typeof move === 'string' ? { event: move, by: undefined } : move;
    const next = nextStatus(status, event);
    if (!next) throw new CountersignError('conflict', `a request that is ${status} cannot have ${event}`);
    status = next;
    history.push({ event, at, ...(by ? { by } : {}) });
  }
  return { status, history };
}
