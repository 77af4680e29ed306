import { errorCode } from '../../errors.ts';
import type { Contact } from '../psa.ts';
import type { Accounts } from './accounts.ts';
import type { JiraApi } from './api.ts';
import type { Companies, Company } from './companies.ts';
import { equals, search } from './jql.ts';
import { isAccountId } from './keys.ts';
import type { UserRecord } from './schema.ts';
import type { JiraSettings } from './settings.ts';
import type { Site } from './site.ts';

export interface ContactDependencies {
  api: JiraApi;
  accounts: Accounts;
  companies: Companies;
  site: Site;
  settings: JiraSettings;
}

type Customer = Pick<UserRecord, 'accountId' | 'emailAddress' | 'active'>;

/**
 * The company's customer with this e-mail address; an active one before others. Undefined when there is none, or when they
 * hide the address: names and addresses are searched alike, so that only the address itself counts.
 */
export async function findCustomer(
  dependencies: ContactDependencies,
  company: Company,
  email: string,
  signal?: AbortSignal,
): Promise<Customer | undefined> {
  const wanted = email.trim().toLowerCase();
  if (!wanted.includes('@')) return undefined;
  const people = await peopleOf(dependencies, company, wanted, signal);
  const theirs = people.filter(({ emailAddress }) => emailAddress?.toLowerCase() === wanted);
  return theirs.find(({ active }) => active) ?? theirs[0];
}

/** Who may be meant; a project without a service desk has no customers of its own, so that it is anybody of the site. */
async function peopleOf(
  { api, site }: ContactDependencies,
  { projectKey, organizationId }: Company,
  email: string,
  signal?: AbortSignal,
): Promise<readonly Customer[]> {
  if (organizationId !== undefined) return api.membersOf(organizationId, signal);
  const serviceDesk = await site.serviceDeskOf(projectKey);
  return serviceDesk ? api.customersLike(serviceDesk.id, email, signal) : api.usersLike(email, signal);
}

/** Undefined when there is nobody by that id, or it is an agent's or a program's: they are no client's people. */
export async function findContact(
  dependencies: ContactDependencies,
  accountId: string,
): Promise<Contact | undefined> {
  if (!isAccountId(accountId)) return undefined;
  const user = await userOrNobody(dependencies, accountId);
  if (!user || !isSomebody(user)) return undefined;
  return {
    id: user.accountId,
    companyId: await companyIdOf(dependencies, user),
    name: user.displayName,
    ...(user.emailAddress !== undefined && { email: user.emailAddress }),
    active: user.active,
  };
}

/** Not from memory: whether somebody is still active is asked for. */
async function userOrNobody(
  { api }: ContactDependencies,
  accountId: string,
): Promise<UserRecord | undefined> {
  try {
    return await api.user(accountId);
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

function isSomebody({ accountType, isAgent }: UserRecord): boolean {
  return (accountType === 'customer' || accountType === 'atlassian') && !isAgent;
}

/**
 * People belong to a site, not to a project. The company is the one for which their latest hundred issues are; for who
 * has none, the one whose service desk has them as a customer. Empty when these are several, or none.
 */
async function companyIdOf(dependencies: ContactDependencies, user: UserRecord): Promise<string> {
  const { api, companies } = dependencies;
  const [theirs] = await firstPage(
    api.issues(search([equals('reporter', user.accountId)], 'newest_first'), {
      fields: await companies.fields(),
    }),
  );
  const reportedFor = await Promise.all((theirs ?? []).map((issue) => companies.companyIdOf(issue)));
  if (reportedFor.length > 0) return onlyOne(reportedFor);
  return onlyOne(await servedBy(dependencies, user));
}

/** A shared service desk says nothing about whose people they are. */
async function servedBy(
  { api, site, settings }: ContactDependencies,
  { accountId, emailAddress, displayName }: UserRecord,
): Promise<string[]> {
  const own = (await site.serviceDesks()).filter(
    ({ projectKey }) => !settings.sharedProjects.includes(projectKey),
  );
  const served: string[] = [];
  for (const { id, projectKey } of own) {
    const customers = await api.customersLike(id, emailAddress ?? displayName);
    if (customers.some((customer) => customer.accountId === accountId)) served.push(projectKey);
  }
  return served;
}

function onlyOne(companyIds: readonly string[]): string {
  const [only = '', ...others] = new Set(companyIds);
  return others.length === 0 ? only : '';
}

async function firstPage<T>(pages: AsyncIterable<T>): Promise<[T?]> {
  for await (const page of pages) return [page];
  return [];
}
