import { CountersignError } from '../../errors.ts';
import type { ApprovalCopy, ApprovalRequest } from '../approval.ts';
import { conversationKey } from '../conversation.ts';
import type { OutboxEntry } from '../outbox.ts';
import type { Plan, PlanStep, Risk } from '../plan.ts';
import { type Diagnosis, REQUEST_SCHEMA_VERSION, type ServiceRequest } from '../request.ts';
import { isAtRest, type RequestStatus } from '../request-state.ts';
import type { OwingDocument } from './owed-facts.ts';

/*
 * A request as it is stored: the noun, with its `id` as `_id`, without empty lists, and with a few fields more that the
 * indexes need. Fields that are not named here are stored as they are.
 */

export interface RequestDocument
  extends Omit<ServiceRequest, 'id' | 'messages' | 'diagnosis' | 'plan' | 'approvals' | 'history' | 'outbox'>,
    OwingDocument {
  _id: string;
  /** Set until the request is at rest: what the partial indexes of open requests go by. */
  open?: true;
  conversationKey: string;
  /** Set while approval is waited for: one person has one request waiting for one plan. */
  waitingKey?: string;
  /** The last characters of the id, by which people name it. */
  ending?: string;
  /** Set while approval is waited for: whose signatures are still missing, roles by name and managers by id. */
  deciders?: readonly string[];
  messages?: ServiceRequest['messages'];
  diagnosis?: DiagnosisDocument;
  plan?: PlanDocument;
  approvals?: readonly ApprovalDocument[];
  /** Beside the approvals and not in them: delivery adds to it by path while somebody else saves the approvals. */
  copies?: readonly CopyDocument[];
  /** Ids of the PSA's own approval objects, beside the approvals for the same reason. */
  psaApprovals?: readonly PsaApprovalDocument[];
  history?: ServiceRequest['history'];
  outbox?: readonly OutboxDocument[];
}

export interface DiagnosisDocument extends Omit<Diagnosis, 'evidence'> {
  evidence?: Diagnosis['evidence'];
}

export interface PlanDocument extends Omit<Plan, 'steps'> {
  steps: readonly StepDocument[];
}

export interface StepDocument extends Omit<PlanStep, 'arguments' | 'before' | 'after' | 'risk'> {
  /** JSON text, because keys come from the model: `$where`, `a.b` or `_bsontype` mean nothing inside a string. */
  arguments: string;
  before?: PlanStep['before'];
  after?: PlanStep['after'];
  risk: Pick<Risk, 'level'> & { reasons?: Risk['reasons'] };
}

export interface ApprovalDocument extends Omit<ApprovalRequest, 'approvers' | 'copies' | 'psaApprovalId'> {
  approvers?: ApprovalRequest['approvers'];
}

export interface PsaApprovalDocument {
  approvalId: string;
  id: string;
}

export interface CopyDocument extends ApprovalCopy {
  approvalId: string;
}

export interface OutboxDocument extends Omit<OutboxEntry, 'after'> {
  after?: OutboxEntry['after'];
}

/** For an insert. */
export function toRequestDocument(request: ServiceRequest): RequestDocument {
  const { id, messages, diagnosis, plan, approvals, history, outbox, ...rest } = request;
  return {
    _id: id,
    ...rest,
    ...openMark(request.status),
    conversationKey: conversationKey(request.conversation),
    ...waitingMark(request),
    ending: endingOf(id),
    ...decidersMark(request),
    ...unlessEmpty('messages', messages),
    ...(diagnosis && { diagnosis: toDiagnosisDocument(diagnosis) }),
    ...(plan && { plan: toPlanDocument(plan) }),
    ...unlessEmpty('approvals', toApprovalDocuments(approvals)),
    ...unlessEmpty('copies', approvals.flatMap(copiesOf)),
    ...unlessEmpty('psaApprovals', approvals.flatMap(psaApprovalsOf)),
    ...unlessEmpty('history', history),
    ...unlessEmpty('outbox', toOutboxDocuments(outbox)),
  };
}

/** Marks a request that is not at rest, for the indexes of open ones. */
function openMark(status: RequestStatus): { open?: true } {
  return isAtRest(status) ? {} : { open: true };
}

/** Nothing for a request that does not wait, or of somebody unknown. */
export function waitingMark({
  status,
  requester,
  plan,
}: Pick<ServiceRequest, 'status' | 'requester' | 'plan'>): {
  waitingKey?: string;
} {
  const { personId } = requester;
  if (status !== 'awaiting_approval' || !plan || personId === undefined) return {};
  return { waitingKey: waitingKey(personId, plan.digest) };
}

