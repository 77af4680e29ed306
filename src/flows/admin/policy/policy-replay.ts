import { type ApprovalRequest } from '../../../models/approval.ts';
import type { Plan, PlanStep } from '../../../models/plan.ts';
import type { Requester, ServiceRequest } from '../../../models/request.ts';
import type { PolicyContext } from '../../../models/stores.ts';
import { policyFor, signaturesFor, type ToolPolicy } from '../../../models/tool-policy.ts';
import type { WriteTool } from '../../../tools/tool.ts';
import type { ToolCatalog } from '../../catalog.ts';
import { isKnownByNumberAlone } from '../../identified-by.ts';
import { concernsRequester, hasRiskyTarget, policyOfStep } from '../../policy-of-step.ts';

/** What would become of a plan under some policies. */
export type Signing = 'nobody' | 'technician' | 'technician_and_manager' | 'refused';

/** What became of it then. */
export type WhatCame = 'approved' | 'denied' | 'expired' | 'waiting' | 'not_asked' | 'not_decided';

/** One request of the past under changed policies. */
export interface Replayed {
  request: ServiceRequest;
  /** With the change, and as policies are now. */
  would: Signing;
  does: Signing;
  came: WhatCame;
  /** Why somebody would still be asked, for people. */
  because: readonly string[];
}

/** Replays one stored plan: the functions that the flows use, on the facts that they had. */
export function replay(
  request: ServiceRequest,
  { catalog, now, changed }: { catalog: ToolCatalog; now: PolicyContext; changed: PolicyContext },
): Replayed | undefined {
  const { plan, requester } = request;
  if (!plan) return undefined;
  const steps = (policies: PolicyContext) => stepPolicies(plan, { catalog, policies, requester });
  const then = steps(changed);
  return {
    request,
    would: signing(then.map(({ policy }) => policy)),
    does: signing(steps(now).map(({ policy }) => policy)),
    came: whatCame(request),
    because: [...new Set(then.flatMap((one) => reasons(one, requester)))],
  };
}

interface StepPolicy {
  step: PlanStep;
  /** Absent for a tool that there is no more. */
  tool: WriteTool | undefined;
  policy: ToolPolicy | undefined;
  /** As it was set, before it was known what the step acts on. */
  set: ToolPolicy | undefined;
}

function stepPolicies(
  plan: Plan,
  { catalog, policies, requester }: { catalog: ToolCatalog; policies: PolicyContext; requester: Requester },
): StepPolicy[] {
  return plan.steps.map((step) => {
    const tool = catalog.write(step.tool);
    return {
      step,
      tool,
      policy: tool && policyOfStep({ step, tool, policies, requester }),
      set: tool && policyFor(tool, policies),
    };
  });
}

function signing(policies: readonly (ToolPolicy | undefined)[]): Signing {
  const known = policies.flatMap((policy) => policy ?? []);
  if (known.length < policies.length || known.some(({ kind }) => kind === 'disabled')) return 'refused';
  const { technician, manager } = signaturesFor(known);
  if (manager) return 'technician_and_manager';
  return technician ? 'technician' : 'nobody';
}

function reasons({ step, tool, policy, set }: StepPolicy, requester: Requester): string[] {
  if (!tool) return [`the tool ${step.tool} does not exist any more`];
  if (policy?.kind === 'disabled') return [`${tool.name} is disabled`];
  if (policy?.kind !== 'approval_needed') return [];
  if (hasRiskyTarget(step, tool)) return [`high risk: ${step.risk.reasons.join('; ')}`];
  if (set?.kind !== 'auto') return [`${tool.name} asks for approval`];
  if (isKnownByNumberAlone(requester)) return ['the caller was known by their number alone'];
  return concernsRequester(step, requester)
    ? []
    : [`for ${step.subject?.label ?? 'somebody else'}, not for themselves`];
}

function whatCame({ status, approvals, history }: ServiceRequest): WhatCame {
  if (status === 'awaiting_approval') return 'waiting';
  if (approvals.length === 0) return 'not_asked';
  if (approvals.some(({ state }) => state.kind === 'denied')) return 'denied';
  if (history.some(({ event }) => event === 'approval_expired')) return 'expired';
  return approvals.every(isApproved) ? 'approved' : 'not_decided';
}

function isApproved({ state }: ApprovalRequest): boolean {
  return state.kind === 'approved';
}
