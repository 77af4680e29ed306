import { addMs } from '../clock.ts';
import { advance } from '../models/advance.ts';
import type { ApprovalRequest } from '../models/approval.ts';
import type { OutboxEntry } from '../models/outbox.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { DecisionContext } from '../models/stores.ts';
import { psaOf } from './client-psa.ts';
import { conclude } from './conclude.ts';
import { handOverUnconfirmed } from './confirm-identity.ts';
import { type Delivery, deliver, ownEntries } from './deliver.ts';
import { execute, firstClaim } from './execute.ts';
import { type InvestigateDependencies, investigate } from './investigate.ts';
import { settle } from './settle.ts';
import { sideEffects } from './side-effects.ts';
import { type VoidReason, voidApproval } from './void-approval.ts';

export type WorkDependencies = InvestigateDependencies;

/** A diagnosis that loses its save (the requester wrote more, or took it back) looks again this often. */
const MAX_ROUNDS = 3;

/** Takes a request from intake to its pause or end. The caller holds its lease; losing it anywhere ends the work quietly. */
export async function diagnoseRequest(
  dependencies: WorkDependencies,
  request: Pick<ServiceRequest, 'id' | 'requester'>,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const context = await dependencies.requests.decisionContext(request.id, request.requester.identity);
    if (!context || !canBeDiagnosed(context.request)) return;
    const saved = await diagnoseOnce(dependencies, context, round > 0);
    if (saved) return afterConclusion(dependencies, context, saved);
  }
}

function canBeDiagnosed({ status }: ServiceRequest): boolean {
  return status === 'received' || status === 'diagnosing';
}

async function diagnoseOnce(
  dependencies: WorkDependencies,
  context: DecisionContext,
  mayBeJoined: boolean,
): Promise<ServiceRequest | undefined> {
  const { request, client } = context;
  const working = client.mode === 'execute' ? showWorking(dependencies, request) : undefined;
  try {
    const found = await investigate(dependencies, { context, mayBeJoined });
    const now = dependencies.clock.now();
    const hasPsa = psaOf(dependencies.psas, client) !== undefined;
    const change = conclude({ request, client, hasPsa, now, leaseMs: dependencies.leaseMs, ...found });
    const saved = await dependencies.requests.save(request, change);
    const { status } = saved ?? {};
    const about = { requestId: request.id, clientId: client.id, modelCalls: found.diagnosis.modelCalls };
    dependencies.logger.info({ ...about, status }, saved ? 'diagnosis concluded' : 'diagnosis overtaken');
    return saved;
  } finally {
    working?.();
  }
}

/** Shows the sign that the agent is at work, without waiting for it; the returned function takes it away again. */
function showWorking({ surfaces }: WorkDependencies, request: ServiceRequest): () => void {
  const ref = request.messages.findLast((message) => message.ref)?.ref;
  const surface = surfaces.find(({ name }) => name === ref?.surface);
  if (!ref || !surface?.can.working) return () => undefined;
  const shown = surface.showWorking(ref, true);
  return () => void shown.then(() => surface.showWorking(ref, false));
}

async function afterConclusion(
  dependencies: WorkDependencies,
  context: DecisionContext,
  saved: ServiceRequest,
): Promise<void> {
  const delivery = await deliver(dependencies, saved, ownEntries(saved, context.request));
  await afterDelivery(dependencies, delivery, context);
}

/**
 * What follows from a delivery: an `auto` plan whose note is written starts; approvers who cannot be asked make the
 * approval void; everything else is only marked.
 */
export async function afterDelivery(
  dependencies: WorkDependencies,
  delivery: Delivery,
  known?: DecisionContext,
): Promise<void> {
  const { request } = delivery;
  if (request.status === 'planned' && isNoted(delivery)) return startAuto(dependencies, delivery, known);
  await settle(dependencies, delivery);
  if (isCodeLost(delivery)) await handOverUnconfirmed(dependencies, request.id, CODE_LOST);
  const problem = undeliverable(delivery);
  if (problem) await voidApproval(dependencies, request.id, problem);
}

const CODE_LOST = 'The person on file could not be asked whether it was they who called.';

function isCodeLost({ request, failed }: Delivery): boolean {
  const dead = new Set(failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId));
  return request.outbox.some(({ id, effect }) => effect.kind === 'confirmation_code' && dead.has(id));
}

function isNoted({ request, delivered }: Delivery): boolean {
  const gone = new Set(delivered.map(({ entryId }) => entryId));
  return !request.outbox.some(({ id, effect }) => effect.kind === 'plan_note' && !gone.has(id));
}

/** Nobody who should sign could be asked, or what must be written before could not be. */
function undeliverable(delivery: Delivery): VoidReason | undefined {
  const { request, failed } = delivery;
  const dead = new Set(failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId));
  const deadEntries = request.outbox.filter((entry) => dead.has(entry.id));
  if (failed.some(({ error }) => error === 'note_visible'))
    return { reason: 'An internal note turned out to be visible to people outside.', internalNotes: false };
  if (deadEntries.some(({ effect }) => effect.kind === 'ticket' || effect.kind === 'plan_note')) {
    return { reason: 'The internal note could not be written on the ticket.', internalNotes: false };
  }
  const unasked = request.approvals.find(
    (approval) =>
      approval.state.kind === 'waiting' &&
      deadEntries.some((entry) => asksFor(entry, approval)) &&
      !isAsked(delivery, approval),
  );
  return (
    unasked && {
      reason: `The ${unasked.kind} who should approve could not be reached.`,
      internalNotes: true,
    }
  );
}

function asksFor({ effect }: OutboxEntry, { id }: ApprovalRequest): boolean {
  return (effect.kind === 'approval_card' || effect.kind === 'approval_note') && effect.approvalId === id;
}

/** Somebody has a card, the ticket has a note that can be decided by, or one of them is still on its way. */
function isAsked({ request, delivered, failed }: Delivery, approval: ApprovalRequest): boolean {
  const gone = new Set(delivered.map(({ entryId }) => entryId));
  const diedNow = new Set(failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId));
  const asks = request.outbox.filter((entry) => asksFor(entry, approval));
  const isUnderWay = asks.some(({ id, dead }) => !dead && !gone.has(id) && !diedNow.has(id));
  const owesNote = asks.some(({ id, effect }) => effect.kind === 'approval_note' && !gone.has(id));
  const isOnTicket = approval.code !== undefined && !owesNote;
  return isUnderWay || approval.copies.length > 0 || isOnTicket;
}

async function startAuto(
  dependencies: WorkDependencies,
  delivery: Delivery,
  known?: DecisionContext,
): Promise<void> {
  const { requests, clock, leaseMs } = dependencies;
  const { request } = delivery;
  const now = clock.now();
  const { status, history } = advance(request.status, now, 'execution_started');
  const effects = sideEffects(request, now);
  const saved = await requests.save(request, {
    set: {
      status,
      execution: firstClaim(dependencies, request, now),
      dueAt: addMs(now, leaseMs),
      // Known from this delivery, which is marked with the end alone: a crash before that must not lose it.
      ...(request.ticket ? { ticket: request.ticket } : {}),
    },
    history,
    outbox: effects.entries(),
  });
  if (!saved) return settle(dependencies, delivery);
  const context = known ? { ...known, request: saved } : await requests.decisionContext(saved.id, undefined);
  if (context) await execute(dependencies, { context, resumed: false, early: Promise.resolve(delivery) });
}
