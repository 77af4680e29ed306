import { addMs } from '../clock.ts';
import { advance } from '../models/advance.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { DecisionContext } from '../models/stores.ts';
import { type ApproverDependencies, findApprovers } from './approvers.ts';
import { offeredTools } from './catalog.ts';
import { type Result, conclude } from './conclude.ts';
import { deliver, type Delivery, ownEntries, settle } from './deliver.ts';
import { type DiagnoseDependencies, diagnose } from './diagnose.ts';
import { type ExecuteDependencies, execute, firstClaim } from './execute.ts';
import { identifyRequester } from './identify-requester.ts';
import type { Conclusion } from './conclusions.ts';
import { propose, unseenTargets } from './propose.ts';
import { scopeOf } from './scope.ts';
import { sideEffects } from './side-effects.ts';
import type { ToolScope } from '../tools/tool.ts';
import { voidApproval } from './void-approval.ts';

export type WorkDependencies = ExecuteDependencies & DiagnoseDependencies & ApproverDependencies;

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
    const saved = await diagnoseOnce(dependencies, context);
    if (saved) return afterConclusion(dependencies, context, saved);
  }
}

function canBeDiagnosed({ status }: ServiceRequest): boolean {
  return status === 'received' || status === 'diagnosing';
}

async function diagnoseOnce(
  dependencies: WorkDependencies,
  context: DecisionContext,
): Promise<ServiceRequest | undefined> {
  const { request, client } = context;
  const working = client.mode === 'execute' ? showWorking(dependencies, request) : undefined;
  try {
    const found = await investigate(dependencies, context);
    const now = dependencies.clock.now();
    const hasPsa = dependencies.psa !== undefined && client.psaCompanyId !== undefined;
    const change = conclude({ request, client, hasPsa, now, leaseMs: dependencies.leaseMs, ...found });
    return await dependencies.requests.save(request, change);
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

interface Found {
  requester: ServiceRequest['requester'];
  diagnosis: NonNullable<ServiceRequest['diagnosis']>;
  result: Result;
}

async function investigate(dependencies: WorkDependencies, context: DecisionContext): Promise<Found> {
  const { client, policies } = context;
  const who = await identifyRequester(dependencies, {
    client,
    requester: context.request.requester,
    person: context.person,
  });
  if (who.kind === 'unknown') {
    const diagnosis = { summary: '', evidence: [], modelCalls: 0 };
    return {
      requester: context.request.requester,
      diagnosis,
      result: { kind: 'hand_over', reason: who.reason },
    };
  }
  const { requester } = who;
  const request = { ...context.request, requester };
  const scope = scopeOf(client, requester, dependencies.signal);
  const { conclusion, diagnosis } = await diagnose(dependencies, {
    request,
    offered: offeredTools(dependencies.catalog, policies),
    scope,
    judge: async (plan, seen) => refuseUnseen(dependencies, request, unseenTargets(plan.proposals, seen)),
  });
  return {
    requester,
    diagnosis,
    result: await resultOf(dependencies, { ...context, request }, conclusion, scope),
  };
}

/** Ids that no look-up of this request showed: refused, audited, and told to the model, which may try again within its budget. */
async function refuseUnseen(
  dependencies: WorkDependencies,
  request: ServiceRequest,
  unseen: readonly string[],
): Promise<string | undefined> {
  if (unseen.length === 0) return undefined;
  const at = dependencies.clock.now();
  await dependencies.audit.append([
    {
      key: `${request.id}/unseen/${at.getTime()}`,
      at,
      action: 'target_refused',
      clientId: request.clientId,
      requestId: request.id,
      details: { targets: unseen.join(' ').slice(0, 300) },
    },
  ]);
  return 'the plan names ids that no function has shown in this conversation; look them up first';
}

async function resultOf(
  dependencies: WorkDependencies,
  { client, policies, request }: DecisionContext,
  conclusion: Conclusion,
  scope: ToolScope,
): Promise<Result> {
  if (conclusion.kind !== 'plan') return conclusion;
  const proposed = await propose({ proposals: conclusion.proposals, scope, policies });
  if (proposed.kind === 'nothing_to_do') return proposed;
  if (proposed.kind === 'blocked') return { ...proposed, kind: 'hand_over' };
  const { plan } = proposed;
  const noRecipient = secretWithoutRecipient(
    dependencies,
    conclusion,
    plan.steps.map(({ subject }) => subject?.id),
    scope,
  );
  if (noRecipient) return { kind: 'hand_over', reason: noRecipient, plan };
  const [approvers, earlier] = await Promise.all([
    findApprovers(dependencies, { plan, client, requester: request.requester }),
    joinable(dependencies, request, plan.digest),
  ]);
  if (earlier) return { kind: 'joined', with: earlier };
  return approvers.kind === 'missing'
    ? { kind: 'hand_over', reason: approvers.reason, plan }
    : { kind: 'plan', plan, approvers };
}

/** A new password is shown to the account's owner alone, and only where a surface can show something once. */
function secretWithoutRecipient(
  { surfaces, catalog }: WorkDependencies,
  { proposals }: Extract<Conclusion, { kind: 'plan' }>,
  subjects: readonly (string | undefined)[],
  scope: ToolScope,
): string | undefined {
  const needed = proposals.some(({ tool }) => catalog.write(tool.name)?.needsSecret);
  if (!needed) return undefined;
  if (subjects.some((subject) => subject !== scope.requesterDirectoryId)) {
    return 'A new password may be shown only to the owner of the account, and they did not write to us themselves.';
  }
  return surfaces.some(({ can }) => can.oneTimeSecrets)
    ? undefined
    : 'No connected surface can show a new password safely.';
}

/** Only somebody who asks again within a day can have the same plan waiting: looked up when they have other requests. */
async function joinable(
  { requests }: WorkDependencies,
  request: ServiceRequest,
  digest: string,
): Promise<ServiceRequest | undefined> {
  const { personId } = request.requester;
  return personId === undefined ? undefined : requests.waitingWithDigest(personId, digest);
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
  const problem = undeliverable(delivery);
  if (problem) await voidApproval(dependencies, request.id, problem);
}

function isNoted({ request, delivered }: Delivery): boolean {
  const gone = new Set(delivered.map(({ entryId }) => entryId));
  return !request.outbox.some(({ id, effect }) => effect.kind === 'plan_note' && !gone.has(id));
}

/** Nobody who should sign could be asked, or what must be written before could not be. */
function undeliverable({ request, failed }: Delivery): string | undefined {
  const dead = new Set(failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId));
  const deadEntries = request.outbox.filter((entry) => dead.has(entry.id));
  if (failed.some(({ error }) => error === 'note_visible'))
    return 'An internal note turned out to be visible to people outside.';
  if (deadEntries.some(({ effect }) => effect.kind === 'ticket' || effect.kind === 'plan_note')) {
    return 'The internal note could not be written on the ticket.';
  }
  const unasked = request.approvals.find(
    ({ id, state, copies }) =>
      state.kind === 'waiting' &&
      copies.length === 0 &&
      deadEntries.some(({ effect }) => effect.kind === 'approval_card' && effect.approvalId === id) &&
      !request.outbox.some(
        (entry) =>
          !dead.has(entry.id) && entry.effect.kind === 'approval_card' && entry.effect.approvalId === id,
      ),
  );
  return unasked && `The ${unasked.kind} who should approve could not be reached.`;
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
    set: { status, execution: firstClaim(dependencies, request, now), dueAt: addMs(now, leaseMs) },
    history,
    outbox: effects.entries(),
  });
  if (!saved) return settle(dependencies, delivery);
  const context = known ? { ...known, request: saved } : await requests.decisionContext(saved.id, undefined);
  if (context) await execute(dependencies, { context, resumed: false, early: Promise.resolve(delivery) });
}
