import type { PlanStep } from '../models/plan.ts';
import type { Identification } from '../models/request.ts';
import type { PolicyContext } from '../models/stores.ts';
import { policyForCall, type ToolPolicy } from '../models/tool-policy.ts';
import type { WriteTool } from '../tools/tool.ts';
import { toolPolicy } from './catalog.ts';
import { isKnownByNumberAlone } from './identified-by.ts';

/** Who asked, as far as it counts for a policy. */
export interface Asker {
  /** In the client's directory. */
  directoryUserId?: string | undefined;
  identification?: Identification | undefined;
}

/** What the policies of now ask for one step of a stored plan. */
export function policyOfStep({
  step,
  tool,
  policies,
  requester,
}: {
  step: PlanStep;
  tool: WriteTool;
  policies: PolicyContext;
  requester: Asker;
}): ToolPolicy {
  return policyForCall(toolPolicy(tool, policies), {
    highRisk: hasRiskyTarget(step, tool),
    concernsRequester: concernsRequester(step, requester),
  });
}

/** High risk because of what it touches, whatever was set. */
export function hasRiskyTarget({ risk }: PlanStep, tool: WriteTool): boolean {
  return risk.level === 'high' && !tool.highRisk;
}

/** On their own account, and it is certain that it is they who asked. */
export function concernsRequester({ subject }: PlanStep, requester: Asker): boolean {
  return (
    subject !== undefined && subject.id === requester.directoryUserId && !isKnownByNumberAlone(requester)
  );
}
