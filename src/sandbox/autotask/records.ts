/** What Autotask keeps, in the shape in which its API shows it: every field there, null where it has no value. */

export interface CompanyRecord {
  id: number;
  companyName: string;
  webAddress: string;
  companyType: number;
  isActive: boolean;
}

export interface ContactRecord {
  id: number;
  companyID: number;
  firstName: string;
  lastName: string;
  title: string;
  emailAddress: string;
  emailAddress2: string | null;
  emailAddress3: string | null;
  /** A number here, a yes or no everywhere else. */
  isActive: 0 | 1;
  lastModifiedDate: string;
}

export interface ResourceRecord {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  userName: string;
  isActive: boolean;
  /** 1 for people, 7 for API users. */
  licenseType: number;
  resourceType: 'Employee';
}

export interface TicketRecord {
  id: number;
  ticketNumber: string;
  title: string;
  description: string | null;
  companyID: number;
  contactID: number | null;
  status: number;
  priority: number;
  queueID: number | null;
  source: number | null;
  assignedResourceID: number | null;
  assignedResourceRoleID: number | null;
  createdByContactID: number | null;
  creatorResourceID: number | null;
  impersonatorCreatorResourceID: number | null;
  createDate: string;
  lastActivityDate: string;
  lastActivityResourceID: number | null;
  dueDateTime: string | null;
  completedDate: string | null;
  resolution: string | null;
  externalID: string | null;
  userDefinedFields: readonly never[];
}

export interface NoteRecord {
  id: number;
  ticketID: number;
  title: string;
  description: string;
  noteType: number;
  publish: number;
  createDateTime: string;
  lastActivityDate: string;
  creatorResourceID: number | null;
  createdByContactID: number | null;
  impersonatorCreatorResourceID: number | null;
  impersonatorUpdaterResourceID: number | null;
  userDefinedFields: readonly never[];
}

/** Entities that webhooks can be about, under the names that their calls have. */
export type HookedEntity = 'Ticket' | 'TicketNote';

export interface WebhookRecord {
  id: number;
  name: string;
  webhookUrl: string;
  deactivationUrl: string;
  isActive: boolean;
  /** Once it watches a field. */
  isReady: boolean;
  isSubscribedToCreateEvents: boolean;
  isSubscribedToUpdateEvents: boolean;
  isSubscribedToDeleteEvents: boolean;
  sendThresholdExceededNotification: boolean;
  notificationEmailAddress: string | null;
  ownerResourceID: number;
  webhookGUID: string;
  /** Shown to nobody: null in every answer. */
  secretKey: null;
}

export interface WebhookFieldRecord {
  id: number;
  webhookID: number;
  fieldID: number;
  isSubscribedField: boolean;
  isDisplayAlwaysField: boolean;
}

export interface ExcludedResourceRecord {
  id: number;
  webhookID: number;
  resourceID: number;
}

/** One entry of a field's list. Values are numbers as text. */
export interface PicklistEntry {
  value: string;
  label: string;
  isDefaultValue: boolean;
  sortOrder: number;
  parentValue: string;
  isActive: boolean;
  isSystem: boolean;
}

/** UTC with milliseconds. */
export function vendorDate(instant: Date): string {
  return instant.toISOString();
}
