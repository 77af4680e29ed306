import { addMs } from '../clock.ts';
import { APPROVAL_LIFETIME_MS, type ApprovalKind, type ApprovalRequest } from '../models/approval.ts';
import type { ServiceRequest } from '../models/request.ts';
import { ticketLabel } from '../models/ticket.ts';
import { fallbackReason } from './fallback-approver.ts';
import { identifiedBy } from './identified-by.ts';
import { waitingFor } from './sentences.ts';
import type { ApprovalCard, ApprovalCardState } from './surface.ts';

/** The semantic card of one approval in its present state; undefined when the request has no such approval or no plan. */
export function approvalCard(request: ServiceRequest, approvalId: string): ApprovalCard | undefined {
  const approval = request.approvals.find(({ id }) => id === approvalId);
  const { plan, ticket } = request;
  if (!approval || !plan) return undefined;
  const others = request.approvals.filter((other) => other.id !== approval.id);
  const identified = identifiedBy(request.requester);
  return {
    requestId: request.id,
    approvalId,
    planDigest: approval.planDigest,
    kind: approval.kind,
    state: cardState(request, approval, others),
    clientName: request.clientName,
    requesterName: request.requester.name,
    ...(identified === undefined ? {} : { identifiedBy: identified }),
    requestText: request.messages
      .filter(({ from }) => from === 'requester')
      .map(({ text }) => text)
      .join('\n'),
    diagnosis: request.diagnosis?.summary ?? '',
    steps: plan.steps.map(({ summary, before, after, risk }) => ({
      summary,
      before,
      after,
      highRisk: risk.level === 'high',
      riskReasons: risk.reasons,
    })),
    ...(ticket ? { ticket: { label: ticketLabel(ticket), ...(ticket.url ? { url: ticket.url } : {}) } } : {}),
    ...technicianNotes(request, approval),
    ...(others.length > 0
      ? { alsoNeeded: others.map((other) => signatureText(request, other)).join(', ') }
      : {}),
    ...(approval.fallback ? { askedBecause: askedAsFallback(request) } : {}),
    expiresAt: request.expiresAt ?? askedUntil(request),
  };
}

/** Internal notes are for technicians: a manager is one of the client's people. */
function technicianNotes(
  { ticketNotes }: ServiceRequest,
  { kind }: ApprovalRequest,
): Pick<ApprovalCard, 'technicianNotes'> {
  return kind === 'technician' && ticketNotes?.shown.length ? { technicianNotes: ticketNotes.shown } : {};
}

/** Once decided the deadline is no longer stored; it was a day after the approval was asked for. */
function askedUntil({ history, createdAt }: ServiceRequest): Date {
  const asked = history.findLast(({ event }) => event === 'approval_requested')?.at ?? createdAt;
  return addMs(asked, APPROVAL_LIFETIME_MS);
}

const ROLE_NAMES: Record<ApprovalKind, string> = {
  technician: 'A technician',
  manager: 'The manager',
  admin: 'Another admin',
};

function askedAsFallback({ clientName, requester }: ServiceRequest): string {
  return `You are the fallback approver of ${clientName}: ${fallbackReason(requester.name)}.`;
}

function signatureText(
  { requester }: ServiceRequest,
  { kind, approvers, state, fallback }: ApprovalRequest,
): string {
  const as = fallback ? 'fallback approver' : kind;
  const name = approvers[0] ? `${approvers[0].name} (${as})` : ROLE_NAMES[kind];
  switch (state.kind) {
    case 'approved':
      return `${state.by.name} (${as}) has approved`;
    case 'denied':
      return `${state.by.name} (${as}) has denied`;
    case 'waiting':
    case 'closed':
      return fallback
        ? `${name} must approve too, because ${fallbackReason(requester.name)}`
        : `${name} must approve too`;
  }
}

function cardState(
  request: ServiceRequest,
  approval: ApprovalRequest,
  others: readonly ApprovalRequest[],
): ApprovalCardState {
  const own = approval.state;
  if (own.kind === 'denied')
    return { kind: 'denied', by: own.by.name, at: own.at, ...(own.reason ? { reason: own.reason } : {}) };
  const denied = others.map(({ state }) => state).find((state) => state.kind === 'denied');
  if (denied)
    return {
      kind: 'denied',
      by: denied.by.name,
      at: denied.at,
      ...(denied.reason ? { reason: denied.reason } : {}),
    };
  if (request.status === 'expired') return { kind: 'expired' };
  if (own.kind === 'approved')
    return { kind: 'approved', by: own.by.name, at: own.at, ...stillWaiting(request, others) };
  if (own.kind === 'waiting' && request.status === 'awaiting_approval') return { kind: 'waiting' };
  return { kind: 'withdrawn', reason: request.outcome?.reason ?? 'It is no longer waiting for approval.' };
}

function stillWaiting(request: ServiceRequest, others: readonly ApprovalRequest[]): { waitingFor?: string } {
  const names = request.status === 'awaiting_approval' ? waitingFor(others) : '';
  return names ? { waitingFor: names } : {};
}
