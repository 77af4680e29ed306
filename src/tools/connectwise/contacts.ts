import { CountersignError, errorCode } from '../../errors.ts';
import type { Contact, EarlierTickets } from '../psa.ts';
import type { ConnectWiseApi } from './api.ts';
import { all, contains, equals, isQuotable } from './conditions.ts';
import { vendorId } from './ids.ts';
import type { TicketRecord } from './schema.ts';

/** The contact of this company with this e-mail address; an active one before others. Undefined when there is none. */
export async function findContact(
  api: ConnectWiseApi,
  companyId: number,
  email: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const address = email.trim().toLowerCase();
  if (address === '' || !isQuotable(address)) return undefined;
  // Compared again here: what `=` does with wildcards and spaces in a condition is documented nowhere.
  const contacts = (await api.contactsByEmail(companyId, address, signal)).filter(({ emails }) =>
    emails.some((one) => one.trim().toLowerCase() === address),
  );
  return (contacts.find(({ active }) => active) ?? contacts[0])?.id;
}

/** The contact with this id, in whatever company; undefined when there is none. */
export async function readContact(api: ConnectWiseApi, contactId: string): Promise<Contact | undefined> {
  const id = vendorId(contactId);
  if (id === undefined) return undefined;
  try {
    const { name, companyId, active, emails } = await api.contact(id);
    const [email] = emails;
    return {
      id: String(id),
      companyId: String(companyId ?? ''),
      name,
      active,
      ...(email !== undefined && { email }),
    };
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

/** The latest tickets of a contact, newest first. Throws `not_found` for an address that the company does not have. */
export async function earlierTicketsOf(
  api: ConnectWiseApi,
  { companyId: company, email, words, limit, signal }: EarlierTickets,
): Promise<TicketRecord[]> {
  const companyId = vendorId(company);
  const contactId = companyId === undefined ? undefined : await findContact(api, companyId, email, signal);
  if (companyId === undefined || contactId === undefined) {
    const message = 'no contact with this e-mail address in the company';
    throw new CountersignError('not_found', message, { vendor: 'connectwise' });
  }
  const theirs = all(equals('company/id', companyId), equals('contact/id', contactId));
  const text = words.trim();
  const wanted = text === '' ? theirs : all(theirs, contains('summary', text));
  const found = await api.latestTickets(wanted, limit, signal);
  // Again because of wildcards: `contains` may know some.
  return found.filter(({ summary }) => summary.toLowerCase().includes(text.toLowerCase()));
}
