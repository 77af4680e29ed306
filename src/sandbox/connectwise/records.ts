/** What ConnectWise keeps, in the shape in which its API shows it. Absent values are left out, as its JSON does. */

export interface Reference {
  id: number;
  name: string;
}

/** Bookkeeping that every record carries; dates have whole seconds. */
export type RecordInfo = Record<string, string> & { lastUpdated: string; updatedBy: string };

export interface CompanyRecord {
  id: number;
  identifier: string;
  name: string;
  website: string;
  deletedFlag: boolean;
  _info: RecordInfo;
}

export interface ContactRecord {
  id: number;
  firstName: string;
  lastName: string;
  title: string;
  company: Reference & { identifier: string };
  inactiveFlag: boolean;
  communicationItems: CommunicationItem[];
  _info: RecordInfo;
}

export interface CommunicationItem {
  id: number;
  type: Reference;
  value: string;
  defaultFlag: boolean;
  domain?: string;
  communicationType: 'Email' | 'Phone' | 'Fax';
}

export interface MemberRecord {
  id: number;
  identifier: string;
  /** A: API, F: full, C: customer portal, X: subcontractor. */
  licenseClass: 'A' | 'C' | 'F' | 'X';
  firstName: string;
  lastName: string;
  hireDate: string;
  defaultEmail: 'Office';
  defaultPhone: 'Office';
  officeEmail: string;
  primaryEmail: string;
  securityRole: Reference;
  inactiveFlag: boolean;
  _info: RecordInfo;
}

export interface BoardRecord extends Reference {
  inactive: boolean;
}

export interface StatusRecord extends Reference {
  board: Reference;
  sortOrder: number;
  inactive: boolean;
  closedStatus: boolean;
  defaultFlag: boolean;
}

export interface TicketRecord {
  id: number;
  summary: string;
  recordType: 'ServiceTicket';
  board: Reference;
  status: Reference;
  company: Reference & { identifier: string };
  contact?: Reference;
  contactName?: string;
  contactEmailAddress?: string;
  externalXRef?: string;
  /** `Email Connector` on what came by mail. */
  source?: Reference;
  owner?: Reference & { identifier: string };
  /** Identifiers of the members who are scheduled on it, with commas between them. */
  resources?: string;
  closedFlag: boolean;
  closedDate?: string;
  closedBy?: string;
  customerUpdatedFlag: boolean;
  _info: RecordInfo & { dateEntered: string; enteredBy: string };
}

export interface NoteRecord {
  id: number;
  ticketId: number;
  text: string;
  /** Discussion: the customer sees it. */
  detailDescriptionFlag: boolean;
  /** Internal: technicians only. */
  internalAnalysisFlag: boolean;
  /** Resolution: the customer sees it. */
  resolutionFlag: boolean;
  member?: Reference & { identifier: string };
  contact?: Reference;
  customerUpdatedFlag: boolean;
  processNotifications: boolean;
  dateCreated: string;
  createdBy: string;
  _info: RecordInfo;
}

export interface CallbackRecord {
  id: number;
  description?: string;
  url: string;
  objectId: number;
  type: string;
  level: string;
  memberId: number;
  payloadVersion: string;
  inactiveFlag: boolean;
  isSelfSuppressedFlag: boolean;
  connectWiseID: string;
  _info: RecordInfo;
}

/** A record as others refer to it. */
export function reference({ id, name }: Reference): Reference {
  return { id, name };
}

/** A company as others refer to it. */
export function companyReference({
  id,
  identifier,
  name,
}: CompanyRecord): Reference & { identifier: string } {
  return { id, identifier, name };
}

/** A member as others refer to it. */
export function memberReference(member: MemberRecord): Reference & { identifier: string } {
  return {
    id: member.id,
    identifier: member.identifier,
    name: `${member.firstName} ${member.lastName}`.trim(),
  };
}

/** A contact as others refer to it. */
export function contactReference(contact: ContactRecord): Reference {
  return { id: contact.id, name: `${contact.firstName} ${contact.lastName}`.trim() };
}

/** The address that ConnectWise puts on a ticket of this contact. */
export function defaultEmail(contact: ContactRecord): string | undefined {
  const emails = contact.communicationItems.filter((item) => item.communicationType === 'Email');
  return (emails.find((item) => item.defaultFlag) ?? emails[0])?.value;
}

/** `2026-11-23T10:02:11Z`: ConnectWise keeps whole seconds. */
export function vendorDate(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
