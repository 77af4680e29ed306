import type { ApprovalRequest } from '../../../models/approval.ts';
import type { HistoryEntry, ServiceRequest } from '../../../models/request.ts';
import { policyText } from '../../../models/tool-policy.ts';
import { identifiedBy } from '../../identified-by.ts';
import { cut } from '../../limits.ts';
import { oneLine } from '../../lines.ts';
import { resultText } from '../../render-note.ts';
import { utcText } from '../../utc-text.ts';
import { nameOf } from './find-request.ts';
import { owedText } from './owed.ts';
import { askedText, WHERE } from './tell-own-story.ts';

const MOST_HISTORY = 15;
const MOST_OWED = 10;

/**
 * The whole story for those who run the desk, in short lines: who asked where, diagnosis, plan with each step's policy and
 * result, approvals, history, and what is still owed.
 */
export function tellStory(request: ServiceRequest): string {
  const { requester, conversation, createdAt, outcome, conclusionText } = request;
  return [
    nameOf(request),
    `• Asked by ${oneLine(requester.name)} ${WHERE[conversation.surface]}, ${utcText(createdAt)}: ${askedText(request)}`,
    ...bullets(identifiedBy(requester)),
    `• State: ${stateText(request)}`,
    ...bullets(outcome?.reason && `Because: ${oneLine(cut(outcome.reason, 400))}`),
    ...diagnosisLines(request),
    ...bullets(conclusionText && `Conclusion: ${oneLine(cut(conclusionText, 400))}`),
    ...section('Plan', planLines(request)),
    ...section('Approvals', request.approvals.map(approvalLine)),
    ...section('History', historyLines(request)),
    ...section('Still owed', request.outbox.slice(0, MOST_OWED).map(owedText)),
  ].join('\n');
}

function bullets(line: string | undefined): string[] {
  return line ? [`• ${line}`] : [];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [`${title}:`, ...lines.map((line) => `• ${line}`)] : [];
}

/** `awaiting approval until 2026-11-24 10:01 UTC`. */
export function stateText({ status, expiresAt, dueAt }: ServiceRequest): string {
  const until =
    status === 'awaiting_approval' ? expiresAt : status === 'awaiting_requester' ? dueAt : undefined;
  return `${status.replaceAll('_', ' ')}${until ? ` until ${utcText(until)}` : ''}`;
}

/** The agent's words are quoted, and said to be its own. */
function diagnosisLines({ diagnosis }: ServiceRequest): string[] {
  if (!diagnosis) return [];
  const looked = [...new Set(diagnosis.evidence.map(({ label }) => label))].join(', ');
  return bullets(`Diagnosis, in the agent’s words: “${oneLine(cut(diagnosis.summary, 600))}”`).concat(
    bullets(looked && `Looked at: ${oneLine(cut(looked, 300))}`),
  );
}

function planLines({ plan, execution }: ServiceRequest): string[] {
  return (plan?.steps ?? []).map((step, index) => {
    const risk = step.risk.level === 'high' ? ', HIGH RISK' : '';
    const result = execution ? resultText(step, execution.results[index]) : step.summary;
    return `${index + 1}. ${oneLine(cut(result, 300))} (${policyText(step.policy)}${risk})`;
  });
}

function approvalLine({ kind, approvers, state }: ApprovalRequest): string {
  const whose = approvers[0] ? `${kind} (${oneLine(approvers[0].name)})` : kind;
  switch (state.kind) {
    case 'waiting':
      return `${whose}: waiting`;
    case 'closed':
      return `${whose}: closed, nobody is asked any more`;
    case 'approved':
      return `${kind}: approved by ${oneLine(state.by.name)}, ${utcText(state.at)}${state.note ? ', by a note on the ticket' : ''}`;
    case 'denied': {
      const because = state.reason ? `: “${oneLine(cut(state.reason, 200))}”` : '';
      return `${kind}: denied by ${oneLine(state.by.name)}, ${utcText(state.at)}${because}`;
    }
  }
}

function historyLines({ history }: ServiceRequest): string[] {
  const left = history.length - MOST_HISTORY;
  const latest = history.slice(-MOST_HISTORY).map(historyLine);
  return left > 0 ? [`${left} earlier`, ...latest] : latest;
}

function historyLine({ event, at, by }: HistoryEntry): string {
  return `${utcText(at)} ${event.replaceAll('_', ' ')}${by ? ` (${oneLine(by.name)})` : ''}`;
}
