import type { ApprovalKind, ApprovalRequest } from '../models/approval.ts';
import { type DoneSummary, doneIn, type Plan } from '../models/plan.ts';
import { isAdministration, type ServiceRequest, type StepResult } from '../models/request.ts';
import { ticketLabel } from '../models/ticket.ts';
import { cut } from './limits.ts';
import { languageOf, phrasesFor } from './phrases/languages.ts';

/*
 * What employees read. Rendered from what was recorded, never from the model's words (an answer or a question excepted:
 * there the model's text is the content; it can cause no change, and under an answer stands that there was none). The
 * words are those of the requester's language, in `phrases/`. What admins ask of the product itself is told in English.
 */

/** Lines as a list. */
export function list(lines: readonly string[]): string {
  return lines.map((line) => `• ${line}`).join('\n');
}

/** For the employee: everything was done. */
export function doneReply(request: ServiceRequest, plan: Plan): string {
  return `${phrasesFor(request).done} ${oneOrMore(request, plan.steps)}${ticketLine(request)}`;
}

/** The model's answer, and what is certain about it: it may say that it did something, and never has. */
export function answerReply(request: ServiceRequest, answer: string): string {
  return `${answer}\n\n${phrasesFor(request).nothingChanged}`;
}

/** For the employee: somebody said no. */
export function deniedReply(request: ServiceRequest, reason: string | undefined): string {
  const { denied, reasonGiven } = phrasesFor(request);
  const because = reason ? ` ${reasonGiven(cut(reason, 500))}` : '';
  return `${denied}${because}${ticketLine(request)}`;
}

/** For the employee: nobody decided in time. */
export function expiredReply(request: ServiceRequest): string {
  return `${phrasesFor(request).expired}${ticketLine(request)}`;
}

/** For the employee: a person takes over. An admin who asked something of the product itself is told why it was not done. */
export function handedOverReply(request: ServiceRequest, reason = ''): string {
  if (isAdministration(request)) return `Nothing was changed. ${reason}${ticketLine(request)}`;
  return `${phrasesFor(request).handedOver}${ticketLine(request)}`;
}

/** For the employee: taken back. */
export function cancelledReply(request: ServiceRequest): string {
  return `${phrasesFor(request).cancelled}${ticketLine(request)}`;
}

/** For the employee: the ticket was closed meanwhile. */
export function closedByTechnicianReply(request: ServiceRequest): string {
  return `${phrasesFor(request).closedByTechnician}${ticketLine(request)}`;
}

/** For the employee: a technician has taken the ticket. */
export function takenOverReply(request: ServiceRequest): string {
  return `${phrasesFor(request).takenOverByTechnician}${ticketLine(request)}`;
}

/** After a failure halfway: the employee learns what has changed, and that somebody is on it. */
export function partlyDoneReply(request: ServiceRequest, plan: Plan, results: readonly StepResult[]): string {
  const done = plan.steps.filter((_, index) => isDone(results[index]));
  if (done.length === 0) return handedOverReply(request, results.map(whyNot).join(' '));
  const { partlyDone, restFollows } = phrasesFor(request);
  const lines = list(done.map((step) => doneIn(step, languageOf(request))));
  return `${partlyDone}\n${lines}\n${restFollows}${ticketLine(request)}`;
}

function whyNot(result: StepResult): string {
  if (result.kind === 'failed') return result.reason;
  return result.kind === 'unknown' ? 'Or it was, and that cannot be found out: please look.' : '';
}

/** For the employee: they have it already. */
export function nothingToDoReply(request: ServiceRequest, facts: readonly DoneSummary[]): string {
  return `${phrasesFor(request).inPlace} ${oneOrMore(request, facts)}${ticketLine(request)}`;
}

/** For the employee: the same of theirs waits for approval already. */
export function joinedReply(request: ServiceRequest, { ticket }: ServiceRequest): string {
  return phrasesFor(request).askedBefore(ticket && ticketLabel(ticket));
}

function oneOrMore(request: ServiceRequest, facts: readonly DoneSummary[]): string {
  const [first = '', ...more] = facts.map((fact) => doneIn(fact, languageOf(request)));
  return more.length === 0 ? first : `\n${list([first, ...more])}`;
}

function ticketLine(request: ServiceRequest): string {
  if (isAdministration(request)) return changeLine(request);
  return request.ticket ? `\n${phrasesFor(request).ticket(ticketLabel(request.ticket))}` : '';
}

/** What an admin asked of the product itself has no ticket to be told apart by. */
function changeLine({ plan, approvals }: ServiceRequest): string {
  const asked = (plan?.steps ?? []).map(({ summary }) => summary).join('; ');
  const signed = approvals.flatMap(({ state }) => (state.kind === 'approved' ? [state.by.name] : []));
  return `\nYou asked: ${asked}.${signed.length > 0 ? ` Signed by ${signed.join(', ')}.` : ''}`;
}

/** Whether a step's change is there. */
export function isDone(result: StepResult | undefined): boolean {
  return result?.kind === 'done' || result?.kind === 'already_done';
}

const ANYBODY: Record<ApprovalKind, string> = {
  technician: 'a technician',
  manager: 'the manager',
  admin: 'another admin',
};

/** Who a waiting request waits for: `a technician and Max Moreno`. */
export function waitingFor(approvals: readonly ApprovalRequest[]): string {
  const waiting = approvals.filter(({ state }) => state.kind === 'waiting');
  return waiting.map(({ kind, approvers }) => approvers[0]?.name ?? ANYBODY[kind]).join(' and ');
}
