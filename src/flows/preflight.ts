import { describeForTechnician } from '../errors.ts';
import type { Client } from '../models/client.ts';
import { type PlanStep, planDigest } from '../models/plan.ts';
import { isAdministration, type ServiceRequest } from '../models/request.ts';
import type { PolicyContext } from '../models/stores.ts';
import { signaturesFor, type ToolPolicy } from '../models/tool-policy.ts';
import type { Psa } from '../tools/psa.ts';
import type { ToolScope, WriteTool } from '../tools/tool.ts';
import { administrationProblem } from './administration.ts';
import { parseArguments, type ToolCatalog } from './catalog.ts';
import { psaNamed } from './client-psa.ts';
import { standsBy } from './note-evidence.ts';
import { policyOfStep } from './policy-of-step.ts';

export interface PreflightInput {
  request: ServiceRequest;
  client: Client;
  policies: PolicyContext;
  scope: ToolScope;
  catalog: ToolCatalog;
  psas: readonly Psa[];
}

export interface ReadyStep {
  step: PlanStep;
  tool: WriteTool;
  alreadyDone: boolean;
}

/** All of the plan can run, or none of it does. */
export type PlanPreflight = { kind: 'ready'; steps: readonly ReadyStep[] } | { kind: 'void'; reason: string };

/**
 * Looks at the whole plan again right before its first effect: digest and signatures, the client's mode, every tool's
 * version, schema and policy, the three-way lock of requester, ticket and tenant, and each step's own preflight.
 */
export async function preflightPlan(input: PreflightInput): Promise<PlanPreflight> {
  const { request } = input;
  const reason = isAdministration(request)
    ? administrationProblem(request, input.catalog)
    : (planProblem(input) ?? signatureProblem(input));
  if (reason) return { kind: 'void', reason };
  const checked = await Promise.all([
    ticketProblem(input),
    decidingNoteProblem(input),
    ...(request.plan?.steps ?? []).map((step) => checkStep(input, step)),
  ]);
  const problems = checked.flatMap((one) => (typeof one === 'string' ? [one] : []));
  if (problems.length > 0) return { kind: 'void', reason: problems.join(' ') };
  return { kind: 'ready', steps: checked.flatMap((one) => (one && typeof one !== 'string' ? [one] : [])) };
}

function planProblem({ request, client }: PreflightInput): string | undefined {
  const { plan } = request;
  if (!plan) return 'There is no plan.';
  const { identification } = request.requester;
  if (identification && !identification.confirmed) return 'It was never confirmed who called.';
  if (client.mode !== 'execute') return 'The client’s operating mode is “plan” now.';
  if (
    plan.clientId !== client.id ||
    request.clientId !== client.id ||
    plan.tenantId !== client.entraTenantId
  ) {
    return 'The plan belongs to another client or tenant.';
  }
  if (planDigest(plan) !== plan.digest) return 'The stored plan is not the one that was approved.';
  return signersProblem(request, client);
}

/** Whoever signed instead of a manager must still be the client's choice, and each signature another person's. */
function signersProblem({ approvals }: ServiceRequest, client: Client): string | undefined {
  const signed = approvals.flatMap(({ state, fallback = false }) =>
    state.kind === 'approved' ? [{ personId: state.by.personId, fallback }] : [],
  );
  if (signed.some(({ personId, fallback }) => fallback && personId !== client.fallbackApproverId))
    return 'Whoever approved in place of the manager is not the client’s fallback approver any more.';
  return new Set(signed.map(({ personId }) => personId)).size < signed.length
    ? 'One person has given both signatures.'
    : undefined;
}

/** The signatures given must be those for this plan, and enough for the policies as they are now. */
function signatureProblem({ request, policies, scope, catalog }: PreflightInput): string | undefined {
  const steps = request.plan?.steps ?? [];
  const now: ToolPolicy[] = [];
  for (const step of steps) {
    const tool = catalog.write(step.tool);
    if (!tool) return `The tool ${step.tool} does not exist any more.`;
    if (tool.version !== step.toolVersion)
      return `The tool ${step.tool} has changed since the plan was made.`;
    const { identification } = request.requester;
    const requester = { identification, directoryUserId: scope.requesterDirectoryId };
    const policy = policyOfStep({ step, tool, policies, requester });
    if (policy.kind === 'disabled') return `The tool ${step.tool} has been disabled.`;
    now.push(policy);
  }
  const needed = signaturesFor(now);
  const given = request.approvals.filter(
    ({ state, planDigest: digest }) => state.kind === 'approved' && digest === request.plan?.digest,
  );
  const has = (kind: string) => given.some((one) => one.kind === kind);
  if (request.approvals.length !== given.length) return 'Not every signature was given for this plan.';
  if (needed.technician && !has('technician')) return 'Its policies ask for a technician’s approval now.';
  if (needed.manager && !has('manager')) return 'Its policies ask for the manager’s approval now.';
  return undefined;
}

async function ticketProblem({ request, client, psas }: PreflightInput): Promise<string | undefined> {
  if (!request.ticket) return undefined;
  const psa = psaNamed(psas, request.ticket.psa);
  if (!psa) return 'The PSA of the ticket is not connected any more.';
  try {
    const ticket = await psa.ticket(request.ticket.id);
    if (!ticket) return 'The ticket does not exist any more.';
    if (request.ticket.psa !== client.psa?.name || ticket.companyId !== client.psa.companyId)
      return 'The ticket belongs to another company.';
    return ticket.closed ? 'The ticket was closed meanwhile.' : undefined;
  } catch (error) {
    return `The ticket could not be checked: ${describeForTechnician(error)}.`;
  }
}

/** Whoever decided by a note must still stand by it: there, unchanged, by the same author. */
async function decidingNoteProblem({ request, psas }: PreflightInput): Promise<string | undefined> {
  const decided = request.approvals.flatMap(({ state }) =>
    state.kind === 'approved' && state.note ? [{ by: state.by.name, note: state.note }] : [],
  );
  const psa = psaNamed(psas, request.ticket?.psa);
  for (const { by, note } of decided) {
    const stands = psa && request.ticket && (await standsBy(psa, request.ticket.id, note));
    if (stands !== true)
      return `The note by which ${by} approved was changed, deleted or could not be read again.`;
  }
  return undefined;
}

async function checkStep({ catalog, scope }: PreflightInput, step: PlanStep): Promise<ReadyStep | string> {
  const tool = catalog.write(step.tool);
  if (!tool || parseArguments(tool, step.arguments).kind === 'unfit')
    return `${step.tool} would not take these arguments any more.`;
  try {
    const found = await tool.preflight(scope, step.arguments);
    return found.kind === 'blocked'
      ? found.reason
      : { step, tool, alreadyDone: found.kind === 'already_done' };
  } catch (error) {
    return `${tool.title} could not be checked: ${describeForTechnician(error)}.`;
  }
}
