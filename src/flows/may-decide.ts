import type { ApprovalRequest } from '../models/approval.ts';
import type { Client } from '../models/client.ts';
import { isAdmin, isTechnician, type Person } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isRequester } from './is-requester.ts';

/** Whether somebody may decide an approval, by who they are now. */
export function mayDecide(
  { request, client }: { request: ServiceRequest; client: Client },
  approval: ApprovalRequest,
  person: Person,
): boolean {
  if (!person.active || isRequester(request.requester, request.plan?.tenantId, person)) return false;
  switch (approval.kind) {
    case 'technician':
      return (
        isTechnician(person) &&
        (client.technicianIds.length === 0 || client.technicianIds.includes(person.id))
      );
    case 'admin':
      return isAdmin(person);
    case 'manager':
      return (
        approval.approvers.some(({ personId }) => personId === person.id) &&
        (!approval.fallback || client.fallbackApproverId === person.id)
      );
  }
}
