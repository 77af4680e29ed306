import type { ApprovalView, RequestView } from '../console-state.ts';
import { clockTime, timeLeft } from './words.ts';

/** `now`: the agent is at it. `waiting`: a person is. `skipped`: it will not happen, and that is as it should be. */
export type StageState = 'todo' | 'now' | 'waiting' | 'done' | 'stopped' | 'skipped';

export interface Stage {
  name: string;
  state: StageState;
  detail: string;
}

/** The road of a request in six stages, for people who have never seen the state machine. */
export function stagesOf(request: RequestView, now: Date): Stage[] {
  return [
    {
      name: 'Asked',
      state: 'done',
      detail: `${firstName(request.requesterName)}, ${clockTime(request.askedAt)}`,
    },
    diagnosisStage(request),
    planStage(request),
    signatureStage(request, now),
    changeStage(request),
    replyStage(request),
  ];
}

function diagnosisStage(request: RequestView): Stage {
  const name = 'Looked into';
  if (request.status === 'received') return { name, state: 'todo', detail: 'read tools only' };
  if (request.status === 'diagnosing') return { name, state: 'now', detail: 'reading the directory' };
  if (request.status === 'awaiting_requester')
    return { name, state: 'waiting', detail: request.isConfirming ? 'who called?' : 'has a question' };
  return { name, state: 'done', detail: `${count(request.evidence.length, 'thing')} read` };
}

function planStage(request: RequestView): Stage {
  const name = 'Plan noted';
  if (isBefore(request, 'planned')) return { name, state: 'todo', detail: 'on the ticket' };
  if (request.steps.length > 0) return { name, state: 'done', detail: count(request.steps.length, 'step') };
  if (request.status === 'handed_over') return { name, state: 'stopped', detail: 'handed to technicians' };
  return { name, state: 'done', detail: 'nothing to change' };
}

function signatureStage(request: RequestView, now: Date): Stage {
  const name = 'Signed';
  const denial = request.approvals.find(({ state }) => state === 'denied');
  if (denial) return { name, state: 'stopped', detail: `denied by ${firstName(denial.by ?? 'somebody')}` };
  if (request.status === 'expired') return { name, state: 'stopped', detail: 'not within 24 h' };
  if (request.status === 'awaiting_approval')
    return {
      name,
      state: 'waiting',
      detail: request.expiresAt ? `${timeLeft(request.expiresAt, now)} left` : 'waiting',
    };
  const signers = request.approvals.flatMap(({ by }) => (by ? [firstName(by)] : []));
  if (signers.length > 0) return { name, state: 'done', detail: `by ${signers.join(' and ')}` };
  if (isBefore(request, 'awaiting_approval')) return { name, state: 'todo', detail: 'nothing runs before' };
  if (request.status === 'plan_noted') return { name, state: 'skipped', detail: 'plan mode' };
  if (request.status === 'handed_over') return { name, state: 'skipped', detail: 'nobody was asked' };
  return { name, state: 'skipped', detail: 'not needed' };
}

function changeStage(request: RequestView): Stage {
  const name = 'Changed';
  const results = request.steps.filter(({ result }) => result === 'done' || result === 'already_done').length;
  const all = request.steps.length;
  if (request.status === 'executing') return { name, state: 'now', detail: `${results} of ${all}` };
  if (results > 0)
    return {
      name,
      state: results === all ? 'done' : 'stopped',
      detail: `${results} of ${count(all, 'change')}`,
    };
  if (isOver(request)) return { name, state: 'skipped', detail: 'nothing changed' };
  return { name, state: 'todo', detail: 'exactly once' };
}

function replyStage(request: RequestView): Stage {
  const name = 'Answered';
  if (!isOver(request))
    return { name, state: 'todo', detail: request.surface === 'voice' ? 'by text' : 'in the thread' };
  if (request.status === 'plan_noted' || (request.status === 'cancelled' && !isTakenOver(request)))
    return { name, state: 'skipped', detail: 'nothing said' };
  if (request.outboxDead > 0) return { name, state: 'stopped', detail: 'could not be delivered' };
  if (request.outboxLeft > 0) return { name, state: 'now', detail: 'on its way' };
  return { name, state: 'done', detail: request.outcome ? clockTime(request.outcome.at) : '' };
}

const ORDER = ['received', 'diagnosing', 'awaiting_requester', 'planned', 'awaiting_approval', 'executing'];

function isBefore(request: RequestView, status: string): boolean {
  const place = ORDER.indexOf(request.status);
  return place >= 0 && place < ORDER.indexOf(status);
}

/** At rest: nothing more happens to it. */
export function isOver({ status }: RequestView): boolean {
  return !ORDER.includes(status);
}

/** Withdrawn by somebody else than the requester, who is told so. */
function isTakenOver({ status, history, requesterName }: RequestView): boolean {
  const withdrawal = history.findLast(({ event }) => event === 'withdrawn');
  return status === 'cancelled' && withdrawal?.by !== undefined && withdrawal.by !== requesterName;
}

const STATUS_WORDS: Readonly<Record<RequestView['status'], string>> = {
  received: 'received',
  diagnosing: 'looking into it',
  awaiting_requester: 'waiting for an answer',
  planned: 'planned',
  awaiting_approval: 'waiting for signatures',
  executing: 'making the change',
  completed: 'done',
  plan_noted: 'plan noted',
  denied: 'denied',
  expired: 'expired',
  handed_over: 'with a technician',
  cancelled: 'taken back',
};

/** A request's status as people say it. */
export function statusWords(request: RequestView): string {
  if (isTakenOver(request)) return 'taken over';
  if (request.status === 'awaiting_requester' && request.isConfirming) return 'waiting for a code';
  return STATUS_WORDS[request.status];
}

/** One line on the signature sheet. */
export interface SignatureLine {
  role: 'Technician' | 'Manager';
  state: 'signed' | 'denied' | 'waiting' | 'lapsed' | 'none';
  words: string;
}

/** Who has signed, and who still has to. */
export function signatureLines(request: RequestView): SignatureLine[] {
  return (['technician', 'manager'] as const).map((kind) =>
    signatureLine(
      kind === 'technician' ? 'Technician' : 'Manager',
      request.approvals.find((approval) => approval.kind === kind),
      request,
    ),
  );
}

function signatureLine(
  role: SignatureLine['role'],
  approval: ApprovalView | undefined,
  request: RequestView,
): SignatureLine {
  const needed = !isOver(request) && isBefore(request, 'awaiting_approval');
  if (!approval) return { role, state: 'none', words: needed ? '' : 'not asked' };
  if (approval.state === 'approved') return { role, state: 'signed', words: approval.by ?? '' };
  if (approval.state === 'denied') return { role, state: 'denied', words: approval.by ?? '' };
  if (approval.state === 'waiting' && request.status === 'awaiting_approval')
    return { role, state: 'waiting', words: 'to sign' };
  return { role, state: 'lapsed', words: request.status === 'expired' ? 'expired' : 'no longer needed' };
}

/** What people call somebody. */
export function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

/** A number with its noun: `1 step`, `2 steps`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
