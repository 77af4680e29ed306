import { addMs } from '../clock.ts';
import { describeForTechnician } from '../errors.ts';
import { advance } from '../models/advance.ts';
import type { Execution, ServiceRequest, StepClaim, StepResult } from '../models/request.ts';
import { sealedFor } from '../models/sealed-for.ts';
import type { DecisionContext } from '../models/stores.ts';
import { newTemporaryPassword } from '../passwords.ts';
import { type Sealer, sealedUnder } from '../seal.ts';
import type { ExecuteResult, ToolScope, Verification } from '../tools/tool.ts';
import type { SetToolPolicyDependencies } from './admin/policy/set-tool-policy.ts';
import { catalogFor, placeFor } from './administration.ts';
import type { ToolCatalog } from './catalog.ts';
import { type DeliverDependencies, type Delivery, deliver, ownEntries } from './deliver.ts';
import { type ExecutionEnd, endExecution } from './end-execution.ts';
import { WRITE_TIMEOUT_MS } from './limits.ts';
import { preflightPlan, type ReadyStep } from './preflight.ts';
import { scopeOf } from './scope.ts';
import { settle } from './settle.ts';
import { sideEffects } from './side-effects.ts';

export interface ExecuteDependencies extends DeliverDependencies, SetToolPolicyDependencies {
  catalog: ToolCatalog;
  sealer: Sealer;
  leaseMs: number;
}

/** The claim of the first step, made in the save that starts execution. */
export function firstClaim(
  dependencies: Pick<ExecuteDependencies, 'catalog' | 'sealer'>,
  request: ServiceRequest,
  now: Date,
): Execution {
  return { results: [], claim: claimOf(dependencies, request, 0, now) };
}

/** A new secret is made and sealed before its call: a crash in between loses nothing. */
function claimOf(
  { catalog, sealer }: Pick<ExecuteDependencies, 'catalog' | 'sealer'>,
  request: ServiceRequest,
  step: number,
  now: Date,
): StepClaim {
  const tool = catalog.write(request.plan?.steps[step]?.tool ?? '');
  const sealedSecret = tool?.needsSecret
    ? sealer.seal(newTemporaryPassword(), sealedFor.step(request.id, step))
    : undefined;
  return { step, claimedAt: now, ...(sealedSecret ? { sealedSecret } : {}) };
}

export interface ExecutionInput {
  context: DecisionContext;
  /** Somebody else may have begun the claimed step: it is verified before anything is run. */
  resumed: boolean;
  /** Side effects of the decision that are on their way; settled together with those of the end. */
  early?: Promise<Delivery>;
}

/**
 * Runs an approved (or `auto`) plan: each step at most once, a durable claim before each call and its result after it,
 * results and the next claim in one save. Whoever loses the compare-and-set stops: another process has taken over.
 */
export async function execute(
  dependencies: ExecuteDependencies,
  { context, resumed, early }: ExecutionInput,
): Promise<void> {
  const run = startRun(dependencies, context);
  const ended = resumed ? await resume(run) : await fromTheStart(run);
  const earlier = early ? [await early] : [];
  if (!ended) return settle(dependencies, ...earlier);
  const last = await deliver(dependencies, withCopies(ended, earlier), ownEntries(ended, context.request));
  await settle(dependencies, ...earlier, last);
}

/** The end must know of cards that the decision's delivery has seen; marks of it come with the end's. */
function withCopies(ended: ServiceRequest, earlier: readonly Delivery[]): ServiceRequest {
  const gone = new Set(earlier.flatMap(({ delivered }) => delivered.map(({ entryId }) => entryId)));
  return { ...ended, outbox: ended.outbox.filter(({ id }) => !gone.has(id)) };
}

interface Run {
  dependencies: ExecuteDependencies;
  context: DecisionContext;
  scope: ToolScope;
  /** As saved last. */
  request: ServiceRequest;
}

function startRun(dependencies: ExecuteDependencies, context: DecisionContext): Run {
  const { request, client } = context;
  return {
    dependencies: { ...dependencies, catalog: catalogFor(dependencies, request) },
    context,
    request,
    scope: placeFor(scopeOf(client, request.requester, dependencies.signal), request),
  };
}

/** Each returns the ended request; undefined when another process took over. */
type Ended = Promise<ServiceRequest | undefined>;

async function fromTheStart(run: Run): Ended {
  const checked = await preflight(run);
  return checked.kind === 'void'
    ? end(run, { kind: 'void', reason: checked.reason })
    : runSteps(run, checked.steps);
}

function preflight({ dependencies, context, request, scope }: Run) {
  const { client, policies } = context;
  const { catalog, psas } = dependencies;
  return preflightPlan({ request, client, policies, scope, catalog, psas });
}

async function resume(run: Run): Ended {
  const claim = run.request.execution?.claim;
  const step = claim && run.request.plan?.steps[claim.step];
  if (!claim || !step)
    return end(run, { kind: 'void', reason: 'The record of its execution is incomplete.' });
  const tool = run.dependencies.catalog.write(step.tool);
  if (!tool || tool.version !== step.toolVersion)
    return afterStep(run, [], { kind: 'unknown', at: run.dependencies.clock.now() });
  const found = await verify(run, { step, tool, alreadyDone: false }, claim.claimedAt);
  if (found === 'done') return continueAfter(run, doneResult(run, claim));
  if (found === 'cannot_tell')
    return afterStep(run, [], { kind: 'unknown', at: run.dependencies.clock.now() });
  return claim.step === 0 ? fromTheStart(run) : continueWith(run);
}

