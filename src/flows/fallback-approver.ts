import type { Client } from '../models/client.ts';
import type { Person } from '../models/person.ts';
import type { Requester } from '../models/request.ts';
import { isRequester } from './is-requester.ts';
import { oneLine } from './lines.ts';
import { type PersonOfUserDependencies, withChatAccount } from './person-of-user.ts';
import { waysTo } from './reach.ts';

const NO_MANAGER = 'The manager must approve, but the directory names no manager for the requester';

/**
 * Who is asked where the directory names no manager: the person whom an admin has recorded for the client, read fresh.
 * A sentence for technicians when there is none, or when they cannot be asked either.
 */
export async function fallbackApprover(
  dependencies: PersonOfUserDependencies,
  { client, requester }: { client: Client; requester: Requester },
): Promise<Person | { reason: string }> {
  const { people, surfaces } = dependencies;
  const { fallbackApproverId } = client;
  if (fallbackApproverId === undefined)
    return { reason: `${NO_MANAGER}, and ${client.name} has no fallback approver.` };
  const found = await people.find(fallbackApproverId);
  if (!found || !mayStandIn(client, found))
    return { reason: `${NO_MANAGER}, and the fallback approver of ${client.name} has left.` };
  const name = oneLine(found.displayName);
  if (isTheSame(requester, client, found))
    return { reason: `${NO_MANAGER}, and the requester is the fallback approver themselves.` };
  const person = await withChatAccount(dependencies, client, found);
  if (!waysTo(surfaces, person).some(({ surface }) => surface.can.approvalCards))
    return { reason: `${NO_MANAGER}, and the fallback approver ${name} cannot be reached in chat.` };
  return person;
}

/** Somebody of the client, or of the MSP with a role, who has not left. */
export function mayStandIn(client: Pick<Client, 'id'>, person: Person): boolean {
  return person.active && (person.clientId === client.id || person.role !== undefined);
}

/** Whoever has the requester's address is the requester, even where we do not know it yet. */
function isTheSame(requester: Requester, { entraTenantId }: Client, person: Person): boolean {
  const isSameAddress =
    person.email !== undefined && person.email.toLowerCase() === requester.email?.toLowerCase();
  return isSameAddress || isRequester(requester, entraTenantId, person);
}

/** Why somebody who is not the manager is asked, for whoever reads about it. */
export function fallbackReason(requesterName: string): string {
  return `the directory names no manager for ${requesterName}`;
}
