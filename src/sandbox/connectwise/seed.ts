import type { DemoClient, DemoUser } from '../demo-client.ts';
import type { clients, msp } from '../demo-data.ts';
import {
  type BoardRecord,
  type CompanyRecord,
  type ContactRecord,
  companyReference,
  type MemberRecord,
  type RecordInfo,
  reference,
  type StatusRecord,
} from './records.ts';

/** Everything in a fresh ConnectWise that tickets refer to. */
export interface Seed {
  companies: CompanyRecord[];
  contacts: ContactRecord[];
  members: MemberRecord[];
  boards: BoardRecord[];
  statuses: StatusRecord[];
  /** The API member that the integration's keys belong to. */
  apiMember: MemberRecord;
  /** Another program's. */
  otherApiMember: MemberRecord;
}

/** The sandbox's MSP as members, its clients as companies with their people as contacts, and two service boards. */
export function seedRecords(input: { clients: typeof clients; msp: typeof msp; at: string }): Seed {
  const info: RecordInfo = { lastUpdated: input.at, updatedBy: 'Admin1' };
  const companies = input.clients.map((client) => companyOf(client, info));
  const apiMember = memberOf(
    300,
    { identifier: 'Countersign', name: 'Countersign API', email: '' },
    'A',
    info,
  );
  const otherApiMember = memberOf(299, { identifier: 'RMM', name: 'RMM Connector', email: '' }, 'A', info);
  const technicians = input.msp.technicians.map((technician, index) =>
    memberOf(301 + index, { ...technician, identifier: technician.connectwiseMember }, 'F', info),
  );
  return {
    companies,
    contacts: input.clients.flatMap((client, index) => contactsOf(client, companies[index], info)),
    members: [apiMember, otherApiMember, ...technicians],
    boards: [HELP_DESK, ONSITE],
    statuses: STATUSES.map((row, index) => statusOf(row, index)),
    apiMember,
    otherApiMember,
  };
}

const HELP_DESK: BoardRecord = { id: 1, name: 'Help Desk', inactive: false };
const ONSITE: BoardRecord = { id: 2, name: 'Onsite', inactive: false };

interface StatusRow {
  board: BoardRecord;
  name: string;
  is?: 'default' | 'closed' | 'inactive';
}

/** Two boards that say the same things in different words, as real ones do; ids differ from board to board. */
const STATUSES: readonly StatusRow[] = [
  { board: HELP_DESK, name: 'New', is: 'default' },
  { board: HELP_DESK, name: 'In Progress' },
  { board: HELP_DESK, name: 'Waiting on Client' },
  { board: HELP_DESK, name: 'Escalated (old)', is: 'inactive' },
  { board: HELP_DESK, name: 'Completed', is: 'closed' },
  { board: HELP_DESK, name: '>Closed', is: 'closed' },
  { board: ONSITE, name: 'New (portal)', is: 'default' },
  { board: ONSITE, name: 'Work in progress' },
  { board: ONSITE, name: 'Pending customer' },
  { board: ONSITE, name: 'Resolved', is: 'closed' },
];

const FIRST_STATUS_ID = 510;

function statusOf({ board, name, is }: StatusRow, index: number): StatusRecord {
  return {
    id: FIRST_STATUS_ID + index,
    name,
    board: reference(board),
    sortOrder: index,
    inactive: is === 'inactive',
    closedStatus: is === 'closed',
    defaultFlag: is === 'default',
  };
}

function companyOf(client: DemoClient, info: RecordInfo): CompanyRecord {
  return {
    ...client.connectwiseCompany,
    name: client.name,
    website: `https://www.${client.domain}`,
    deletedFlag: false,
    _info: info,
  };
}

function contactsOf(
  client: DemoClient,
  company: CompanyRecord | undefined,
  info: RecordInfo,
): ContactRecord[] {
  if (!company) return [];
  return client.users
    .filter((user) => user.connectwiseContactId !== undefined)
    .map((user) => ({
      id: user.connectwiseContactId ?? 0,
      ...splitName(user.name),
      title: user.jobTitle,
      company: companyReference(company),
      inactiveFlag: user.accountEnabled === false,
      communicationItems: communicationItemsOf(user, client.domain),
      _info: info,
    }));
}

function communicationItemsOf(user: DemoUser, domain: string): ContactRecord['communicationItems'] {
  const contactId = user.connectwiseContactId ?? 0;
  return [
    {
      id: contactId * 10,
      type: { id: 1, name: 'Email' },
      value: user.email,
      defaultFlag: true,
      domain: `@${domain}`,
      communicationType: 'Email',
    },
    {
      id: contactId * 10 + 1,
      type: { id: 2, name: 'Direct' },
      value: `555-0${contactId}`,
      defaultFlag: true,
      communicationType: 'Phone',
    },
  ];
}

function memberOf(
  id: number,
  person: { identifier: string; name: string; email: string },
  licenseClass: MemberRecord['licenseClass'],
  info: RecordInfo,
): MemberRecord {
  return {
    id,
    identifier: person.identifier,
    licenseClass,
    ...splitName(person.name),
    hireDate: '2020-01-01T00:00:00Z',
    defaultEmail: 'Office',
    defaultPhone: 'Office',
    officeEmail: person.email,
    primaryEmail: person.email,
    securityRole: licenseClass === 'A' ? { id: 70, name: 'API Integration' } : { id: 63, name: 'Admin' },
    inactiveFlag: false,
    _info: info,
  };
}

function splitName(name: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = name.split(' ');
  return { firstName, lastName: rest.join(' ') };
}
