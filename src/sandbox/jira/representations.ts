import { readableText } from './adf.ts';
import {
  type AccountRecord,
  type CommentRecord,
  type IssueRecord,
  isShownToCustomers,
  type StatusRecord,
  vendorDate,
} from './records.ts';
import { CUSTOM_FIELDS } from './seed.ts';

type Shown = Record<string, unknown>;

/** How the platform API shows somebody. */
export function showAccount(site: string, account: AccountRecord): Shown {
  return {
    self: `${site}/rest/api/3/user?accountId=${encodeURIComponent(account.accountId)}`,
    accountId: account.accountId,
    ...(!account.hidesEmail && { emailAddress: account.emailAddress }),
    displayName: account.displayName,
    active: account.active,
    timeZone: 'Etc/UTC',
    accountType: account.accountType,
  };
}

/** The same with the licences that `expand=applicationRoles` adds. */
export function showUser(site: string, account: AccountRecord, expand: string): Shown {
  const items = account.licences.map((key) => ({ key, name: key }));
  return {
    ...showAccount(site, account),
    ...(expand.split(',').includes('applicationRoles') && {
      applicationRoles: { size: items.length, items },
    }),
  };
}

/** How the service desk API shows somebody. */
export function showCustomer(site: string, account: AccountRecord): Shown {
  return {
    accountId: account.accountId,
    ...(!account.hidesEmail && { emailAddress: account.emailAddress }),
    displayName: account.displayName,
    active: account.active,
    timeZone: 'Etc/UTC',
    _links: { self: `${site}/rest/api/2/user?accountId=${encodeURIComponent(account.accountId)}` },
  };
}

/** A status with its category. */
export function showStatus(site: string, { id, name, category }: StatusRecord): Shown {
  const names = { new: 'To Do', indeterminate: 'In Progress', done: 'Done' };
  return {
    self: `${site}/rest/api/3/status/${id}`,
    id,
    name,
    statusCategory: { id: 2, key: category, colorName: 'blue-gray', name: names[category] },
  };
}

/** An issue with the fields that were asked for, and of its properties those that were. */
export function showIssue(
  site: string,
  issue: IssueRecord,
  { fields, properties = [] }: { fields: readonly string[]; properties?: readonly string[] },
): Shown {
  const all = fieldsOf(site, issue);
  const wanted = fields.some((name) => name === '*all') ? Object.keys(all) : fields;
  const known = properties.filter((name) => issue.properties.has(name));
  return {
    id: issue.id,
    self: `${site}/rest/api/3/issue/${issue.id}`,
    key: issue.key,
    fields: Object.fromEntries(wanted.flatMap((name) => (name in all ? [[name, all[name]]] : []))),
    ...(known.length > 0 && {
      properties: Object.fromEntries(known.map((name) => [name, issue.properties.get(name)])),
    }),
  };
}

function fieldsOf(site: string, issue: IssueRecord): Shown {
  const { project, issueType, requestType } = issue;
  const person = (account: AccountRecord | undefined) => (account ? showAccount(site, account) : null);
  return {
    summary: issue.summary,
    description: issue.description ?? null,
    status: showStatus(site, issue.status),
    resolution: issue.resolution === undefined ? null : { name: issue.resolution },
    project: {
      self: `${site}/rest/api/3/project/${project.id}`,
      id: project.id,
      key: project.key,
      name: project.name,
      projectTypeKey: project.typeKey,
      simplified: false,
    },
    issuetype: { id: issueType.id, name: issueType.name, subtask: false, hierarchyLevel: 0 },
    reporter: person(issue.reporter),
    creator: person(issue.creator),
    assignee: person(issue.assignee),
    created: vendorDate(issue.createdAt),
    updated: vendorDate(issue.updatedAt),
    [CUSTOM_FIELDS.organizations]: issue.organizations.map(({ id, name }) => ({ id, name })),
    [CUSTOM_FIELDS.requestType]: requestType ? { requestType } : null,
  };
}

/** A comment in the platform API; its properties only where they are asked for. */
export function showComment(
  site: string,
  issue: IssueRecord,
  comment: CommentRecord,
  { withProperties }: { withProperties: boolean },
): Shown {
  const properties = [...comment.properties].map(([key, value]) => ({ key, value }));
  const { role } = comment;
  return {
    self: `${site}/rest/api/3/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author: showAccount(site, comment.author),
    body: comment.body,
    updateAuthor: showAccount(site, comment.updateAuthor),
    created: vendorDate(comment.createdAt),
    updated: vendorDate(comment.updatedAt),
    ...(role !== undefined && { visibility: { type: 'role', value: role, identifier: role } }),
    jsdPublic: comment.properties.has('sd.public.comment') ? isShownToCustomers(comment) : true,
    jsdAuthorCanSeeRequest: !comment.fromOutside,
    ...(withProperties && { properties }),
  };
}

/** The same comment in the service desk API. */
export function showServiceComment(site: string, issue: IssueRecord, comment: CommentRecord): Shown {
  const created = vendorDate(comment.createdAt);
  return {
    id: comment.id,
    body: readableText(comment.body),
    public: isShownToCustomers(comment),
    author: showCustomer(site, comment.author),
    created: {
      iso8601: created.replace(/\.\d+/, ''),
      jira: created,
      friendly: comment.createdAt.toUTCString(),
      epochMillis: comment.createdAt.getTime(),
    },
    _links: { self: `${site}/rest/servicedeskapi/request/${issue.id}/comment/${comment.id}` },
  };
}
