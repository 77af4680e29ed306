import type { ApprovalRequest } from '../models/approval.ts';
import type { Client } from '../models/client.ts';
import { isAdmin, isTechnician, maySignForAdmins, type Person } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isRequester } from './is-requester.ts';

/** A request and the client whose people may decide. */
export interface ToDecide {
  request: ServiceRequest;
  client: Client;
}

/** Whether somebody may decide an approval, by who they are now. */
export function mayDecide(toDecide: ToDecide, approval: ApprovalRequest, person: Person): boolean {
  return whyNotDecide(toDecide, approval, person) === undefined;
}

/** Why somebody may not decide an approval, by who they are now: the role or the relation, and never the requester. */
export function whyNotDecide(
  { request, client }: ToDecide,
  approval: ApprovalRequest,
  person: Person | undefined,
): string | undefined {
  if (!person?.active) return 'I do not know you as somebody who may decide this.';
  if (isRequester(request.requester, request.plan?.tenantId, person))
    return 'You cannot decide on your own request.';
  switch (approval.kind) {
    case 'technician':
      return whyNotTechnician(client, person);
    case 'admin':
      return whyNotAdmin(request, person);
    case 'manager':
      return whyNotManager(client, approval, person);
  }
}

function whyNotTechnician({ name, technicianIds }: Client, person: Person): string | undefined {
  if (!isTechnician(person)) return 'Only a technician may decide this.';
  return technicianIds.length > 0 && !technicianIds.includes(person.id)
    ? `You are not one of the technicians of ${name}.`
    : undefined;
}

function whyNotAdmin({ createdAt }: ServiceRequest, person: Person): string | undefined {
  if (!isAdmin(person)) return 'Only another admin of the MSP may decide this.';
  return maySignForAdmins(person, createdAt)
    ? undefined
    : 'You became an admin, or were given an account, less than a day before this was asked: another admin has to decide it.';
}

function whyNotManager(
  { name, fallbackApproverId }: Client,
  { approvers, fallback }: ApprovalRequest,
  person: Person,
): string | undefined {
  if (!approvers.some(({ personId }) => personId === person.id))
    return 'Only the manager of the requester may decide this.';
  return fallback && fallbackApproverId !== person.id
    ? `You are not the fallback approver of ${name} any more.`
    : undefined;
}
