import type { AutotaskApi } from './api.ts';
import type { ContactRecord } from './schema.ts';

/**
 * The contacts of this company with this address among their three: active ones first, then those whose main one it is.
 * The addresses are compared again here, whatever Autotask makes of signs in them.
 */
export async function findContacts(
  api: AutotaskApi,
  { companyId, email, signal }: { companyId: number; email: string; signal: AbortSignal },
): Promise<ContactRecord[]> {
  if (email.trim() === '') return [];
  const isTheirs = (address: string) => address.toLowerCase() === email.toLowerCase();
  const found = await api.contacts(
    [
      { op: 'eq', field: 'companyID', value: companyId },
      { op: 'or', items: ADDRESSES.map((field) => ({ op: 'eq', field, value: email }) as const) },
    ],
    signal,
  );
  return found.filter(({ emails }) => emails.some(isTheirs)).sort((one, other) => rank(other) - rank(one));

  function rank({ isActive, emails }: ContactRecord): number {
    return (isActive ? 2 : 0) + (isTheirs(emails[0] ?? '') ? 1 : 0);
  }
}

const ADDRESSES = ['emailAddress', 'emailAddress2', 'emailAddress3'];
