import type { ApprovalRequest } from '../models/approval.ts';
import type { Plan } from '../models/plan.ts';
import type { ServiceRequest, StepResult } from '../models/request.ts';
import { ticketLabel } from '../models/ticket.ts';
import { cut } from './limits.ts';

/*
 * What employees read. Rendered from what was recorded, never from the model's words (an answer or a question excepted:
 * there the model's text is the content; it can cause no change, and under an answer stands that there was none).
 */

/** Lines as a list. */
export function list(lines: readonly string[]): string {
  return lines.map((line) => `• ${line}`).join('\n');
}

/** For the employee: everything was done. */
export function doneReply(request: ServiceRequest, plan: Plan): string {
  const steps = plan.steps.map((step) => step.doneSummary);
  return `Done. ${steps.length === 1 ? steps[0] : `\n${list(steps)}`}${ticketLine(request)}`;
}

/** The model's answer, and what is certain about it: it may say that it did something, and never has. */
export function answerReply(answer: string): string {
  return `${answer}\n\nNothing was changed.`;
}

/** For the employee: somebody said no. */
export function deniedReply(request: ServiceRequest, reason: string | undefined): string {
  const because = reason ? ` The reason given: “${cut(reason, 500)}”` : '';
  return `Your request was not approved, and nothing was changed.${because}${ticketLine(request)}`;
}

/** For the employee: nobody decided in time. */
export function expiredReply(request: ServiceRequest): string {
  return `Your request was not approved within 24 hours, so it has expired and nothing was changed. You can send it again.${ticketLine(request)}`;
}

/** For the employee: a person takes over. */
export function handedOverReply(request: ServiceRequest): string {
  return `A technician has taken over your request and will get back to you.${ticketLine(request)}`;
}

/** For the employee: taken back. */
export function cancelledReply(request: ServiceRequest): string {
  return `Your request was withdrawn, and nothing was changed.${ticketLine(request)}`;
}

/** For the employee: the ticket was closed meanwhile. */
export function closedByTechnicianReply(request: ServiceRequest): string {
  return `A technician has closed your ticket. I have changed nothing.${ticketLine(request)}`;
}

/** For the employee: a technician has taken the ticket. */
export function takenOverReply(request: ServiceRequest): string {
  return `A technician has taken over your ticket and will get back to you. I have changed nothing.${ticketLine(request)}`;
}

/** After a failure halfway: the employee learns what has changed, and that somebody is on it. */
export function partlyDoneReply(request: ServiceRequest, plan: Plan, results: readonly StepResult[]): string {
  const done = plan.steps.filter((_, index) => isDone(results[index])).map((step) => step.doneSummary);
  const first = done.length > 0 ? `Part of your request is done:\n${list(done)}\n` : '';
  return `${first}${first ? 'A technician takes care of the rest' : 'A technician has taken over your request'} and will get back to you.${ticketLine(request)}`;
}

/** For the employee: they have it already. */
export function nothingToDoReply(request: ServiceRequest, facts: readonly string[]): string {
  return `This is in place already: ${facts.length === 1 ? facts[0] : `\n${list(facts)}`}${ticketLine(request)}`;
}

function ticketLine({ ticket }: ServiceRequest): string {
  return ticket ? `\nTicket ${ticketLabel(ticket)}` : '';
}

/** Whether a step's change is there. */
export function isDone(result: StepResult | undefined): boolean {
  return result?.kind === 'done' || result?.kind === 'already_done';
}

/** Who a waiting request waits for: `a technician and Max Moreno`. */
export function waitingFor(approvals: readonly ApprovalRequest[]): string {
  const waiting = approvals.filter(({ state }) => state.kind === 'waiting');
  return waiting
    .map(({ kind, approvers }) =>
      kind === 'technician' ? 'a technician' : (approvers[0]?.name ?? 'the manager'),
    )
    .join(' and ');
}
