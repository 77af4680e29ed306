import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import type { AdfDocument } from './adf-document.ts';
import type { Jql } from './jql.ts';
import {
  CommentPage,
  CommentRecord,
  CreatedIssue,
  CustomerRecord,
  FieldRecord,
  IssueProject,
  IssueRecord,
  PermissionsRecord,
  PROPERTY,
  RequestTypeRecord,
  SearchPage,
  ServiceCommentRecord,
  ServiceDeskRecord,
  ServicePage,
  TransitionRecord,
  UserRecord,
} from './schema.ts';
import type { Call, Transport } from './transport.ts';

/** Jira gives no more at once where fields are asked for. */
const PAGE_SIZE = 100;
/** Past this a list is not one that we asked for. */
const MAX_PAGES = 1_000;

/** A property that Jira keeps beside an issue or a comment and shows to programs alone. */
export interface EntityProperty {
  key: string;
  value: unknown;
}

export interface NewComment {
  body: AdfDocument;
  properties: readonly EntityProperty[];
  visibility?: { type: 'role'; value: string; identifier: string };
}

/** What a list of issues has of each: everything but the description. */
const LISTED_FIELDS = [
  'summary',
  'status',
  'project',
  'issuetype',
  'reporter',
  'creator',
  'assignee',
  'created',
  'updated',
];

/** The calls that this room makes, one method each. Lists have all pages. Every method throws `CountersignError`. */
export type JiraApi = ReturnType<typeof createJiraApi>;

