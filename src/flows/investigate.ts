import { describeForTechnician, errorCode } from '../errors.ts';
import type { Plan } from '../models/plan.ts';
import type { Diagnosis, Requester, ServiceRequest } from '../models/request.ts';
import type { DecisionContext } from '../models/stores.ts';
import type { ToolScope } from '../tools/tool.ts';
import { type ApproverDependencies, findApprovers } from './approvers.ts';
import { offeredTools } from './catalog.ts';
import type { Result } from './conclude.ts';
import type { Conclusion } from './conclusions.ts';
import { newConfirmation } from './confirmation-code.ts';
import { type DiagnoseDependencies, diagnose } from './diagnose.ts';
import type { ExecuteDependencies } from './execute.ts';
import { isKnownByNumberAlone, isSureWhoAsks } from './identified-by.ts';
import { identifyRequester } from './identify-requester.ts';
import { propose, unseenTargets } from './propose.ts';
import { waysTo } from './reach.ts';
import { scopeOf } from './scope.ts';

export type InvestigateDependencies = ExecuteDependencies & DiagnoseDependencies & ApproverDependencies;

export interface InvestigateInput {
  context: DecisionContext;
  /** The save of an earlier round was refused: the same plan of theirs may be waiting already. */
  mayBeJoined: boolean;
}

export interface Investigated {
  requester: Requester;
  diagnosis: Diagnosis;
  result: Result;
}

/**
 * Who asked, what they need, and who can sign it. A fault that nobody foresaw ends in a hand-over: taken up again it would
 * only happen again, and each time ask the model. A database that is away, or a process that stops, is tried again.
 */
export async function investigate(
  dependencies: InvestigateDependencies,
  input: InvestigateInput,
): Promise<Investigated> {
  try {
    return await lookInto(dependencies, input);
  } catch (error) {
    if (dependencies.signal.aborted || errorCode(error) === 'database_unavailable') throw error;
    const { request } = input.context;
    dependencies.logger.error({ err: error, requestId: request.id }, 'diagnosis failed in an unforeseen way');
    return givenUp(request.requester, `Diagnosis failed: ${describeForTechnician(error)}.`);
  }
}

/** Who asked, what they need, and who can sign it. Looks only: nothing is stored of the request, and nothing is said. */
async function lookInto(
  dependencies: InvestigateDependencies,
  { context, mayBeJoined }: InvestigateInput,
): Promise<Investigated> {
  const { client, policies, person } = context;
  const who = await identifyRequester(dependencies, { client, requester: context.request.requester, person });
  if (who.kind === 'unknown') return givenUp(context.request.requester, who.reason);
  const { requester } = who;
  if (context.request.wantsHuman) return givenUp(requester, 'The caller asked for a human.');
  const request = { ...context.request, requester };
  const scope = scopeOf(client, requester, dependencies.signal);
  const { conclusion, diagnosis } = await diagnose(dependencies, {
    request,
    offered: offeredTools(dependencies.catalog, policies, scope),
    scope,
    judge: async (plan, seen) => refuseUnseen(dependencies, request, unseenTargets(plan.proposals, seen)),
  });
  const concluded = { context: { ...context, request }, conclusion, scope, mayBeJoined };
  return { requester, diagnosis, result: await resultOf(dependencies, concluded) };
}

function givenUp(requester: Requester, reason: string): Investigated {
  return {
    requester,
    diagnosis: { summary: '', evidence: [], modelCalls: 0 },
    result: { kind: 'hand_over', reason },
  };
}

/** Ids that no look-up of this request showed: refused, audited, and told to the model, which may try again within its budget. */
async function refuseUnseen(
  { clock, audit }: InvestigateDependencies,
  request: ServiceRequest,
  unseen: readonly string[],
): Promise<string | undefined> {
  if (unseen.length === 0) return undefined;
  const at = clock.now();
  await audit.append([
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

interface Concluded extends InvestigateInput {
  conclusion: Conclusion;
  scope: ToolScope;
}

async function resultOf(
  dependencies: InvestigateDependencies,
  { context, conclusion, scope, mayBeJoined }: Concluded,
): Promise<Result> {
  const { client, policies, request } = context;
  if (conclusion.kind === 'question' && !(await canBeAsked(dependencies, request.requester)))
    return {
      kind: 'hand_over',
      reason: `There is no number on file at which to ask the caller: ${conclusion.question}`,
    };
  if (conclusion.kind !== 'plan') return conclusion;
  if (!isSureWhoAsks(request))
    return { kind: 'confirm_identity', pending: newConfirmation(dependencies, request) };
  const sureOfRequester = !isKnownByNumberAlone(request.requester);
  const proposed = await propose({ proposals: conclusion.proposals, scope, policies, sureOfRequester });
  if (proposed.kind === 'nothing_to_do') return proposed;
  if (proposed.kind === 'blocked') return { ...proposed, kind: 'hand_over' };
  const { plan } = proposed;
  const noRecipient = await secretWithoutRecipient(dependencies, {
    plan,
    scope,
    requester: request.requester,
  });
  if (noRecipient) return { kind: 'hand_over', reason: noRecipient, plan };
  const [approvers, earlier] = await Promise.all([
    findApprovers(dependencies, { plan, client, requester: request.requester }),
    mayBeJoined ? waitingAlready(dependencies, request, plan) : undefined,
  ]);
  if (earlier) return { kind: 'joined', with: earlier };
  return approvers.kind === 'missing'
    ? { kind: 'hand_over', reason: approvers.reason, plan }
    : { kind: 'plan', plan, approvers };
}

/** A question is answered where it was asked: a caller can answer by text message alone. */
async function canBeAsked(
  { surfaces, addressBook }: InvestigateDependencies,
  { identification, personId }: Requester,
): Promise<boolean> {
  if (!identification) return true;
  const person = personId === undefined ? undefined : await addressBook.person(personId);
  return waysTo(surfaces, person).some(({ identity }) => identity.provider === 'phone');
}

/** A new password is shown to the account's owner alone, and only where they can be shown something once. */
async function secretWithoutRecipient(
  { surfaces, catalog, addressBook }: InvestigateDependencies,
  { plan, scope, requester }: { plan: Plan; scope: ToolScope; requester: Requester },
): Promise<string | undefined> {
  const needing = plan.steps.filter(({ tool }) => catalog.write(tool)?.needsSecret);
  if (needing.length === 0) return undefined;
  if (needing.some(({ subject }) => subject === undefined || subject.id !== scope.requesterDirectoryId)) {
    return 'A new password may be shown only to the owner of the account, and they did not write to us themselves.';
  }
  const person = requester.personId === undefined ? undefined : await addressBook.person(requester.personId);
  const canBeShown = waysTo(surfaces, person).some(({ surface }) => surface.can.oneTimeSecrets);
  // Chat is tried before a text: whom a text alone has reached is not there.
  return canBeShown && !isKnownByNumberAlone(requester)
    ? undefined
    : 'There is no connected surface on which they can be shown a new password safely.';
}

async function waitingAlready(
  { requests }: InvestigateDependencies,
  request: ServiceRequest,
  plan: Plan,
): Promise<ServiceRequest | undefined> {
  const { personId } = request.requester;
  return personId === undefined ? undefined : requests.waitingWithDigest(personId, plan.digest);
}
