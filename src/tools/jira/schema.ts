import { z } from 'zod';
import { optional, text } from '../lenient-fields.ts';

/** `2026-11-23T10:02:11.123+0000`: without a colon in the offset, which not every reader takes. */
const instant = z
  .string()
  .transform((value) => value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  .pipe(z.coerce.date());

const ACCOUNT_TYPES = ['atlassian', 'app', 'customer'] as const;

/** Who somebody is: `atlassian` has an account of their own, `customer` one for portals alone, `app` is a program. */
export const Account = z.object({
  accountId: z.string(),
  accountType: z.enum(ACCOUNT_TYPES).or(z.unknown().transform(() => 'unknown' as const)),
  displayName: text,
  /** Missing where its owner hides it. */
  emailAddress: optional(z.string()),
  active: z
    .boolean()
    .nullish()
    .transform((active) => active ?? true),
});
export type Account = z.output<typeof Account>;

/** `user?expand=applicationRoles`: the products that somebody has a licence for. */
export const UserRecord = Account.extend({
  applicationRoles: optional(z.object({ items: z.array(z.object({ key: text })).default([]) })),
}).transform(({ applicationRoles, ...account }) => ({
  ...account,
  /** Agents of Jira Service Management. */
  isAgent: applicationRoles?.items.some(({ key }) => key.startsWith('jira-servicedesk')) ?? false,
}));
export type UserRecord = z.output<typeof UserRecord>;

/** `servicedeskapi` shows people without the type of their account. */
export const CustomerRecord = z.object({
  accountId: z.string(),
  emailAddress: optional(z.string()),
  active: z.boolean().default(true),
});
export type CustomerRecord = z.output<typeof CustomerRecord>;

const STATUS_CATEGORIES = ['new', 'indeterminate', 'done'] as const;

/** A status with its category: `done` is closed. */
export const StatusRecord = z
  .object({
    id: z.string(),
    name: text,
    statusCategory: z
      .object({ key: z.enum(STATUS_CATEGORIES).or(z.unknown().transform(() => 'undefined' as const)) })
      .default({ key: 'undefined' }),
  })
  .transform(({ id, name, statusCategory }) => ({ id, name, category: statusCategory.key }));
export type StatusRecord = z.output<typeof StatusRecord>;

/** Our own metadata on issues and comments: the key of the request's side effect that wrote them. */
export const PROPERTY = 'countersign';

const OurProperty = z.object({ key: z.string() });

/** A rich text as Jira keeps it; read by `adf-text.ts`. */
const document = z.unknown().optional();

const IssueFields = z.object({
  summary: text,
  status: StatusRecord,
  project: z.object({ key: z.string(), projectTypeKey: text }),
  issuetype: z.object({ subtask: z.boolean().default(false) }).default({ subtask: false }),
  reporter: optional(Account),
  creator: optional(Account),
  assignee: optional(Account),
  description: document,
  created: instant,
  updated: instant,
});

/** `issue/{key}` and each issue of a search. `fields` has whatever else was asked for, unread. */
export const IssueRecord = z
  .object({
    key: z.string(),
    fields: z.looseObject({}),
    properties: z.record(z.string(), z.unknown()).default({}),
  })
  .transform(({ key, fields, properties }, context) => {
    const known = IssueFields.safeParse(fields);
    if (known.success) {
      const ourKey = OurProperty.safeParse(properties[PROPERTY]).data?.key;
      return {
        key,
        ...known.data,
        isService: known.data.project.projectTypeKey === 'service_desk',
        others: fields,
        ourKey,
      };
    }
    for (const { path, message } of known.error.issues) {
      context.addIssue({ code: 'custom', path: ['fields', ...path], message });
    }
    return z.NEVER;
  });
export type IssueRecord = z.output<typeof IssueRecord>;

/** An issue of which no more than its project was asked for. */
export const IssueProject = z
  .object({
    key: z.string(),
    fields: z.object({ project: z.object({ key: z.string(), projectTypeKey: text }) }),
  })
  .transform(({ key, fields }) => ({ key, isService: fields.project.projectTypeKey === 'service_desk' }));

/** `search/jql` */
export const SearchPage = z.object({
  issues: z.array(z.unknown()),
  nextPageToken: optional(z.string()),
  isLast: optional(z.boolean()),
});

/** What `POST issue` answers. */
export const CreatedIssue = z.object({ key: z.string() });

/** `issue/{key}/comment` */
export const CommentRecord = z
  .object({
    id: z.string().regex(/^\d+$/),
    body: document,
    author: optional(Account),
    updateAuthor: optional(z.object({ accountId: z.string() })),
    created: instant,
    updated: instant,
    jsdPublic: optional(z.boolean()),
    jsdAuthorCanSeeRequest: optional(z.boolean()),
    visibility: optional(
      z.object({ type: z.string(), value: optional(z.string()), identifier: optional(z.string()) }),
    ),
    properties: z.array(z.object({ key: z.string(), value: z.unknown() })).default([]),
  })
  .transform(({ properties, ...comment }) => ({
    ...comment,
    ourKey: OurProperty.safeParse(properties.find(({ key }) => key === PROPERTY)?.value).data?.key,
  }));
export type CommentRecord = z.output<typeof CommentRecord>;

/** A page of comments by `startAt`. */
export const CommentPage = z.object({ comments: z.array(CommentRecord), total: z.number().int() });

/** `servicedeskapi/request/{key}/comment/{id}`: here visibility is a field, not a property. */
export const ServiceCommentRecord = z.object({ public: z.boolean() });

/** `issue/{key}/transitions?expand=transitions.fields` */
export const TransitionRecord = z
  .object({
    id: z.string(),
    to: StatusRecord,
    fields: z
      .record(
        z.string(),
        z.object({
          required: z.boolean().default(false),
          hasDefaultValue: z.boolean().default(false),
          allowedValues: z.array(z.object({ name: optional(z.string()) })).default([]),
        }),
      )
      .default({}),
  })
  .transform(({ id, to, fields }) => ({
    id,
    to,
    /** Fields that have to be filled in on the way. */
    required: Object.entries(fields)
      .filter(([, { required, hasDefaultValue }]) => required && !hasDefaultValue)
      .map(([name]) => name),
    resolutions: fields['resolution']?.allowedValues.flatMap(({ name }) => name ?? []) ?? [],
  }));
export type TransitionRecord = z.output<typeof TransitionRecord>;

/** `field`: custom fields are known by their type; ids and names differ from site to site. */
export const FieldRecord = z
  .object({ id: z.string(), schema: optional(z.object({ custom: optional(z.string()) })) })
  .transform(({ id, schema }) => ({ id, type: schema?.custom }));

/** `mypermissions` */
export const PermissionsRecord = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});

/** A page of `servicedeskapi` by `start`. */
export const ServicePage = z.object({ values: z.array(z.unknown()), isLastPage: z.boolean() });

/** `servicedeskapi/servicedesk` */
export const ServiceDeskRecord = z.object({ id: z.string(), projectKey: z.string() });
export type ServiceDeskRecord = z.output<typeof ServiceDeskRecord>;

/** `servicedeskapi/servicedesk/{id}/requesttype` */
export const RequestTypeRecord = z.object({ id: z.string(), name: z.string(), issueTypeId: z.string() });
export type RequestTypeRecord = z.output<typeof RequestTypeRecord>;

/** The organizations on an issue. */
export const OrganizationsValue = z.array(z.object({ id: z.coerce.string() }));

/** What a webhook posts; everything else in it is looked up with our own credentials instead of believed. */
export const HookPayload = z.object({
  webhookEvent: z.string(),
  timestamp: z.number().optional(),
  issue: z.object({ key: z.string() }).optional(),
});
export type HookPayload = z.output<typeof HookPayload>;