/** Who may give the signatures that are still missing; nothing for a request that does not wait for any. */
export function decidersMark({ status, approvals }: Pick<ServiceRequest, 'status' | 'approvals'>): {
  deciders?: readonly string[];
} {
  const waiting =
    status === 'awaiting_approval' ? approvals.filter(({ state }) => state.kind === 'waiting') : [];
  const deciders = waiting.flatMap(({ kind, approvers }) =>
    kind === 'manager' ? approvers.map(({ personId }) => personId) : [kind],
  );
  return deciders.length === 0 ? {} : { deciders: [...new Set(deciders)] };
}

/** Characters of an id that are enough to name one request among a billion. */
export const ENDING_CHARACTERS = 6;

/** The end of an id as it is looked up: ids are written in capitals, and typed in any case. */
export function endingOf(id: string): string {
  return id.slice(-ENDING_CHARACTERS).toUpperCase();
}

/** The same person waiting for the same plan. */
export function waitingKey(personId: string, digest: string): string {
  return `${personId}:${digest}`;
}

/** A diagnosis as it is stored. */
export function toDiagnosisDocument({ evidence, ...rest }: Diagnosis): DiagnosisDocument {
  return { ...rest, ...unlessEmpty('evidence', evidence) };
}

/** A plan as it is stored, its arguments as text. */
export function toPlanDocument({ steps, ...rest }: Plan): PlanDocument {
  return { ...rest, steps: steps.map(toStepDocument) };
}

function toStepDocument({ arguments: given, before, after, risk, ...rest }: PlanStep): StepDocument {
  return {
    ...rest,
    arguments: JSON.stringify(given),
    ...unlessEmpty('before', before),
    ...unlessEmpty('after', after),
    risk: { level: risk.level, ...unlessEmpty('reasons', risk.reasons) },
  };
}

/** Without their copies, which are stored beside them. */
export function toApprovalDocuments(approvals: readonly ApprovalRequest[]): ApprovalDocument[] {
  return approvals.map((approval) => {
    const { approvers, copies: _, psaApprovalId: __, ...rest } = approval;
    return { ...rest, ...unlessEmpty('approvers', approvers) };
  });
}

function copiesOf({ id, copies }: ApprovalRequest): CopyDocument[] {
  return copies.map((copy) => ({ approvalId: id, ...copy }));
}

function psaApprovalsOf({ id: approvalId, psaApprovalId }: ApprovalRequest): PsaApprovalDocument[] {
  return psaApprovalId === undefined ? [] : [{ approvalId, id: psaApprovalId }];
}

/** Side effects as they are stored. */
export function toOutboxDocuments(outbox: readonly OutboxEntry[]): OutboxDocument[] {
  return outbox.map(({ after, ...rest }) => ({ ...rest, ...unlessEmpty('after', after) }));
}

/** Throws `unsupported` for a document of a schema version that this code does not know: fail closed. */
export function fromRequestDocument(document: RequestDocument): ServiceRequest {
  if (document.schemaVersion !== REQUEST_SCHEMA_VERSION) {
    throw new CountersignError(
      'unsupported',
      `request ${document._id} has schema version ${document.schemaVersion}`,
    );
  }
  const {
    _id,
    open: _,
    conversationKey: __,
    waitingKey: ___,
    ending: ____,
    deciders: _____,
    owedFacts: ______,
    copies = [],
    psaApprovals = [],
    diagnosis,
    plan,
    ...rest
  } = document;
  return {
    id: _id,
    ...rest,
    messages: document.messages ?? [],
    ...(diagnosis && { diagnosis: { ...diagnosis, evidence: diagnosis.evidence ?? [] } }),
    ...(plan && { plan: { ...plan, steps: plan.steps.map(fromStepDocument) } }),
    approvals: (document.approvals ?? []).map((approval) =>
      fromApprovalDocument(approval, copies, psaApprovals),
    ),
    history: document.history ?? [],
    outbox: (document.outbox ?? []).map((entry) => ({ ...entry, after: entry.after ?? [] })),
  };
}

function fromStepDocument({ before = [], after = [], risk, ...rest }: StepDocument): PlanStep {
  return {
    ...rest,
    arguments: JSON.parse(rest.arguments) as PlanStep['arguments'],
    before,
    after,
    risk: { level: risk.level, reasons: risk.reasons ?? [] },
  };
}

function fromApprovalDocument(
  { approvers = [], ...rest }: ApprovalDocument,
  copies: readonly CopyDocument[],
  psaApprovals: readonly PsaApprovalDocument[],
): ApprovalRequest {
  const own = copies.filter(({ approvalId }) => approvalId === rest.id);
  const started = psaApprovals.find(({ approvalId }) => approvalId === rest.id);
  return {
    ...rest,
    ...(started && { psaApprovalId: started.id }),
    approvers,
    copies: own.map(({ personId, message }) => ({ personId, message })),
  };
}

function unlessEmpty<Name extends string, Item>(
  name: Name,
  list: readonly Item[],
): Partial<Record<Name, readonly Item[]>> {
  return list.length === 0 ? {} : ({ [name]: list } as Partial<Record<Name, readonly Item[]>>);
}
