import { addMs } from '../clock.ts';
import { advance } from '../models/advance.ts';
import type { ApprovalRequest, NoteEvidence, PersonRef } from '../models/approval.ts';
import type { Effect } from '../models/outbox.ts';
import type { DecisionContext, RequestChange } from '../models/stores.ts';
import { ended } from './conclude.ts';
import type { InboundDecision } from './desk.ts';
import { type ExecuteDependencies, firstClaim } from './execute.ts';
import { cut } from './limits.ts';
import { deniedReply, waitingFor } from './sentences.ts';
import { sideEffects } from './side-effects.ts';

/** One decision with everything it is about. */
export interface Deciding {
  context: DecisionContext;
  approval: ApprovalRequest;
  decision: InboundDecision;
  now: Date;
}

/** What a decision saves, and what the person who decided is told. */
export interface Decided {
  change: RequestChange;
  starts: boolean;
  sentence: string;
}

/** Either denial denies: open approvals are closed, and nothing is run. */
export function deny(
  { context: { request }, approval, decision, now }: Deciding,
  by: PersonRef,
  given: string | undefined,
): Decided {
  const reason = given?.trim() ? cut(given.trim(), 500) : undefined;
  const { status, history } = advance(request.status, now, { event: 'approval_denied', by });
  const approvals = request.approvals.map((one): ApprovalRequest => {
    if (one.id === approval.id)
      return {
        ...one,
        state: { kind: 'denied', by, at: now, ...(reason ? { reason } : {}), ...noteOf(decision) },
      };
    return one.state.kind === 'waiting' ? { ...one, state: { kind: 'closed' } } : one;
  });
  const effects = sideEffects(request, now);
  const text = deniedReply(request, reason);
  effects.add({ kind: 'reply', text });
  effects.add({ kind: 'note', visibility: 'public', text });
  effects.add({
    kind: 'note',
    visibility: 'internal',
    text: `${by.name} has denied the plan.${reason ? ` The reason given: “${reason}”.` : ''} Nothing was run.`,
  });
  effects.add({ kind: 'ticket_status', status: 'completed' });
  effects.add({ kind: 'update_cards' });
  effects.audit(
    'approval_decided',
    { verdict: 'denied', approval: approval.kind, digest: approval.planDigest, ...noteDetails(decision) },
    by,
  );
  effects.audit('request_ended', { outcome: 'denied' });
  const set = { status, approvals, ...ended({ kind: 'denied', reason: `${by.name} denied it` }, now) };
  return {
    change: { set, history, outbox: effects.entries() },
    starts: false,
    sentence: 'Denied. The requester is told, and nothing is changed.',
  };
}

/** Records one approval; the last one starts execution in the same save. */
export function approve(
  dependencies: Pick<ExecuteDependencies, 'catalog' | 'sealer' | 'leaseMs'>,
  { context: { request }, approval, decision, now }: Deciding,
  by: PersonRef,
): Decided {
  const approvals = request.approvals.map(
    (one): ApprovalRequest =>
      one.id === approval.id
        ? { ...one, state: { kind: 'approved', by, at: now, ...noteOf(decision) } }
        : one,
  );
  const complete = approvals.every(({ state }) => state.kind === 'approved');
  const effects = sideEffects(request, now);
  effects.add({ kind: 'update_cards' });
  if (approval.askedOnTicket) effects.add(approvedNote({ by, decision, approval, approvals }));
  effects.audit(
    'approval_decided',
    { verdict: 'approved', approval: approval.kind, digest: approval.planDigest, ...noteDetails(decision) },
    by,
  );
  if (!complete) {
    const sentence = `Approved. It still waits for ${waitingFor(approvals)}.`;
    return { change: { set: { approvals }, outbox: effects.entries() }, starts: false, sentence };
  }
  const { status, history } = advance(request.status, now, { event: 'approval_granted', by });
  const execution = firstClaim(dependencies, request, now);
  const set = { status, approvals, execution, expiresAt: null, dueAt: addMs(now, dependencies.leaseMs) };
  return {
    change: { set, history, outbox: effects.entries() },
    starts: true,
    sentence: 'Approved. It is being carried out now.',
  };
}

/** Where a decision came from, for the trail. */
export function noteDetails({ note }: InboundDecision): { note?: string; textHash?: string } {
  return note ? { note: note.noteId, textHash: note.textHash } : {};
}

function noteOf({ note }: InboundDecision): { note?: NoteEvidence } {
  return note ? { note } : {};
}

interface Approved {
  by: PersonRef;
  decision: InboundDecision;
  approval: ApprovalRequest;
  /** All of the request's, this one approved. */
  approvals: readonly ApprovalRequest[];
}

/** The note that asked is followed by one that says what became of it. */
function approvedNote({ by, decision, approval, approvals }: Approved): Effect {
  const where = decision.note ? `by note ${decision.note.noteId}` : 'in chat';
  return {
    kind: 'note',
    visibility: 'internal',
    text: `${by.name} has approved the plan (${where}). ${whatIsLeft(approval, waitingFor(approvals))}`,
  };
}

function whatIsLeft({ code }: ApprovalRequest, left: string): string {
  if (!left) return 'It is being carried out now; notes on this ticket decide nothing any more.';
  const stillStops = code === undefined ? '' : ' Until then a note with deny and the code still stops it.';
  return `It still waits for ${left}.${stillStops}`;
}
