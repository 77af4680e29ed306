import { addMs } from '../clock.ts';
import { advance } from '../models/advance.ts';
import type { Client } from '../models/client.ts';
import type { DoneSummary, Plan } from '../models/plan.ts';
import type {
  Diagnosis,
  Outcome,
  PendingConfirmation,
  Requester,
  ServiceRequest,
} from '../models/request.ts';
import type { RequestEvent } from '../models/request-state.ts';
import type { RequestChange, RequestFields } from '../models/stores.ts';
import { signaturesFor } from '../models/tool-policy.ts';
import { askThrough } from './approval-channels.ts';
import { type Approvers, approvalRequests } from './approvers.ts';
import { cut, QUESTION_LIFETIME_MS } from './limits.ts';
import { oneLine } from './lines.ts';
import { modelText } from './model-text.ts';
import { answerReply, handedOverReply, joinedReply, nothingToDoReply } from './sentences.ts';
import { openTicketFirst, type SideEffects, sideEffects } from './side-effects.ts';

type FoundApprovers = Extract<Approvers, { kind: 'found' }>;

/** What diagnosis and planning came to, with everything that a save needs. */
export type Result =
  | { kind: 'plan'; plan: Plan; approvers: FoundApprovers }
  | { kind: 'nothing_to_do'; facts: readonly DoneSummary[] }
  | { kind: 'answer'; text: string }
  | { kind: 'question'; question: string }
  | { kind: 'hand_over'; reason: string; plan?: Plan }
  /** A plan was proposed for somebody who called: they confirm that it was they, and then it is made. */
  | { kind: 'confirm_identity'; pending: PendingConfirmation }
  /** The same plan of the same requester waits already. */
  | { kind: 'joined'; with: ServiceRequest };

export interface ConcludeInput {
  request: ServiceRequest;
  client: Client;
  hasPsa: boolean;
  requester: Requester;
  diagnosis: Diagnosis;
  result: Result;
  now: Date;
  leaseMs: number;
}

/**
 * The one save in which diagnosis pauses or ends: the moves through the state table, plan, approvals, expiry, and what is
 * owed to the world. In `plan` mode that is one internal note, whatever the result.
 */
export function conclude(input: ConcludeInput): RequestChange {
  return input.client.mode === 'plan' ? noteOnly(input) : carryOn(input);
}

interface Draft extends ConcludeInput {
  effects: SideEffects;
  /** Entries that have to be delivered before anybody hears of anything. */
  noted: readonly string[];
}

function draft(input: ConcludeInput): Draft {
  const effects = sideEffects(input.request, input.now);
  const ticket = openTicketFirst(effects, input.request, input.hasPsa);
  return { ...input, effects, noted: [effects.add({ kind: 'plan_note' }, ticket)] };
}

function noteOnly(input: ConcludeInput): RequestChange {
  const plan = planOf(input.result);
  const events: RequestEvent[] = plan ? ['plan_proposed', 'plan_only'] : ['plan_only'];
  const ready = draft(input);
  ready.effects.audit('request_ended', { outcome: 'noted', mode: 'plan' });
  return finish(ready, events, {
    ...(plan ? { plan } : {}),
    conclusionText: wouldHave(input.result),
    ...ended({ kind: 'noted' }, input.now),
  });
}

function planOf(result: Result): Plan | undefined {
  return 'plan' in result ? result.plan : undefined;
}

function wouldHave(result: Result): string {
  switch (result.kind) {
    case 'plan': {
      const { technician, manager } = signaturesFor(result.plan.steps.map((step) => step.policy));
      if (!technician) return 'In execute mode this would have run without asking anybody.';
      const who = manager ? `a technician and ${managerText(result.approvers)}` : 'a technician';
      return `In execute mode ${who} would have been asked to approve.`;
    }
    case 'nothing_to_do':
      return `In execute mode the requester would have been told that this is in place already: ${result.facts.map(({ doneSummary }) => doneSummary).join('; ')}.`;
    case 'answer':
      return `In execute mode the requester would have been answered: ${modelText(result.text)}`;
    case 'question':
      return `In execute mode the requester would have been asked: ${modelText(result.question)}`;
    case 'hand_over':
      return `In execute mode it would have been handed over: ${modelText(result.reason)}`;
    case 'confirm_identity':
      return 'In execute mode the caller would first have been asked to confirm who they are.';
    case 'joined':
      return `In execute mode it would have been joined with ${result.with.id}, which waits for the same change.`;
  }
}

function managerText({ manager, fallback }: FoundApprovers): string {
  const name = manager?.displayName ?? 'the manager';
  return fallback ? `${name} (as the fallback approver, since the directory names no manager)` : name;
}

function carryOn(input: ConcludeInput): RequestChange {
  const { result } = input;
  switch (result.kind) {
    case 'plan':
      return signaturesFor(result.plan.steps.map((step) => step.policy)).technician
        ? askApproval(input, result.plan, result.approvers)
        : runAtOnce(input, result.plan);
    case 'answer':
      return reply(input, answerReply(input.request, modelText(result.text)), 'Answered without any change.');
    case 'nothing_to_do':
      return reply(
        input,
        nothingToDoReply(input.request, result.facts),
        'Everything asked for is in place already.',
      );
    case 'joined':
      return reply(
        input,
        joinedReply(input.request, result.with),
        `The same change waits for approval already (${result.with.id}).`,
      );
    case 'question':
      return ask(input, modelText(result.question));
    case 'confirm_identity':
      return askWhoCalled(input, result.pending);
    case 'hand_over':
      return handOver(input, modelText(result.reason), result.plan);
  }
}

