import type { ApprovalCard, ApprovalCardStep } from '../../../flows/surface.ts';
import type { Fact } from '../../../models/plan.ts';
import type { CardElement, Container, TextRun } from './adaptive-card.ts';
import { bold, heading, run, sentence } from './elements.ts';
import { inertLineCut } from './escape.ts';
import type { Detail } from './limits.ts';

/** What will change, step by step: the sentence, before and after, and what is risky about it. */
export function renderSteps({ steps, state }: ApprovalCard, detail: Detail): CardElement[] {
  const shown = steps.slice(0, detail.steps);
  const what =
    state.kind === 'waiting' || state.kind === 'approved' ? 'What will change' : 'What was asked for';
  return [
    heading(steps.length === 1 ? what : `${what}, in ${steps.length} steps`),
    ...shown.map((step, index) => ({
      ...renderStep(step, steps.length === 1 ? '' : `${index + 1}. `, detail),
      ...(index > 0 ? { separator: true, spacing: 'medium' as const } : {}),
    })),
    ...notShown(steps.slice(shown.length)),
  ];
}

function renderStep(step: ApprovalCardStep, number: string, detail: Detail): Container {
  const summary = inertLineCut(step.summary, detail.stepSummary) || '–';
  const items = [
    sentence([bold(`${number}${summary}`)]),
    ...changes(step, detail).map((runs) => sentence(runs, 'small')),
    ...(step.highRisk ? [sentence(risk(step, detail), 'small')] : []),
  ];
  return { type: 'Container', items, spacing: 'small' };
}

/** Said in words: colour alone is lost on many, and on some screens. */
function risk({ riskReasons }: ApprovalCardStep, { riskReason, riskReasons: most }: Detail): TextRun[] {
  const reasons = riskReasons.slice(0, most).map((text) => inertLineCut(text, riskReason));
  const left = riskReasons.length - reasons.length;
  const more = left > 0 ? [most > 0 ? `${left} more` : "see the ticket's internal note"] : [];
  const said = [...reasons, ...more].filter(Boolean).join('; ');
  const mark = (text: string) => bold(text, { color: 'attention' });
  return said ? [mark('⚠ High risk: '), run(said)] : [mark('⚠ High risk')];
}

/** One line for each thing that is known before or after: `Groups: All Staff → All Staff, Zendesk Users`. */
function changes(step: ApprovalCardStep, detail: Detail): TextRun[][] {
  const labels = [...new Set([...step.before, ...step.after].map(({ label }) => label))];
  const lines = labels.slice(0, detail.facts).map((label) => change(step, label, detail));
  const left = labels.length - lines.length;
  return left > 0 ? [...lines, [run(`…and ${left} more; see the ticket's internal note`)]] : lines;
}

function change({ before, after }: ApprovalCardStep, label: string, detail: Detail): TextRun[] {
  const was = valueOf(before, label, detail);
  const will = valueOf(after, label, detail);
  const name = run(`${inertLineCut(label, detail.factLabel) || '–'}: `);
  if (was === undefined) return [name, bold(will ?? '')];
  if (will === undefined || will === was) return [name, run(was)];
  return [name, run(`${was} → `), bold(will)];
}

function valueOf(known: readonly Fact[], label: string, { factValue }: Detail): string | undefined {
  const fact = known.find((one) => one.label === label);
  return fact && (inertLineCut(fact.value, factValue) || 'none');
}

/** What a plan of that many steps leaves out is counted, and that some of it is risky is not left out. */
function notShown(steps: readonly ApprovalCardStep[]): CardElement[] {
  if (steps.length === 0) return [];
  const risky = steps.filter(({ highRisk }) => highRisk).length;
  return [
    sentence([
      bold(`…and ${steps.length} more steps; see the ticket's internal note. `),
      ...(risky > 0 ? [bold(`⚠ ${risky} of them high risk.`, { color: 'attention' })] : []),
    ]),
  ];
}
