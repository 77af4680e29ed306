import { z } from 'zod';
import { type AdfDocument, readDocument } from './adf.ts';
import type {
  AccountRecord,
  IssueRecord,
  OrganizationRecord,
  ProjectRecord,
  RequestTypeRecord,
} from './records.ts';
import { refused, wrongField } from './refusal.ts';
import { CUSTOM_FIELDS } from './seed.ts';
import { accountById, projectBy, type SimulatedSite } from './site.ts';

const Properties = z.array(z.object({ key: z.string().min(1).max(255), value: z.unknown() })).default([]);

const NewIssue = z.object({ fields: z.record(z.string(), z.unknown()), properties: Properties });

const Reference = z.object({ id: z.string(), key: z.string(), name: z.string() }).partial();

/** Opens what the body of `POST /issue` says; throws what Jira answers when a field is wrong. */
export function openIssue(site: SimulatedSite, body: unknown, creator: AccountRecord): IssueRecord {
  const read = NewIssue.safeParse(body);
  if (!read.success) throw refused(400, 'INVALID_INPUT');
  const { fields, properties } = read.data;
  refuseUnknownFields(fields);
  const project = projectOf(site, fields['project']);
  const issueType = issueTypeOf(project, fields['issuetype']);
  const requestType = requestTypeOf(project, fields[CUSTOM_FIELDS.requestType]);
  return site.store.open({
    project,
    issueType,
    requestType,
    summary: typeof fields['summary'] === 'string' ? fields['summary'] : '',
    description: descriptionOf(fields['description']),
    creator,
    reporter: reporterOf(site, project, fields['reporter']) ?? creator,
    organizations: organizationsOf(site, fields[CUSTOM_FIELDS.organizations]),
    properties: new Map(properties.map(({ key, value }) => [key, value])),
  });
}

const SETTABLE = new Set([
  'project',
  'issuetype',
  'summary',
  'description',
  'reporter',
  CUSTOM_FIELDS.organizations,
  CUSTOM_FIELDS.requestType,
]);

function refuseUnknownFields(fields: Record<string, unknown>): void {
  const unknown = Object.keys(fields).find((name) => !SETTABLE.has(name));
  if (unknown === undefined) return;
  const sentence = `Field '${unknown}' cannot be set. It is not on the appropriate screen, or unknown.`;
  throw wrongField(unknown, sentence);
}

function projectOf({ seed }: SimulatedSite, given: unknown): ProjectRecord {
  const { key, id } = Reference.safeParse(given).data ?? {};
  const project = projectBy(seed, key ?? id ?? '');
  if (!project) throw wrongField('project', 'Specify a valid project ID or key');
  return project;
}

function issueTypeOf({ issueTypes }: ProjectRecord, given: unknown): { id: string; name: string } {
  const { id, name } = Reference.safeParse(given).data ?? {};
  const found = issueTypes.find((type) => (id === undefined ? type.name === name : type.id === id));
  if (!found) throw wrongField('issuetype', 'Specify an issue type');
  return found;
}

/** By its id as text; a name is refused. */
function requestTypeOf({ serviceDesk }: ProjectRecord, given: unknown): RequestTypeRecord | undefined {
  if (given === undefined) return undefined;
  const found = serviceDesk?.requestTypes.find(({ id }) => id === given);
  if (!found) throw wrongField(CUSTOM_FIELDS.requestType, 'The request type is not valid for this project.');
  return found;
}

function descriptionOf(given: unknown): AdfDocument | undefined {
  if (given === undefined || given === null) return undefined;
  const document = readDocument(given);
  if (document) return document;
  const sentence = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)';
  throw wrongField('description', sentence);
}

/** Customers of the project, and everybody with a licence. */
function reporterOf(
  { seed }: SimulatedSite,
  project: ProjectRecord,
  given: unknown,
): AccountRecord | undefined {
  if (given === undefined) return undefined;
  const account = accountById(seed, Reference.safeParse(given).data?.id ?? '');
  const mayReport =
    account?.active && (account.licences.length > 0 || project.customerIds.includes(account.accountId));
  if (!mayReport) throw wrongField('reporter', 'The reporter specified is not a user.');
  return account;
}

function organizationsOf({ seed }: SimulatedSite, given: unknown): OrganizationRecord[] {
  const ids = z.array(z.number()).safeParse(given ?? []).data;
  const found = ids?.map((id) => seed.organizations.find((one) => one.id === String(id)));
  if (!found || found.includes(undefined))
    throw wrongField(CUSTOM_FIELDS.organizations, 'The organization is not valid.');
  return found.flatMap((one) => one ?? []);
}
