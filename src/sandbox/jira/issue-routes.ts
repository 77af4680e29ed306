import { Router } from 'express';
import { z } from 'zod';
import { type AdfDocument, readDocument } from './adf.ts';
import { parseJql } from './jql.ts';
import type {
  AccountRecord,
  IssueRecord,
  OrganizationRecord,
  ProjectRecord,
  StatusRecord,
} from './records.ts';
import { badJql, refused, wrongField } from './refusal.ts';
import { showIssue, showStatus } from './representations.ts';
import { CUSTOM_FIELDS } from './seed.ts';
import { accountById, listIn, projectBy, type SimulatedSite } from './site.ts';

/** Jira gives no more at once where more than ids are asked for. */
const MAX_PAGE = 100;

const Properties = z.array(z.object({ key: z.string().min(1).max(255), value: z.unknown() })).default([]);

const NewIssue = z.object({ fields: z.record(z.string(), z.unknown()), properties: Properties });

const Reference = z.object({ id: z.string(), key: z.string(), name: z.string() }).partial();

const SearchBody = z.strictObject({
  jql: z.string().default(''),
  maxResults: z.number().int().positive().default(50),
  fields: z.array(z.string()).default(['id']),
  properties: z.array(z.string()).max(5).default([]),
  nextPageToken: z.string().optional(),
});

const TransitionBody = z.object({
  transition: z.object({ id: z.string() }),
  fields: z
    .object({ resolution: z.object({ name: z.string() }) })
    .partial()
    .default({}),
});

const RESOLUTIONS = ['Done', "Won't Do"];

/** `/rest/api/3`: issues, their transitions, and the search for them. */
export function issueRoutes(site: SimulatedSite): Router {
  const { store, pace } = site;
  const router = Router();
  router.post('/issue', ({ body }, response) => {
    const issue = openIssue(site, body, response.locals['account'] as AccountRecord);
    const { id, key } = issue;
    response.status(201).json({ id, key, self: `${site.url()}/rest/api/3/issue/${id}` });
  });
  router.get('/issue/:key', ({ params, query }, response) => {
    const fields = listIn(query, 'fields', ['*all']);
    const properties = listIn(query, 'properties');
    response.json(showIssue(site.url(), store.issue(params.key), { fields, properties }));
  });
  router.get('/issue/:key/transitions', ({ params, query }, response) => {
    const { project, status } = store.issue(params.key);
    const withFields = listIn(query, 'expand').includes('transitions.fields');
    const transitions = project.statuses
      .filter(({ id }) => id !== status.id)
      .map((to) => showTransition(site.url(), project, to, withFields));
    response.json({ expand: 'transitions', transitions });
  });
  router.post('/issue/:key/transitions', ({ params, body }, response) => {
    const issue = store.issue(params.key);
    pace.count(issue.id);
    takeTransition(site, issue, body, response.locals['account'] as AccountRecord);
    response.status(204).end();
  });
  router.post('/search/jql', ({ body }, response) => {
    response.json(searchIssues(site, body, response.locals['account'] as AccountRecord));
  });
  return router;
}

function openIssue(site: SimulatedSite, body: unknown, creator: AccountRecord): IssueRecord {
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
function requestTypeOf({ serviceDesk }: ProjectRecord, given: unknown) {
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

/** Service projects ask for a resolution on the way to `Resolved`. */
function showTransition(url: string, project: ProjectRecord, to: StatusRecord, withFields: boolean) {
  const asks = asksForResolution(project, to);
  return {
    id: `${to.id}1`,
    name: `To ${to.name}`,
    to: showStatus(url, to),
    hasScreen: asks,
    isGlobal: true,
    isInitial: false,
    isConditional: false,
    ...(withFields && {
      fields: asks
        ? {
            resolution: {
              required: true,
              hasDefaultValue: false,
              schema: { type: 'resolution', system: 'resolution' },
              name: 'Resolution',
              key: 'resolution',
              operations: ['set'],
              allowedValues: RESOLUTIONS.map((name) => ({ name })),
            },
          }
        : {},
    }),
  };
}

function asksForResolution({ typeKey }: ProjectRecord, { name }: StatusRecord): boolean {
  return typeKey === 'service_desk' && name === 'Resolved';
}

function takeTransition(
  { store }: SimulatedSite,
  issue: IssueRecord,
  body: unknown,
  by: AccountRecord,
): void {
  const read = TransitionBody.safeParse(body);
  if (!read.success) throw refused(400, "Missing 'transition' identifier");
  const { transition, fields } = read.data;
  const to = issue.project.statuses.find(({ id }) => `${id}1` === transition.id && id !== issue.status.id);
  if (!to) throw refused(400, 'It seems that you have tried to perform an illegal workflow operation.');
  const resolution = fields.resolution?.name;
  const asked = asksForResolution(issue.project, to);
  if (asked && !RESOLUTIONS.includes(resolution ?? ''))
    throw wrongField('resolution', 'Resolution is required.');
  if (!asked && resolution !== undefined)
    throw wrongField(
      'resolution',
      "Field 'resolution' cannot be set. It is not on the appropriate screen, or unknown.",
    );
  store.setStatus(issue, to, by, to.category === 'done' ? (resolution ?? 'Done') : undefined);
}

function searchIssues(site: SimulatedSite, given: unknown, { accountId }: AccountRecord) {
  const read = SearchBody.safeParse(given);
  if (!read.success)
    throw badJql('Invalid request payload. Refer to the REST API documentation and try again.');
  const { jql, fields, properties, maxResults, nextPageToken } = read.data;
  const projectKeys = site.seed.projects.map(({ key }) => key);
  const { matches, compare } = parseJql(jql, { now: site.clock.now(), accountId, projectKeys });
  const start = nextPageToken === undefined ? 0 : offsetIn(nextPageToken, jql);
  const found = site.store.issues.filter(matches).toSorted(compare);
  const end = start + Math.min(maxResults, MAX_PAGE);
  const isLast = end >= found.length;
  return {
    issues: found.slice(start, end).map((issue) => showIssue(site.url(), issue, { fields, properties })),
    isLast,
    ...(!isLast && { nextPageToken: tokenFor(end, jql) }),
  };
}

function tokenFor(offset: number, jql: string): string {
  return Buffer.from(JSON.stringify({ offset, jql })).toString('base64url');
}

function offsetIn(token: string, jql: string): number {
  const Token = z.object({ offset: z.number().int(), jql: z.literal(jql) });
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString())).offset;
  } catch {
    throw badJql('The provided next page token is invalid or expired.');
  }
}