/** The calls that we make, answers parsed. They throw `CountersignError`. */
export function createJiraApi(send: Transport) {
  const look = async <T>(schema: z.ZodType<T>, path: string, rest: Partial<Call> = {}) =>
    parse(schema, await send({ kind: 'look', method: 'get', path, ...rest }));

  const lookForAll = async <T>(schema: z.ZodType<T>, path: string, rest: Partial<Call> = {}) => {
    const found: T[] = [];
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const query = { ...rest.query, start: found.length, limit: PAGE_SIZE };
      const { values, isLastPage } = await look(ServicePage, path, { ...rest, query });
      found.push(...parse(z.array(schema), values));
      if (isLastPage || values.length === 0) return found;
    }
    throw endless();
  };

  return {
    /** `fields` beside those that are always read. */
    issue: (key: string, fields: readonly string[] = []) =>
      look(IssueRecord, `rest/api/3/issue/${key}`, {
        query: { fields: [...LISTED_FIELDS, 'description', ...fields].join(','), properties: PROPERTY },
      }),

    /** What an issue's project is. */
    issueProject: (key: string, signal: AbortSignal) =>
      look(IssueProject, `rest/api/3/issue/${key}`, { query: { fields: 'project' }, signal }),

    /** Page by page until the caller has enough. */
    async *issues(
      jql: Jql,
      { fields = [], signal }: { fields?: readonly string[]; signal?: AbortSignal } = {},
    ) {
      let nextPageToken: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const body = {
          jql,
          maxResults: PAGE_SIZE,
          fields: [...LISTED_FIELDS, ...fields],
          properties: [PROPERTY],
          ...(nextPageToken !== undefined && { nextPageToken }),
        };
        const found = await look(SearchPage, 'rest/api/3/search/jql', { method: 'post', body, signal });
        yield parse(z.array(IssueRecord), found.issues);
        nextPageToken = found.nextPageToken;
        if (nextPageToken === undefined || found.isLast === true) return;
      }
      throw endless();
    },

    createIssue: async (
      fields: Record<string, unknown>,
      properties: readonly EntityProperty[],
      signal: AbortSignal,
    ) =>
      parse(
        CreatedIssue,
        await send({
          kind: 'write',
          method: 'post',
          path: 'rest/api/3/issue',
          body: { fields, properties },
          signal,
        }),
      ),

    comments: async (issueKey: string, signal?: AbortSignal) => {
      // By id, because a comment that goes away during paging moves the others.
      const found = new Map<string, CommentRecord>();
      for (let startAt = 0; startAt < PAGE_SIZE * MAX_PAGES; ) {
        const query = { startAt, maxResults: PAGE_SIZE, orderBy: 'created', expand: 'properties' };
        const page = await look(CommentPage, `rest/api/3/issue/${issueKey}/comment`, { query, signal });
        for (const comment of page.comments) found.set(comment.id, comment);
        startAt += page.comments.length;
        if (page.comments.length === 0 || startAt >= page.total) return [...found.values()];
      }
      throw endless();
    },

    comment: (issueKey: string, commentId: string, signal: AbortSignal) =>
      look(CommentRecord, `rest/api/3/issue/${issueKey}/comment/${commentId}`, { signal }),

    /** The same comment as Jira Service Management has it, with its word on who sees it. */
    serviceComment: (issueKey: string, commentId: string, signal: AbortSignal) =>
      look(ServiceCommentRecord, `rest/servicedeskapi/request/${issueKey}/comment/${commentId}`, { signal }),

    createComment: async (issueKey: string, body: NewComment, signal: AbortSignal) =>
      parse(
        CommentRecord,
        await send({
          kind: 'write',
          method: 'post',
          path: `rest/api/3/issue/${issueKey}/comment`,
          body,
          signal,
        }),
      ),

    transitions: async (issueKey: string) => {
      const query = { expand: 'transitions.fields' };
      const schema = z.object({ transitions: z.array(TransitionRecord) });
      return (await look(schema, `rest/api/3/issue/${issueKey}/transitions`, { query })).transitions;
    },

    transition: async (issueKey: string, transitionId: string, fields?: Record<string, unknown>) => {
      const body = { transition: { id: transitionId }, ...(fields && { fields }) };
      const path = `rest/api/3/issue/${issueKey}/transitions`;
      await send({ kind: 'write', method: 'post', path, body });
    },

    myself: () => look(UserRecord, 'rest/api/3/myself'),

    user: (accountId: string) =>
      look(UserRecord, 'rest/api/3/user', { query: { accountId, expand: 'applicationRoles' } }),

    /** By the beginning of a name or an address; an address that its owner hides is matched whole. */
    usersLike: (text: string, signal?: AbortSignal) =>
      look(z.array(UserRecord), 'rest/api/3/user/search', { query: { query: text }, signal }),

    /** Which of these we have on a project; an unknown project is `not_found`. */
    permissions: async (projectKey: string, permissions: readonly string[]) => {
      const query = { projectKey, permissions: permissions.join(',') };
      return (await look(PermissionsRecord, 'rest/api/3/mypermissions', { query })).permissions;
    },

    fields: () => look(z.array(FieldRecord), 'rest/api/3/field'),

    serviceDesks: (signal?: AbortSignal) =>
      lookForAll(ServiceDeskRecord, 'rest/servicedeskapi/servicedesk', { signal }),

    requestTypes: (serviceDeskId: string) =>
      lookForAll(RequestTypeRecord, `rest/servicedeskapi/servicedesk/${serviceDeskId}/requesttype`),

    /** By a part of a name or an address. */
    customersLike: (serviceDeskId: string, text: string, signal?: AbortSignal) =>
      lookForAll(CustomerRecord, `rest/servicedeskapi/servicedesk/${serviceDeskId}/customer`, {
        query: { query: text },
        headers: { 'x-experimentalapi': 'opt-in' },
        signal,
      }),

    membersOf: (organizationId: string, signal?: AbortSignal) =>
      lookForAll(CustomerRecord, `rest/servicedeskapi/organization/${organizationId}/user`, { signal }),
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CountersignError('unexpected_response', 'Jira answered in a shape that we do not know', {
    vendor: 'jira',
    // Paths and types of the fields only: the values are data.
    cause: z.treeifyError(parsed.error),
  });
}

function endless(): CountersignError {
  return new CountersignError('unexpected_response', 'a list of Jira does not end', { vendor: 'jira' });
}