/** Steps before the claimed one have run: what is left is checked and run. */
async function continueWith(run: Run): Ended {
  const steps = await remaining(run);
  return typeof steps === 'string'
    ? afterStep(run, [], { kind: 'failed', at: run.dependencies.clock.now(), reason: steps })
    : runSteps(run, steps);
}

async function continueAfter(run: Run, result: StepResult): Ended {
  const steps = await remaining(run);
  return afterStep(run, typeof steps === 'string' ? [] : steps, result);
}

async function remaining(run: Run): Promise<readonly ReadyStep[] | string> {
  const checked = await preflight(run);
  return checked.kind === 'void' ? checked.reason : checked.steps;
}

async function runSteps(run: Run, steps: readonly ReadyStep[]): Ended {
  const claim = run.request.execution?.claim;
  const ready = claim && steps[claim.step];
  if (!claim || !ready)
    return end(run, { kind: 'void', reason: 'The record of its execution is incomplete.' });
  const { clock } = run.dependencies;
  if (ready.alreadyDone) return afterStep(run, steps, { kind: 'already_done', at: clock.now() });
  if (!leaseHolds(run)) return undefined;
  return afterStep(run, steps, await callOnce(run, ready, claim));
}

/** Too close to the end of our lease, another process may begin: better leave the step to it. */
function leaseHolds({ dependencies, request }: Run): boolean {
  const { clock } = dependencies;
  return request.dueAt !== undefined && addMs(clock.now(), callTimeoutMs(dependencies)) < request.dueAt;
}

/** A call and its verification end well within the lease, however short an operator has made it. */
function callTimeoutMs({ leaseMs }: Pick<ExecuteDependencies, 'leaseMs'>): number {
  return Math.min(WRITE_TIMEOUT_MS, leaseMs / 3);
}

async function callOnce(run: Run, ready: ReadyStep, claim: StepClaim): Promise<StepResult> {
  const { clock, sealer } = run.dependencies;
  const { sealedSecret } = claim;
  if (sealedSecret !== undefined && !sealer.keyIds.includes(sealedUnder(sealedSecret) ?? ''))
    return { kind: 'failed', at: clock.now(), reason: KEY_LOST };
  const secret =
    sealedSecret === undefined
      ? undefined
      : sealer.open(sealedSecret, sealedFor.step(run.request.id, claim.step));
  const outcome = await callTool(run, ready, secret);
  if (outcome.kind === 'done') return doneResult(run, claim);
  if (outcome.kind === 'failed') return { kind: 'failed', at: clock.now(), reason: outcome.reason };
  const found = await verify(run, ready, claim.claimedAt);
  if (found === 'done') return doneResult(run, claim);
  if (found === 'not_done')
    return { kind: 'failed', at: clock.now(), reason: 'The call got no answer, and it did not take effect.' };
  return { kind: 'unknown', at: clock.now() };
}

const KEY_LOST = 'What it needs was sealed under a key that is not configured any more.';

async function callTool(
  { dependencies, request, scope }: Run,
  { tool, step }: ReadyStep,
  secret: string | undefined,
): Promise<ExecuteResult> {
  const signal = AbortSignal.any([scope.signal, AbortSignal.timeout(callTimeoutMs(dependencies))]);
  try {
    return await tool.execute({ ...scope, signal }, step.arguments, secret);
  } catch (error) {
    dependencies.logger.warn(
      { err: error, requestId: request.id, tool: tool.name },
      'a write call ended without an answer',
    );
    return { kind: 'unknown' };
  }
}

async function verify(
  { dependencies, request, scope }: Run,
  { tool, step }: ReadyStep,
  since: Date,
): Promise<Verification> {
  const signal = AbortSignal.any([scope.signal, AbortSignal.timeout(callTimeoutMs(dependencies))]);
  try {
    return await tool.verify({ ...scope, signal }, step.arguments, since);
  } catch (error) {
    dependencies.logger.warn(
      { err: error, requestId: request.id, tool: tool.name, why: describeForTechnician(error) },
      'a write call could not be verified',
    );
    return 'cannot_tell';
  }
}

function doneResult({ dependencies }: Run, { sealedSecret }: StepClaim): StepResult {
  return { kind: 'done', at: dependencies.clock.now(), ...(sealedSecret ? { sealedSecret } : {}) };
}

/** Saves a result with the next claim, or with the end. */
async function afterStep(run: Run, steps: readonly ReadyStep[], result: StepResult): Ended {
  const results = [...(run.request.execution?.results ?? []), result];
  const last = results.length === run.request.plan?.steps.length;
  if (result.kind === 'failed' || result.kind === 'unknown') return end(run, { kind: 'stopped', results });
  if (last) return end(run, { kind: 'all_done', results });
  if (steps.length === 0) return end(run, { kind: 'stopped', results });
  const { dependencies, request } = run;
  const now = dependencies.clock.now();
  const execution = { results, claim: claimOf(dependencies, request, results.length, now) };
  const saved = await dependencies.requests.save(request, {
    set: { execution, dueAt: addMs(now, dependencies.leaseMs) },
  });
  return saved ? runSteps({ ...run, request: saved }, steps) : undefined;
}

async function end({ dependencies, request }: Run, how: ExecutionEnd): Ended {
  const now = dependencies.clock.now();
  const effects = sideEffects(request, now);
  dependencies.logger.info(
    { requestId: request.id, clientId: request.clientId, outcome: how.kind },
    'execution ended',
  );
  const { event, ...change } = endExecution({ request, how, now, effects });
  const { status, history } = advance(request.status, now, event);
  return dependencies.requests.save(request, {
    set: { status, ...change },
    history,
    outbox: effects.entries(),
  });
}
