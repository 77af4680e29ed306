import { identityKey } from '../models/conversation.ts';
import type { Person } from '../models/person.ts';
import type { Requester } from '../models/request.ts';

/**
 * Whether a person is the one who asks, by any of their accounts: the person themselves, the account that asked, or the
 * one that the client's directory has of the requester.
 */
export function isRequester(requester: Requester, tenantId: string | undefined, person: Person): boolean {
  return (
    person.id === requester.personId ||
    person.identities.some(
      (identity) =>
        identityKey(identity) === identityKey(requester.identity) ||
        (identity.provider === 'entra' &&
          identity.tenant === tenantId &&
          identity.user === requester.directoryUserId),
    )
  );
}
