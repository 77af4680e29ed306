import { addMs } from '../clock.ts';
import type { ServiceRequest } from '../models/request.ts';
import { deliver } from './deliver.ts';
import { execute } from './execute.ts';
import { expire, handOverUnanswered } from './expire.ts';
import { voidApproval } from './void-approval.ts';
import { afterDelivery, diagnoseRequest, type WorkDependencies } from './work.ts';

/** Requests looked at in one sweep; what is left comes with the next. */
const BATCH = 100;
/** Longer than any one delivery takes. */
const OUTBOX_LEASE_MS = 120_000;

/** Everything whose time has come: leases that ran out with their process, approvals that expired, unanswered questions. */
export async function sweepDue(dependencies: WorkDependencies): Promise<void> {
  const ids = await dependencies.requests.due(dependencies.clock.now(), BATCH);
  await Promise.all(ids.map((id) => guarded(dependencies, id, () => sweepOne(dependencies, id))));
}

/** Side effects that a crash or a failed try left: claimed, and looked for by their key before they are sent again. */
export async function sweepOutbox(dependencies: WorkDependencies): Promise<void> {
  const ids = await dependencies.requests.withDueOutbox(dependencies.clock.now(), BATCH);
  await Promise.all(ids.map((id) => guarded(dependencies, id, () => deliverDue(dependencies, id))));
}

/** One request that cannot be worked on must not keep the others from it. */
async function guarded(
  dependencies: WorkDependencies,
  requestId: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    dependencies.logger.error({ err: error, requestId }, 'a sweep could not finish with a request');
  }
}

async function deliverDue(dependencies: WorkDependencies, id: string): Promise<void> {
  const claimed = await dependencies.requests.claimOutbox(id, dependencies.clock.now(), OUTBOX_LEASE_MS);
  if (!claimed) return;
  await afterDelivery(dependencies, await deliver(dependencies, claimed.request, claimed.entryIds));
}

async function sweepOne(dependencies: WorkDependencies, id: string): Promise<void> {
  const request = await dependencies.requests.find(id);
  if (!request?.dueAt || request.dueAt > dependencies.clock.now()) return;
  switch (request.status) {
    case 'awaiting_approval':
      return expire(dependencies, request);
    case 'awaiting_requester':
      return handOverUnanswered(dependencies, request);
    case 'received':
    case 'diagnosing':
    case 'planned':
    case 'executing':
      return takeOver(dependencies, request);
    case 'completed':
    case 'plan_noted':
    case 'denied':
    case 'expired':
    case 'handed_over':
    case 'cancelled':
      return undefined;
  }
}

/** The process that worked on it is gone, or too slow: from here on every save of its fails. */
async function takeOver(dependencies: WorkDependencies, abandoned: ServiceRequest): Promise<void> {
  const { requests, clock, leaseMs, logger } = dependencies;
  const request = await requests.save(abandoned, { set: { dueAt: addMs(clock.now(), leaseMs) } });
  if (!request) return;
  logger.info(
    { requestId: request.id, status: request.status },
    'taking over a request that was left in work',
  );
  if (request.status === 'executing') return resumeExecution(dependencies, request);
  if (request.status === 'planned') return resumePlanned(dependencies, request);
  return diagnoseRequest(dependencies, request);
}

async function resumeExecution(dependencies: WorkDependencies, request: ServiceRequest): Promise<void> {
  const context = await dependencies.requests.decisionContext(request.id, undefined);
  if (context) await execute(dependencies, { context: { ...context, request }, resumed: true });
}

/** An `auto` plan starts once its note is written; the outbox sweep writes it. */
async function resumePlanned(dependencies: WorkDependencies, request: ServiceRequest): Promise<void> {
  const note = request.outbox.find(({ effect }) => effect.kind === 'plan_note');
  if (note?.dead)
    return voidApproval(dependencies, request.id, {
      reason: 'The internal note could not be written on the ticket.',
      internalNotes: false,
    });
  if (!note) await afterDelivery(dependencies, { delivered: [], failed: [], request });
}
