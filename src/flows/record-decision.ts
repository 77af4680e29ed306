import type { ApprovalRequest, ApprovalState, PersonRef, Verdict } from '../models/approval.ts';
import type { AuditFact } from '../models/audit.ts';
import { identityKey } from '../models/conversation.ts';
import type { Person } from '../models/person.ts';
import { clientConcerned, type ServiceRequest } from '../models/request.ts';
import type { DecisionContext } from '../models/stores.ts';
import { approve, type Deciding, deny, noteDetails } from './decision-change.ts';
import type { DecisionAnswer, InboundDecision } from './desk.ts';
import type { ExecuteDependencies } from './execute.ts';
import { whyNotDecide } from './may-decide.ts';
import { utcText } from './utc-text.ts';

export type DecideDependencies = Pick<
  ExecuteDependencies,
  'requests' | 'audit' | 'clock' | 'leaseMs' | 'catalog' | 'sealer' | 'logger'
> & {
  /** Delivers what the decision owes and, where it started execution, runs the plan; does not wait for either. */
  begin(
    request: ServiceRequest,
    work: 'deliver' | 'execute',
    before: ServiceRequest,
    context: DecisionContext,
  ): void;
};

/** Each lost save means that somebody else decided or wrote: reading again settles it within a few. */
const MAX_TRIES = 20;

/**
 * Records one person's yes or no. Everything is looked up at the click: role, relation, the request's state, the deadline.
 * Any number of concurrent calls, on any number of processes, gives one outcome: the save is a compare-and-set.
 */
export async function recordDecision(
  dependencies: DecideDependencies,
  decision: InboundDecision,
): Promise<DecisionAnswer> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const context = await dependencies.requests.decisionContext(decision.requestId, decision.by);
    const approval = context?.request.approvals.find(({ id }) => id === decision.approvalId);
    if (!context || !approval) return refuse(dependencies, decision, UNKNOWN_REQUEST, context);
    const now = dependencies.clock.now();
    const answer = check({ context, approval, decision, now });
    if (answer) return AUDITED.has(answer.kind) ? refuse(dependencies, decision, answer, context) : answer;
    const recorded = await record(dependencies, { context, approval, decision, now });
    if (recorded) return recorded;
  }
  return {
    kind: 'refused',
    sentence: 'Too many people decided at the same moment. Please look at the card again.',
  };
}

const UNKNOWN_REQUEST: DecisionAnswer = {
  kind: 'unknown_request',
  sentence: 'I do not know this request any more.',
};

/** Clicks that should not have been possible, or came too late. A repeat, or somebody being slower, is neither. */
const AUDITED: ReadonlySet<DecisionAnswer['kind']> = new Set(['refused', 'outdated', 'expired']);

/** Why this click decides nothing; undefined when it may. */
function check({ context, approval, decision, now }: Deciding): DecisionAnswer | undefined {
  const { request, person } = context;
  const notAllowed = decision.unfit ?? refusal(context, approval) ?? noteRefusal(context, approval, decision);
  if (notAllowed) return { kind: 'refused', sentence: notAllowed };
  if (decision.planDigest !== approval.planDigest || approval.planDigest !== request.plan?.digest) {
    return {
      kind: 'outdated',
      sentence: 'This card shows a plan that is no longer the present one. Nothing was decided.',
    };
  }
  if (!takesBack({ context, approval, decision, now })) {
    if (approval.state.kind === 'approved' || approval.state.kind === 'denied')
      return alreadyDecided(approval.state, person, decision.verdict);
    if (request.status !== 'awaiting_approval' || approval.state.kind !== 'waiting')
      return noLongerWaiting(request);
  }
  if (request.expiresAt && request.expiresAt <= now) return EXPIRED;
  return undefined;
}

/**
 * A note that denies what was approved while the other signature is still missing: denial wins as long as nothing has
 * begun. A card has no such button: who decided there is told so.
 */
function takesBack({ context: { request }, approval, decision }: Deciding): boolean {
  const denies = decision.note !== undefined && decision.verdict.kind === 'deny';
  return denies && approval.state.kind === 'approved' && request.status === 'awaiting_approval';
}

