import { addMs, type Clock, MINUTE_MS } from '../../clock.ts';
import { CountersignError, errorCode } from '../../errors.ts';
import type { TicketRef } from '../../models/ticket.ts';
import type { Delivery, EarlierTickets, NewTicket, Ticket } from '../psa.ts';
import { documentOf } from './adf-document.ts';
import { plainTextOf } from './adf-text.ts';
import type { Company } from './companies.ts';
import { type ContactDependencies, findCustomer } from './contacts.ts';
import type { IssuePace } from './issue-pace.ts';
import { byOurselves, equals, type Jql, search, withinMinutes } from './jql.ts';
import { isIssueKey } from './keys.ts';
import { bodyText, keyText, plainText, summaryLine } from './note-text.ts';
import { type IssueRecord, PROPERTY } from './schema.ts';
import { issueUrl } from './settings.ts';
import { fieldsFor, transitionTo, wordOf } from './statuses.ts';

export type TicketDependencies = ContactDependencies & { clock: Clock; pace: IssuePace };

/** Jira finds a changed issue some seconds later; what is listed twice for it does no harm. */
const OVERLAP_MS = 2 * MINUTE_MS;

/** An attempt is repeated within days. */
const RETRIED_WITHIN_MINUTES = 14 * 24 * 60;

/** Somebody's tickets further back than this are not looked through for words. */
const MOST_LOOKED_THROUGH = 500;

/** Opens an issue, with the key beside it as a property; looks for that first in a repeated attempt. */
export async function openTicket(
  dependencies: TicketDependencies,
  ticket: NewTicket,
  { retry, signal }: Delivery,
): Promise<TicketRef> {
  const { api, companies, settings } = dependencies;
  const company = companies.company(ticket.companyId);
  const key = keyText(ticket.key);
  const earlier = retry ? await findOwnIssue(dependencies, ticket.companyId, key, signal) : undefined;
  const fields = earlier ? {} : await issueFields(dependencies, ticket, company, signal);
  const opened = earlier ?? (await api.createIssue(fields, [{ key: PROPERTY, value: { key } }], signal));
  return { psa: 'jira', id: opened.key, url: issueUrl(settings, opened.key) };
}

async function findOwnIssue(
  { api, companies }: TicketDependencies,
  companyId: string,
  key: string,
  signal: AbortSignal,
): Promise<{ key: string } | undefined> {
  const { projectKey } = companies.company(companyId);
  const ours = search(
    [equals('project', projectKey), byOurselves(), withinMinutes('created', RETRIED_WITHIN_MINUTES)],
    'newest_first',
  );
  for await (const issues of api.issues(ours, { fields: await companies.fields(), signal })) {
    for (const issue of issues) {
      if (issue.ourKey === key && (await companies.companyIdOf(issue)) === companyId) return issue;
    }
  }
  return undefined;
}

async function issueFields(
  dependencies: TicketDependencies,
  ticket: NewTicket,
  company: Company,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const { site } = dependencies;
  const summary = summaryLine(ticket.summary);
  const reporter =
    ticket.contactEmail === undefined
      ? undefined
      : await findCustomer(dependencies, company, ticket.contactEmail, signal);
  return {
    project: { key: company.projectKey },
    ...(await kindOfIssue(dependencies, company)),
    summary,
    description: documentOf(describe(ticket, summary)),
    // Jira refuses one who has left.
    ...(reporter?.active && { reporter: { id: reporter.accountId } }),
    ...(company.organizationId !== undefined && {
      [await site.fieldId('organizations')]: [Number(company.organizationId)],
    }),
  };
}

/** The request type makes the issue one that its customer sees in the portal. Jira takes its id, not its name. */
async function kindOfIssue(
  { site, settings }: TicketDependencies,
  { projectKey }: Company,
): Promise<Record<string, unknown>> {
  const serviceDesk = await site.serviceDeskOf(projectKey);
  if (!serviceDesk) return { issuetype: { name: settings.issueType } };
  const requestType = await site.requestType(serviceDesk.id, settings.requestType);
  return { issuetype: { id: requestType.issueTypeId }, [await site.fieldId('requestType')]: requestType.id };
}

/** What the summary had no room for goes before the description. */
function describe(ticket: NewTicket, summary: string): string {
  const whole = plainText(ticket.summary).trim();
  const cut = summary.endsWith('…') && !ticket.description.includes(whole);
  return bodyText(cut ? `${whole}\n\n${ticket.description}` : ticket.description);
}

