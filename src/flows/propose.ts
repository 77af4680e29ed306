import { describeForTechnician, errorCode } from '../errors.ts';
import {
  type DoneSummary,
  type Fact,
  type Plan,
  type PlanStep,
  type Preview,
  planDigest,
  type Target,
} from '../models/plan.ts';
import type { PolicyContext } from '../models/stores.ts';
import { policyForCall } from '../models/tool-policy.ts';
import type { Preflight, ToolScope, WriteTool } from '../tools/tool.ts';
import { toolPolicy } from './catalog.ts';
import type { Proposal } from './conclusions.ts';
import { oneLine } from './lines.ts';

export interface ProposeInput {
  proposals: readonly Proposal[];
  scope: ToolScope;
  policies: PolicyContext;
  /** It is proven who asks. Where it is not quite, nothing runs without a signature. */
  sureOfRequester: boolean;
}

export type Proposed =
  | { kind: 'plan'; plan: Plan }
  /** Everything proposed is in place already; `plan` has the steps that were found done. */
  | { kind: 'nothing_to_do'; facts: readonly DoneSummary[] }
  /** A step must not or cannot be run by us; a sentence for technicians. `plan` is what would have been asked, where it could be read. */
  | { kind: 'blocked'; reason: string; plan?: Plan };

/**
 * Targets that no read tool of this request showed, named for the audit; empty when the proposal may go on. Ids from
 * free text, from other requests or from other tenants end here.
 */
export function unseenTargets(proposals: readonly Proposal[], seen: readonly Target[]): string[] {
  const known = new Set(seen.map(({ kind, id }) => `${kind}:${id}`));
  return proposals
    .flatMap(({ tool, arguments: given }) => tool.targetsOf(given))
    .map(({ kind, id }) => `${kind}:${id}`)
    .filter((target) => !known.has(target));
}

/** Turns proposals into a plan: what people will be shown comes from parsed arguments and directory reads alone. */
export async function propose({ proposals, ...setting }: ProposeInput): Promise<Proposed> {
  const looked = await Promise.all(distinct(proposals).map((proposal) => lookAt(proposal, setting)));
  const steps = looked.flatMap((one) =>
    one.step && one.preflight.kind !== 'already_done' ? [one.step] : [],
  );
  const plan = steps.length > 0 ? makePlan(setting.scope, steps) : undefined;

  const blocked = looked.flatMap(({ preflight }) => (preflight.kind === 'blocked' ? [preflight.reason] : []));
  if (blocked.length > 0) return { kind: 'blocked', reason: blocked.join(' '), ...(plan ? { plan } : {}) };
  if (!plan)
    return {
      kind: 'nothing_to_do',
      facts: looked.flatMap(({ step }) => (step ? [doneSummaryOf(step)] : [])),
    };
  return { kind: 'plan', plan };
}

function doneSummaryOf({ doneSummary, doneSummaries }: Preview): DoneSummary {
  return { doneSummary, ...(doneSummaries && { doneSummaries }) };
}

function makePlan(scope: ToolScope, steps: readonly PlanStep[]): Plan {
  const bound = { clientId: scope.clientId, tenantId: scope.tenantId, steps };
  return { ...bound, digest: planDigest(bound) };
}

function distinct(proposals: readonly Proposal[]): Proposal[] {
  const byCall = new Map(proposals.map((one) => [`${one.tool.name} ${JSON.stringify(one.arguments)}`, one]));
  return [...byCall.values()];
}

interface Looked {
  preflight: Preflight;
  /** Absent when the directory could not be read. */
  step?: PlanStep;
}

type Setting = Omit<ProposeInput, 'proposals'>;

async function lookAt({ tool, arguments: given }: Proposal, setting: Setting): Promise<Looked> {
  const { scope } = setting;
  try {
    const [preflight, preview] = await Promise.all([
      tool.preflight(scope, given),
      tool.preview(scope, given),
    ]);
    return { preflight, step: stepOf({ ...setting, tool, given, preview }) };
  } catch (error) {
    const reason =
      errorCode(error) === 'not_found'
        ? `${tool.title}: something it names no longer exists in this tenant.`
        : `${tool.title} could not be checked: ${describeForTechnician(error)}.`;
    return { preflight: { kind: 'blocked', reason } };
  }
}

interface StepInput extends Setting {
  tool: WriteTool;
  given: Record<string, unknown>;
  preview: Preview;
}

function stepOf({ tool, given, preview, scope, policies, sureOfRequester }: StepInput): PlanStep {
  const policy = policyForCall(toolPolicy(tool, policies), {
    highRisk: preview.risk.level === 'high' && !tool.highRisk,
    concernsRequester: sureOfRequester && concernsRequester(preview, scope),
  });
  return { tool: tool.name, toolVersion: tool.version, arguments: given, ...onSingleLines(preview), policy };
}

/** Names in a directory are data: none of them may look like another line of the plan. */
function onSingleLines({
  summary,
  doneSummary,
  doneSummaries,
  before,
  after,
  risk,
  ...rest
}: Preview): Preview {
  const facts = (some: readonly Fact[]) =>
    some.map(({ label, value }) => ({ label: oneLine(label), value: oneLine(value) }));
  return {
    ...rest,
    summary: oneLine(summary),
    doneSummary: oneLine(doneSummary),
    ...(doneSummaries && { doneSummaries: oneLineEach(doneSummaries) }),
    before: facts(before),
    after: facts(after),
    risk: { ...risk, reasons: risk.reasons.map(oneLine) },
  };
}

function oneLineEach(texts: NonNullable<Preview['doneSummaries']>): NonNullable<Preview['doneSummaries']> {
  return Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, oneLine(text)]));
}

/** A call that concerns nobody in particular is not one about the requester. */
function concernsRequester(preview: Preview, scope: ToolScope): boolean {
  return preview.subject !== undefined && preview.subject.id === scope.requesterDirectoryId;
}
