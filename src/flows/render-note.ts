import type { ApprovalRequest } from '../models/approval.ts';
import type { Fact, PlanStep } from '../models/plan.ts';
import type { Diagnosis, ServiceRequest, StepResult } from '../models/request.ts';
import { policyText } from '../models/tool-policy.ts';
import { fallbackReason } from './fallback-approver.ts';
import { askedBy, identifiedBy } from './identified-by.ts';
import { oneLine, quoted } from './lines.ts';
import { waitingFor } from './sentences.ts';
import { utcText } from './utc-text.ts';

/**
 * The internal note: diagnosis, evidence, the plan step by step with each step's policy, and what happens next. Plain
 * text that reads well in any PSA.
 */
export function renderPlanNote(request: ServiceRequest): string {
  const { diagnosis, plan, outcome } = request;
  return [
    [
      `Countersign · ${request.clientName} · asked by ${askedBy(request.requester)}`,
      identifiedBy(request.requester),
    ]
      .filter(Boolean)
      .join('\n'),
    `Request\n${quoted(conversationText(request))}`,
    diagnosis ? diagnosisText(diagnosis) : '',
    plan
      ? `Plan (${plan.steps.length === 1 ? '1 step' : `${plan.steps.length} steps`}, ${plan.digest.slice(0, 12)})\n${plan.steps.map(stepText).join('\n')}`
      : '',
    conclusionText(request),
    outcome?.kind === 'noted'
      ? 'Operating mode “plan”: nothing was changed, nobody was asked, and the employee was told nothing.'
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** All that was said, since an answer alone tells little. */
function conversationText({ messages }: ServiceRequest): string {
  return messages.map(({ from, text }) => (from === 'requester' ? text : `(asked back) ${text}`)).join('\n');
}

function diagnosisText({ summary, evidence }: Diagnosis): string {
  const looked = evidence.map(({ label, value }) => `- ${label}: ${oneLine(value)}`).join('\n');
  return [summary && `Diagnosis (the agent's words)\n${quoted(summary)}`, looked && `Looked at\n${looked}`]
    .filter(Boolean)
    .join('\n\n');
}

function stepText(step: PlanStep, index: number): string {
  return [
    `${index + 1}. ${step.summary}`,
    `   tool: ${step.tool} · policy: ${policyText(step.policy)}`,
    factLine('now', step.before),
    factLine('after', step.after),
    step.risk.level === 'high' ? `   HIGH RISK: ${step.risk.reasons.join('; ')}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function factLine(label: string, facts: readonly Fact[]): string {
  return facts.length === 0
    ? ''
    : `   ${label}: ${facts.map((fact) => `${fact.label}: ${fact.value}`).join('; ')}`;
}

function conclusionText({
  conclusionText: text,
  approvals,
  expiresAt,
  plan,
  outcome,
  requester,
}: ServiceRequest): string {
  const lines = text ? [oneLine(text)] : [];
  if (approvals.length > 0 && expiresAt) {
    lines.push(
      `Waiting for ${waitingFor(approvals) || 'nobody'} until ${utcText(expiresAt)}.`,
      ...standInText(approvals, requester.name),
    );
  } else if (plan && !outcome) {
    lines.push('No approval is needed by policy: it runs now.');
  }
  return lines.length > 0 ? `Next\n${lines.join('\n')}` : '';
}

/** Why somebody who is not the manager is asked. */
function standInText(approvals: readonly ApprovalRequest[], requesterName: string): string[] {
  const name = approvals.find(({ fallback }) => fallback)?.approvers[0]?.name;
  return name === undefined
    ? []
    : [`${oneLine(name)} is asked as the fallback approver, because ${fallbackReason(requesterName)}.`];
}

/** What was done and what was not, for technicians, after the last step. */
export function renderResults(request: ServiceRequest): string {
  const results = request.execution?.results ?? [];
  return (request.plan?.steps ?? [])
    .map((step, index) => `${index + 1}. ${resultText(step, results[index])}`)
    .join('\n');
}

/** What became of one step, for technicians. */
export function resultText(step: PlanStep, result: StepResult | undefined): string {
  switch (result?.kind) {
    case undefined:
      return `NOT RUN: ${step.summary}`;
    case 'done':
      return `done: ${step.doneSummary}`;
    case 'already_done':
      return `was in place already: ${step.doneSummary}`;
    case 'failed':
      return `FAILED, nothing changed: ${step.summary}. ${oneLine(result.reason)}`;
    case 'unknown':
      return `UNKNOWN whether it took effect, check by hand: ${step.summary}`;
  }
}