/** Undefined when there is no issue by that key, or none that we may see: Jira does not tell these apart. */
export async function findTicket(
  dependencies: TicketDependencies,
  ticketId: string,
): Promise<Ticket | undefined> {
  if (!isIssueKey(ticketId)) return undefined;
  try {
    const issue = await dependencies.api.issue(ticketId, await dependencies.companies.fields());
    const description = plainTextOf(issue.description);
    return { ...(await inOurWords(dependencies, issue)), ...(description.trim() !== '' && { description }) };
  } catch (error) {
    if (errorCode(error) === 'not_found') return undefined;
    throw error;
  }
}

/** Takes the workflow's transition to a status that says `word`, and reads back that it is there. */
export async function setStatus(
  { api, settings, pace }: TicketDependencies,
  issueKey: string,
  word: Ticket['status'],
): Promise<void> {
  const { status } = await api.issue(issueKey);
  if (wordOf(status, settings.statuses) === word) return;
  const transition = transitionTo(await api.transitions(issueKey), word, settings.statuses);
  await pace(issueKey);
  await api.transition(issueKey, transition.id, fieldsFor(transition));
  const changed = await api.issue(issueKey);
  if (wordOf(changed.status, settings.statuses) === word) return;
  throw new CountersignError('unexpected_response', 'an issue kept its status', { vendor: 'jira' });
}

/** Searched for a little further back than asked, in whole minutes, then sorted by the change. */
export async function ticketsChangedSince(dependencies: TicketDependencies, since: Date): Promise<Ticket[]> {
  const from = addMs(since, -OVERLAP_MS);
  const minutes = Math.max(1, Math.ceil((dependencies.clock.now().getTime() - from.getTime()) / MINUTE_MS));
  const changed = new Map<string, IssueRecord>();
  for await (const issues of pages(
    dependencies,
    search([withinMinutes('updated', minutes)], 'oldest_first'),
  )) {
    for (const issue of issues) changed.set(issue.key, issue);
  }
  const tickets = await Promise.all([...changed.values()].map((issue) => inOurWords(dependencies, issue)));
  return tickets.sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
}

/**
 * The words are looked for here: Jira's text search knows operators and word stems, and finds other things than what was
 * asked for.
 */
export async function earlierTickets(
  dependencies: TicketDependencies,
  { companyId, email, words, limit, signal }: EarlierTickets,
): Promise<Ticket[]> {
  const company = dependencies.companies.company(companyId);
  const reporter = await findCustomer(dependencies, company, email, signal);
  if (!reporter)
    throw new CountersignError('not_found', 'no customer with this e-mail address', { vendor: 'jira' });

  const theirs = search(
    [equals('project', company.projectKey), equals('reporter', reporter.accountId)],
    'newest_first',
  );
  const wanted = plainText(words).trim().toLowerCase();
  const found: Ticket[] = [];
  let looked = 0;
  for await (const issues of pages(dependencies, theirs, signal)) {
    for (const issue of issues.filter(({ summary }) => summary.toLowerCase().includes(wanted))) {
      const ticket = await inOurWords(dependencies, issue);
      if (ticket.companyId === companyId) found.push(ticket);
      if (found.length >= limit) return found;
    }
    looked += issues.length;
    if (looked >= MOST_LOOKED_THROUGH) return found;
  }
  return found;
}

async function* pages(
  { api, companies }: TicketDependencies,
  jql: Jql,
  signal?: AbortSignal,
): AsyncGenerator<IssueRecord[]> {
  yield* api.issues(jql, { fields: await companies.fields(), ...(signal && { signal }) });
}

async function inOurWords(
  { accounts, companies, settings }: TicketDependencies,
  issue: IssueRecord,
): Promise<Ticket> {
  const { reporter, assignee, status, project, issuetype, isService, ourKey } = issue;
  const ourselves = await accounts.ourselves();
  // Without a customer of theirs, Jira makes us the reporter of what we open.
  const contact = reporter && reporter.accountId !== ourselves ? reporter : undefined;
  const opening = {
    by: issue.creator,
    isService,
    isInternal: false,
    reporterId: reporter?.accountId,
    ourKey,
    text: '',
  };
  return {
    id: issue.key,
    summary: issue.summary,
    companyId: await companies.companyIdOf(issue),
    status: wordOf(status, settings.statuses),
    statusName: status.name,
    closed: status.category === 'done',
    ...(contact?.emailAddress !== undefined && { contactEmail: contact.emailAddress }),
    ...(contact && { contactId: contact.accountId }),
    openedBy: await accounts.authorOf(opening),
    intake: settings.intakeProjects.includes(project.key) && !issuetype.subtask,
    ...(assignee && { assignee: { id: assignee.accountId, name: assignee.displayName } }),
    createdAt: issue.created,
    updatedAt: issue.updated,
    url: issueUrl(settings, issue.key),
  };
}
