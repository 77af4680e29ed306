import type { ApprovalRequest } from '../../models/approval.ts';
import type { ServiceRequest } from '../../models/request.ts';
import { policyText } from '../../models/tool-policy.ts';
import type { DemoClient, DemoUser } from '../demo-client.ts';
import { phoneNumberOf } from '../demo-phones.ts';
import type { Baselines } from './baselines.ts';
import type { ApprovalView, RequestView } from './console-state.ts';
import { ticketKey } from './read-tickets.ts';

/** A request as the page tells it. */
export function describeRequest(
  request: ServiceRequest,
  client: DemoClient,
  baselines: Baselines,
): RequestView {
  const requester = findRequester(request, client);
  const concernsId = concernedPerson(request) ?? requester?.id;
  const before = concernsId && baselines.before(client.key, concernsId, request.createdAt);
  return {
    id: request.id,
    title: request.messages[0]?.text ?? '',
    status: request.status,
    surface: request.conversation.surface,
    requesterName: request.requester.name,
    ...(requester && { requesterKey: requester.key }),
    ...(concernsId && { concernsId }),
    ...(request.ticket && { ticketKey: ticketKey(request.ticket) }),
    askedAt: request.createdAt.toISOString(),
    history: request.history.map(({ event, at, by }) => ({
      event,
      at: at.toISOString(),
      ...(by && { by: by.name }),
    })),
    steps: describeSteps(request),
    approvals: request.approvals.map(describeApproval),
    modelCalls: request.diagnosis?.modelCalls ?? 0,
    evidence: request.diagnosis?.evidence ?? [],
    saves: request.version,
    outboxLeft: request.outbox.filter(({ dead }) => !dead).length,
    outboxDead: request.outbox.filter(({ dead }) => dead).length,
    ...(request.outcome && { outcome: { ...request.outcome, at: request.outcome.at.toISOString() } }),
    ...(request.expiresAt && { expiresAt: request.expiresAt.toISOString() }),
    ...(request.requester.identification?.pending && { isConfirming: true as const }),
    ...(before && { before }),
  };
}

/** By their account: diagnosis has yet to find out who that is in the directory. */
function findRequester({ requester }: ServiceRequest, client: DemoClient): DemoUser | undefined {
  const { identity, email, directoryUserId } = requester;
  return client.users.find(
    (user) =>
      user.slackUserId === identity.user ||
      phoneNumberOf(user) === identity.user ||
      [identity.user, directoryUserId].includes(user.id) ||
      user.email === email,
  );
}

/** Whom the plan acts on; the requester while there is none, or when it acts on nobody. */
function concernedPerson({ plan, requester }: ServiceRequest): string | undefined {
  const subject = plan?.steps.find((step) => step.subject?.kind === 'user')?.subject;
  return subject?.id ?? requester.directoryUserId;
}

function describeSteps({ plan, execution }: ServiceRequest): RequestView['steps'] {
  return (plan?.steps ?? []).map((step, index) => {
    const result = execution?.results[index]?.kind;
    return {
      tool: step.tool,
      summary: step.summary,
      policy: policyText(step.policy),
      highRisk: step.risk.level === 'high',
      ...(result && { result }),
    };
  });
}

function describeApproval({ kind, state }: ApprovalRequest): ApprovalView {
  if (state.kind === 'waiting' || state.kind === 'closed') return { kind, state: state.kind };
  return {
    kind,
    state: state.kind,
    by: state.by.name,
    at: state.at.toISOString(),
    ...(state.kind === 'denied' && state.reason && { reason: state.reason }),
  };
}
