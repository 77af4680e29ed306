import { planDigest } from '../models/plan.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isAdministration } from '../models/request.ts';
import type { ToolScope } from '../tools/tool.ts';
import { type SetToolPolicyDependencies, setToolPolicy } from './admin/policy/set-tool-policy.ts';
import { createCatalog, type ToolCatalog } from './catalog.ts';

/*
 * What admins ask of the product itself runs the way of every request: planned, signed, claimed, executed, told. What differs
 * is here: its plan may use the product's own tools and no others, and takes another admin's signature.
 */

/** The tools that a request's plan may use. No other request's plan finds the product's own, and no model is offered them. */
export function catalogFor(dependencies: SetToolPolicyDependencies, request: ServiceRequest): ToolCatalog {
  return isAdministration(request) ? createCatalog([setToolPolicy(dependencies)]) : dependencies.catalog;
}

/** Where a request's plan acts: for the product itself in the scope that the plan names, its digest with it. */
export function placeFor(scope: ToolScope, request: ServiceRequest): ToolScope {
  return isAdministration(request) ? { ...scope, clientId: request.plan?.clientId ?? '' } : scope;
}

/** Why a signed change of the product must not be made; undefined when it may. */
export function administrationProblem(
  { plan, approvals, requester }: ServiceRequest,
  catalog: ToolCatalog,
): string | undefined {
  if (!plan) return 'There is no plan.';
  if (planDigest(plan) !== plan.digest) return 'The stored plan is not the one that was signed.';
  const isSigned = approvals.some(
    ({ kind, state, planDigest: digest }) =>
      kind === 'admin' &&
      digest === plan.digest &&
      state.kind === 'approved' &&
      state.by.personId !== requester.personId,
  );
  if (!isSigned) return 'No other admin has signed it.';
  const current = plan.steps.every(({ tool, toolVersion }) => catalog.write(tool)?.version === toolVersion);
  return current ? undefined : 'It was asked for with an older version of the product.';
}