function askApproval(
  input: ConcludeInput,
  plan: Plan,
  { technicians, manager, fallback, channels }: FoundApprovers,
): RequestChange {
  const { approvals: bare, expiresAt } = approvalRequests(
    plan,
    { ...(manager && { manager }), ...(fallback && { fallback }) },
    input.now,
  );
  const { client, hasPsa } = input;
  const asked = askThrough(
    { client, plan, hasTicket: hasPsa || input.request.ticket !== undefined, channels, technicians, manager },
    bare,
  );
  const ready = draft(input);
  for (const effect of asked.flatMap(({ effects }) => effects)) ready.effects.add(effect, ready.noted);
  const approvals = asked.map(({ approval }) => approval);
  ready.effects.audit('plan_proposed', {
    digest: plan.digest,
    steps: plan.steps.map((step) => step.tool).join(','),
    manager: Boolean(manager),
    ...(fallback && { fallback }),
  });
  return finish(ready, ['plan_proposed', 'approval_requested'], {
    plan,
    approvals,
    expiresAt,
    dueAt: expiresAt,
  });
}

/** Every step is `auto`: the note first, then execution (whoever delivers the note goes on). */
function runAtOnce(input: ConcludeInput, plan: Plan): RequestChange {
  const ready = draft(input);
  ready.effects.audit('plan_proposed', {
    digest: plan.digest,
    steps: plan.steps.map((step) => step.tool).join(','),
    manager: false,
  });
  return finish(ready, ['plan_proposed'], { plan, dueAt: addMs(input.now, input.leaseMs) });
}

function reply(input: ConcludeInput, text: string, conclusionText: string): RequestChange {
  const ready = draft(input);
  ready.effects.add({ kind: 'reply', text }, ready.noted);
  ready.effects.add({ kind: 'note', visibility: 'public', text }, ready.noted);
  ready.effects.add({ kind: 'ticket_status', status: 'completed' }, ready.noted);
  ready.effects.audit('request_ended', { outcome: 'answered' });
  return finish(ready, ['answer_found'], { conclusionText, ...ended({ kind: 'answered' }, input.now) });
}

function ask(input: ConcludeInput, question: string): RequestChange {
  const ready = draft(input);
  ready.effects.add({ kind: 'reply', text: question }, ready.noted);
  ready.effects.add({ kind: 'note', visibility: 'public', text: question }, ready.noted);
  return {
    ...finish(ready, ['question_asked'], {
      conclusionText: `Asked the requester: ${question}`,
      dueAt: addMs(input.now, QUESTION_LIFETIME_MS),
    }),
    messages: [
      {
        key: `${input.request.id}/${input.request.version + 1}`,
        from: 'agent',
        text: question,
        at: input.now,
      },
    ],
  };
}

/** Nothing is planned for a caller before they have confirmed, on a channel on file, that it was they. */
function askWhoCalled(input: ConcludeInput, pending: PendingConfirmation): RequestChange {
  const { personId, identification } = input.requester;
  if (personId === undefined || !identification)
    return handOver(input, 'It is not known who called.', undefined);
  const ready = draft({
    ...input,
    requester: { ...input.requester, identification: { ...identification, pending } },
  });
  ready.effects.add({ kind: 'confirmation_code', personId }, ready.noted);
  return finish(ready, ['question_asked'], {
    conclusionText: `A change is needed, and nothing is planned before ${input.requester.name} has confirmed with a code that it was they who called.`,
    dueAt: pending.expiresAt,
  });
}

function handOver(input: ConcludeInput, reason: string, plan: Plan | undefined): RequestChange {
  const ready = draft(input);
  addHandOver(ready.effects, input.request, reason, ready.noted);
  const events: RequestEvent[] = plan ? ['plan_proposed', 'handed_over'] : ['handed_over'];
  return finish(ready, events, {
    ...(plan ? { plan } : {}),
    conclusionText: `Handed over to a technician: ${reason}`,
    ...ended({ kind: 'handed_over', reason }, input.now),
  });
}

/** What a hand-over owes: the employee a word, the technicians the reason. */
export function addHandOver(
  effects: SideEffects,
  request: ServiceRequest,
  reason: string,
  after: readonly string[] = [],
): void {
  const text = handedOverReply(request, reason);
  effects.add({ kind: 'reply', text }, after);
  effects.add({ kind: 'note', visibility: 'public', text }, after);
  effects.add({ kind: 'tell_technicians', text: `Handed over to you: ${oneLine(reason)}` }, after);
  effects.audit('request_ended', { outcome: 'handed_over', reason: cut(reason, 300) });
}

/** The fields of a request that has come to rest. */
export function ended(
  outcome: Omit<Outcome, 'at'>,
  at: Date,
): Pick<RequestFields, 'outcome' | 'dueAt' | 'expiresAt'> {
  return { outcome: { ...outcome, at }, dueAt: null, expiresAt: null };
}

function finish(
  { request, requester, diagnosis, effects, now }: Draft,
  events: readonly RequestEvent[],
  fields: RequestFields,
): RequestChange {
  const begun: RequestEvent[] = request.status === 'received' ? ['diagnosis_started'] : [];
  const { status, history } = advance(request.status, now, ...begun, ...events);
  const conclusionText = request.conclusionText === undefined ? {} : { conclusionText: '' };
  return {
    set: { status, requester, diagnosis, ...conclusionText, ...fields },
    history,
    outbox: effects.entries(),
  };
}
