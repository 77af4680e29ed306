import type { PlanStep } from '../models/plan.ts';
import { isAdministration, type ServiceRequest, type StepResult } from '../models/request.ts';
import type { RequestEvent } from '../models/request-state.ts';
import type { RequestFields } from '../models/stores.ts';
import { policyChanges } from './admin/policy/describe-change.ts';
import { ended } from './conclude.ts';
import { renderResults } from './render-note.ts';
import { doneReply, handedOverReply, partlyDoneReply } from './sentences.ts';
import type { SideEffects } from './side-effects.ts';

export type ExecutionEnd =
  | { kind: 'all_done'; results: readonly StepResult[] }
  /** A step failed or its outcome is unknown, or what is left cannot run: nothing after it was run. */
  | { kind: 'stopped'; results: readonly StepResult[] }
  /** Nothing was run. */
  | { kind: 'void'; reason: string };

export interface EndInput {
  request: ServiceRequest;
  how: ExecutionEnd;
  now: Date;
  effects: SideEffects;
}

export type EndChange = { event: RequestEvent } & RequestFields;

/** How an execution ends in the record, and what it owes: the employee's answer, the ticket, one-time secrets, the trail. */
export function endExecution(input: EndInput): EndChange {
  const { how } = input;
  switch (how.kind) {
    case 'all_done':
      return allDone(input, how.results);
    case 'stopped':
      return stopped(input, how.results);
    case 'void':
      return nothingRun(input, how.reason);
  }
}

function allDone({ request, now, effects }: EndInput, results: readonly StepResult[]): EndChange {
  const finished = { ...request, execution: { results } };
  if (request.plan) {
    const text = doneReply(request, request.plan);
    effects.add({ kind: 'reply', text });
    effects.add({ kind: 'note', visibility: 'public', text });
  }
  effects.add({
    kind: 'note',
    visibility: 'internal',
    text: `Countersign has run the plan.\n${renderResults(finished)}`,
  });
  effects.add({ kind: 'ticket_status', status: 'completed' });
  offerSecrets(effects, request, results);
  auditSteps(effects, request, results);
  effects.audit('request_ended', { outcome: 'done' });
  return { event: 'execution_succeeded', execution: { results }, ...ended({ kind: 'done' }, now) };
}

function stopped({ request, now, effects }: EndInput, results: readonly StepResult[]): EndChange {
  const finished = { ...request, execution: { results } };
  const unknown = results.some(({ kind }) => kind === 'unknown');
  const reason = `The plan stopped ${unknown ? 'at a step whose outcome is unknown' : 'before its end'}.`;
  if (request.plan) {
    const text = partlyDoneReply(request, request.plan, results);
    effects.add({ kind: 'reply', text });
    effects.add({ kind: 'note', visibility: 'public', text });
  }
  effects.add({ kind: 'note', visibility: 'internal', text: `${reason}\n${renderResults(finished)}` });
  effects.add({
    kind: 'tell_technicians',
    text: `Handed over to you. ${reason}\n${renderResults(finished)}`,
  });
  offerSecrets(effects, request, results);
  auditSteps(effects, request, results);
  effects.audit('request_ended', { outcome: 'handed_over', reason });
  return {
    event: unknown ? 'outcome_unknown' : 'execution_failed',
    execution: { results },
    ...ended({ kind: 'handed_over', reason }, now),
  };
}

function nothingRun({ request, now, effects }: EndInput, why: string): EndChange {
  const reason = `Nothing was run, and the approval is void: ${why}`;
  const text = handedOverReply(request, why);
  effects.add({ kind: 'reply', text });
  effects.add({ kind: 'note', visibility: 'public', text });
  effects.add({ kind: 'note', visibility: 'internal', text: reason });
  effects.add({ kind: 'tell_technicians', text: `Handed over to you. ${reason}` });
  effects.audit('request_ended', { outcome: 'handed_over', reason });
  return {
    event: 'execution_failed',
    execution: { results: [] },
    ...ended({ kind: 'handed_over', reason }, now),
  };
}

/** Each new secret is offered to the person it is for. Who that is was settled before the plan was shown. */
function offerSecrets(effects: SideEffects, request: ServiceRequest, results: readonly StepResult[]): void {
  for (const [step, result] of results.entries()) {
    if (result.kind === 'done' && result.sealedSecret && request.requester.personId) {
      effects.add({ kind: 'secret_offer', step, personId: request.requester.personId });
    }
  }
}

function auditSteps(effects: SideEffects, request: ServiceRequest, results: readonly StepResult[]): void {
  for (const [index, result] of results.entries()) {
    const step = request.plan?.steps[index];
    if (!step) continue;
    if (result.kind === 'done') auditPolicies(effects, request, step);
    effects.audit('step_executed', {
      step: index + 1,
      tool: step.tool,
      target: step.subject?.id ?? null,
      outcome: result.kind,
      changed: result.kind === 'done',
      digest: request.plan?.digest ?? null,
    });
  }
}

/** One entry for each tool, as for a change that one admin made. */
function auditPolicies(effects: SideEffects, request: ServiceRequest, step: PlanStep): void {
  if (!isAdministration(request)) return;
  const { personId = '', name } = request.requester;
  const signed = request.approvals.flatMap(({ state }) => (state.kind === 'approved' ? [state.by.name] : []));
  for (const change of policyChanges(step)) {
    const details = { ...change, scope: request.plan?.clientId ?? '', signedBy: signed.join(', ') };
    effects.audit('policy_changed', details, { personId, name });
  }
}
