import type { Identity } from '../models/conversation.ts';
import { isAdmin, isTechnician } from '../models/person.ts';
import type { DecisionContext, RequestStore } from '../models/stores.ts';
import { approvalCard } from './render-card.ts';
import type { ApprovalCard } from './surface.ts';

/** A card in its present state, for a technician of the client (an admin, where one is asked), its approver, or whoever has a copy of it. */
export async function showCard(
  { requests }: { requests: RequestStore },
  by: Identity,
  { requestId, approvalId }: { requestId: string; approvalId: string },
): Promise<ApprovalCard | undefined> {
  const context = await requests.decisionContext(requestId, by);
  return context && maySee(context, approvalId) ? approvalCard(context.request, approvalId) : undefined;
}

function maySee({ request, client, person }: DecisionContext, approvalId: string): boolean {
  const approval = request.approvals.find(({ id }) => id === approvalId);
  if (!person?.active || !approval) return false;
  const isTheirs = [...approval.approvers, ...approval.copies].some(({ personId }) => personId === person.id);
  const isOfClient = client.technicianIds.length === 0 || client.technicianIds.includes(person.id);
  if (isTheirs) return true;
  return approval.kind === 'admin'
    ? isAdmin(person)
    : approval.kind === 'technician' && isTechnician(person) && isOfClient;
}
