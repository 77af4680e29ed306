import type { ApprovalRequest } from '../models/approval.ts';
import type { Fact, PlanStep } from '../models/plan.ts';
import type { ServiceRequest } from '../models/request.ts';
import { quoted } from './lines.ts';
import { approvalCard } from './render-card.ts';
import { utcText } from './utc-text.ts';

/**
 * What a card says, as an internal note: plain text that reads well in any PSA. The words that decide stand inside a
 * sentence, never alone on a line, so that a copy of this note decides nothing.
 */
export function renderApprovalNote(
  request: ServiceRequest,
  approval: ApprovalRequest,
  { byOwnApproval }: { byOwnApproval: boolean },
): string {
  const card = approvalCard(request, approval.id);
  const steps = request.plan?.steps ?? [];
  return [
    `Approval needed · ${request.clientName} · asked by ${request.requester.name}`,
    card ? `Request\n${quoted(card.requestText)}` : '',
    `What will change\n${steps.map(stepText).join('\n')}`,
    card?.alsoNeeded ? `Also needed: ${card.alsoNeeded}.` : '',
    howToDecide(request, approval, byOwnApproval),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function stepText({ summary, before, after, risk }: PlanStep, index: number): string {
  return [
    `${index + 1}. ${summary}`,
    factLine('now', before),
    factLine('after', after),
    risk.level === 'high' ? `   HIGH RISK: ${risk.reasons.join('; ')}` : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function factLine(label: string, facts: readonly Fact[]): string {
  const text = facts.map((fact) => `${fact.label}: ${fact.value}`).join('; ');
  return text && `   ${label}: ${text}`;
}

function howToDecide(
  { expiresAt }: ServiceRequest,
  { code }: ApprovalRequest,
  byOwnApproval: boolean,
): string {
  const until = expiresAt ? ` until ${utcText(expiresAt)}` : '';
  if (byOwnApproval) return `Decide${until} with the approval that was started on this ticket, or in chat.`;
  if (code === undefined) return `Decide${until} in chat: a note on this ticket decides nothing here.`;
  return `Decide${until} in chat, or by a new internal note whose only line is the word approve, or the word deny, followed by the code ${code} (and, after deny, a reason if you like).`;
}
