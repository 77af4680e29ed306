import type { Effect } from '../models/outbox.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { AddressBook } from './address-book.ts';
import { decidableOnTicket } from './decide-by-note.ts';

/**
 * Cards for the technicians of an approval that was asked for on the ticket alone and can be decided there no longer:
 * nobody is left without a way to decide. None where somebody has a card already. The requester and whoever signs the
 * other half are no technicians here, as when they were first asked.
 */
export async function cardsInChat(
  { addressBook }: { addressBook: AddressBook },
  request: ServiceRequest,
): Promise<Effect[]> {
  const approval = decidableOnTicket(request);
  const isAsked = ({ effect }: { effect: Effect }) =>
    effect.kind === 'approval_card' && effect.approvalId === approval?.id;
  if (!approval || approval.copies.length > 0 || request.outbox.some(isAsked)) return [];
  const client = await addressBook.client(request.clientId);
  const technicians = await addressBook.technicians(client?.technicianIds ?? []);
  const others = [
    request.requester.personId,
    ...request.approvals.flatMap(({ approvers }) => approvers.map(({ personId }) => personId)),
  ];
  return technicians
    .filter(({ id, identities }) => !others.includes(id) && identities.length > 0)
    .map(({ id }) => ({ kind: 'approval_card', approvalId: approval.id, personId: id }));
}
