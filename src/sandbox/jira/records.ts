import type { AdfDocument } from './adf.ts';

/** What Jira keeps. How its APIs show it: `representations.ts`. */
export interface AccountRecord {
  accountId: string;
  /** `atlassian`: people with an account; `customer`: portal only; `app`: programs. */
  accountType: 'atlassian' | 'customer' | 'app';
  displayName: string;
  emailAddress: string;
  /** The profile does not show the address to others. */
  hidesEmail: boolean;
  active: boolean;
  /** Keys of the products that the account has a licence for. */
  licences: readonly string[];
}

export interface OrganizationRecord {
  id: string;
  name: string;
  memberIds: readonly string[];
}

export interface RequestTypeRecord {
  id: string;
  name: string;
  issueTypeId: string;
}

export interface ProjectRecord {
  id: string;
  key: string;
  name: string;
  typeKey: 'service_desk' | 'software';
  /** Of service projects only. */
  serviceDesk?: { id: string; requestTypes: readonly RequestTypeRecord[] };
  /** Account ids of its customers. */
  customerIds: readonly string[];
  issueTypes: readonly { id: string; name: string }[];
  statuses: readonly StatusRecord[];
}

export interface StatusRecord {
  id: string;
  name: string;
  category: 'new' | 'indeterminate' | 'done';
}

export interface IssueRecord {
  id: string;
  key: string;
  project: ProjectRecord;
  issueType: { id: string; name: string };
  requestType?: RequestTypeRecord;
  summary: string;
  description?: AdfDocument;
  status: StatusRecord;
  resolution?: string;
  creator: AccountRecord;
  reporter: AccountRecord;
  assignee?: AccountRecord;
  organizations: readonly OrganizationRecord[];
  createdAt: Date;
  updatedAt: Date;
  properties: Map<string, unknown>;
}

export interface CommentRecord {
  id: string;
  issueId: string;
  body: AdfDocument;
  author: AccountRecord;
  updateAuthor: AccountRecord;
  createdAt: Date;
  updatedAt: Date;
  properties: Map<string, unknown>;
  /** Restricted to a role of the project. */
  role?: string;
  /** Made of a mail by somebody who is not on the issue. */
  fromOutside: boolean;
}

/** Whether customers see it: in a service project what is not marked internal, elsewhere what is not restricted. */
export function isShownToCustomers({ properties, role }: CommentRecord): boolean {
  const marked = properties.get('sd.public.comment') as { internal?: unknown } | undefined;
  return marked?.internal !== true && role === undefined;
}

/** `2026-11-23T10:02:11.123+0000` */
export function vendorDate(instant: Date): string {
  return instant.toISOString().replace('Z', '+0000');
}
