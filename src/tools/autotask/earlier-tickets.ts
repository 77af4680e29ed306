import { CountersignError } from '../../errors.ts';
import type { EarlierTickets, Ticket } from '../psa.ts';
import type { Filter } from './api.ts';
import { findContacts } from './contacts.ts';
import { knownCompanyId } from './ids.ts';
import { inOurWords, type TicketDependencies } from './tickets.ts';

/**
 * The latest tickets of whoever has this address in this company. Autotask sorts by id and only upwards, so that all of
 * theirs are listed and the last ones kept: one call for up to 500.
 */
export async function earlierTickets(
  dependencies: TicketDependencies,
  { companyId, email, words, limit, signal }: EarlierTickets,
): Promise<Ticket[]> {
  const { api } = dependencies;
  const company = knownCompanyId(companyId);
  const contacts = await findContacts(api, { companyId: company, email, signal });
  if (contacts.length === 0) {
    throw new CountersignError('not_found', 'no contact with this e-mail address in the company', {
      vendor: 'autotask',
    });
  }
  const theirs: Filter[] = [
    { op: 'eq', field: 'companyID', value: company },
    { op: 'in', field: 'contactID', value: contacts.map(({ id }) => id) },
  ];
  const wanted: Filter[] = words === '' ? [] : [{ op: 'contains', field: 'title', value: words }];
  const found = await api.tickets([...theirs, ...wanted], signal);
  // What `%` and `_` mean to `contains` is not documented: the words are looked for again here.
  const fitting = found.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
  return inOurWords(dependencies, fitting.slice(-limit).toReversed());
}