const EXPIRED: DecisionAnswer = {
  kind: 'expired',
  sentence: 'This request has expired: it was not decided within 24 hours. Nothing was changed.',
};

/** Who may decide, and never one person for both halves. */
function refusal(context: DecisionContext, approval: ApprovalRequest): string | undefined {
  const { request, person } = context;
  const notAllowed = whyNotDecide(context, approval, person);
  if (notAllowed) return notAllowed;
  const signedOther = request.approvals.some(
    ({ id, state }) => id !== approval.id && 'by' in state && state.by.personId === person?.id,
  );
  return signedOther ? 'You have signed the other half already. A second person is needed.' : undefined;
}

/** A note proves less than a signed click: only where the client allows it, and never at high risk. */
function noteRefusal(
  { client, request }: DecisionContext,
  { code }: ApprovalRequest,
  { note }: InboundDecision,
): string | undefined {
  if (!note) return undefined;
  if (!client.decideByNote || code === undefined)
    return 'This request is decided in chat, not on the ticket.';
  return request.plan?.steps.some(({ risk }) => risk.level === 'high')
    ? 'A plan of high risk is decided in chat, not on the ticket.'
    : undefined;
}

function alreadyDecided(
  state: Extract<ApprovalState, { kind: 'approved' | 'denied' }>,
  person: Person | undefined,
  verdict: Verdict,
): DecisionAnswer {
  const same = (state.kind === 'approved') === (verdict.kind === 'approve');
  if (same && state.by.personId === person?.id)
    return { kind: 'repeated', sentence: `You have ${state.kind} this already. Thank you.` };
  return {
    kind: 'already_decided',
    sentence: `${state.by.name} has ${state.kind} this already (${utcText(state.at)}).`,
  };
}

function noLongerWaiting(request: ServiceRequest): DecisionAnswer {
  if (request.status === 'expired') return EXPIRED;
  const decided = request.approvals.map(({ state }) => state).find((state) => state.kind === 'denied');
  if (decided)
    return { kind: 'already_decided', sentence: `${decided.by.name} has denied this request already.` };
  return { kind: 'outdated', sentence: 'This request no longer waits for approval. Nothing was decided.' };
}

async function refuse(
  { audit, clock }: DecideDependencies,
  decision: InboundDecision,
  answer: DecisionAnswer,
  context?: DecisionContext,
): Promise<DecisionAnswer> {
  const at = clock.now();
  await audit.append([
    {
      key: `refused/${decision.approvalId}/${identityKey(decision.by)}/${decision.note?.noteId ?? at.getTime()}`,
      at,
      action: 'decision_refused',
      ...(context ? aboutRequest(context.request) : {}),
      ...(context?.person ? { by: personRef(context.person) } : {}),
      details: {
        identity: identityKey(decision.by),
        verdict: decision.verdict.kind,
        why: answer.sentence,
        ...noteDetails(decision),
      },
    },
  ]);
  return answer;
}

function aboutRequest(request: ServiceRequest): Pick<AuditFact, 'clientId' | 'requestId'> {
  const clientId = clientConcerned(request);
  return { requestId: request.id, ...(clientId === undefined ? {} : { clientId }) };
}

async function record(
  dependencies: DecideDependencies,
  deciding: Deciding,
): Promise<DecisionAnswer | undefined> {
  const { request, person } = deciding.context;
  if (!person) return undefined;
  const by = personRef(person);
  const { verdict } = deciding.decision;
  const { change, starts, sentence } =
    verdict.kind === 'deny' ? deny(deciding, by, verdict.reason) : approve(dependencies, deciding, by);
  const saved = await dependencies.requests.save(request, change);
  if (!saved) return undefined;
  const about = { requestId: saved.id, clientId: saved.clientId, personId: by.personId };
  dependencies.logger.info({ ...about, verdict: verdict.kind, status: saved.status }, 'decision recorded');
  dependencies.begin(saved, starts ? 'execute' : 'deliver', request, { ...deciding.context, request: saved });
  return { kind: 'recorded', sentence };
}

function personRef(person: Person): PersonRef {
  return { personId: person.id, name: person.displayName };
}
