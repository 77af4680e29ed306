import type { AuditFact } from '../../../models/audit.ts';
import { type Identity, identityKey, identityOfKey } from '../../../models/conversation.ts';
import { isAdmin, type Person } from '../../../models/person.ts';

type Details = AuditFact['details'];

/** Of an admin whom another one changes: where they could be told until now. */
export function withFormerAccounts(details: Details, person: Person): Details {
  const keys = isAdmin(person) ? person.identities.filter(isChat).map(identityKey) : [];
  return keys.length === 0 ? details : { ...details, hadAccounts: keys.join(' ') };
}

/** Where somebody could be told before they were changed so; empty unless they were an admin then. */
export function formerAccounts({ hadAccounts }: Details): Identity[] {
  return typeof hadAccounts === 'string'
    ? hadAccounts.split(' ').flatMap((key) => identityOfKey(key) ?? [])
    : [];
}

function isChat({ provider }: Identity): boolean {
  return provider === 'slack' || provider === 'entra';
}
