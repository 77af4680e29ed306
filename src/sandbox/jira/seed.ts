import { companyIn, contactIn, technicianIn } from '../demo-accounts.ts';
import type { DemoClient } from '../demo-client.ts';
import type { clients, msp } from '../demo-data.ts';
import type {
  AccountRecord,
  OrganizationRecord,
  ProjectRecord,
  RequestTypeRecord,
  StatusRecord,
} from './records.ts';

/** Everything in a fresh Jira site that issues refer to. */
export interface Seed {
  accounts: AccountRecord[];
  projects: ProjectRecord[];
  organizations: OrganizationRecord[];
  /** Whose tokens the integration has. */
  integration: AccountRecord;
  /** Another program's account. */
  program: AccountRecord;
}

/** Key of the service project that all clients share, told apart by their organization. */
const SHARED_PROJECT = 'HELP';
/** Key of the MSP's own project of Jira Software. */
const SOFTWARE_PROJECT = 'OPS';
/** Roles of people in projects; comments can be restricted to one. */
export const ROLES: readonly string[] = ['Administrators', 'Technicians'];

/** Ids that every site gives for itself; other sites have others. */
export const CUSTOM_FIELDS = {
  organizations: 'customfield_10002',
  requestType: 'customfield_10010',
} as const;

/** The sandbox's MSP as agents, its clients' people as customers, a service project each, a shared one and one of Jira Software. */
export function seedRecords(input: { clients: typeof clients; msp: typeof msp; email: string }): Seed {
  const integration = account('557058:countersign', 'Countersign', input.email, 'atlassian', AGENT);
  const program = account('5cf112d31f1a2d0e:rmm', 'Remote monitoring', 'rmm@connect.example', 'app', []);
  const technicians = input.msp.technicians.map((technician) =>
    account(technicianIn.jira(technician), technician.name, technician.email, 'atlassian', AGENT),
  );
  const customers = new Map(input.clients.map((client) => [client, customersOf(client)]));
  return {
    accounts: [integration, program, ...technicians, ...[...customers.values()].flat()],
    projects: [...projectsOf(customers)],
    organizations: [...customers].map(([client, people], index) => ({
      id: String(index + 1),
      name: client.name,
      memberIds: people.map(({ accountId }) => accountId),
    })),
    integration,
    program,
  };
}

const AGENT = ['jira-servicedesk', 'jira-software'];

function account(
  accountId: string,
  displayName: string,
  emailAddress: string,
  accountType: AccountRecord['accountType'],
  licences: readonly string[],
): AccountRecord {
  return { accountId, accountType, displayName, emailAddress, hidesEmail: false, active: true, licences };
}

function customersOf({ users }: DemoClient): AccountRecord[] {
  return users.flatMap((user) => {
    const accountId = contactIn.jira(user);
    return accountId === undefined ? [] : [account(accountId, user.name, user.email, 'customer', [])];
  });
}

function* projectsOf(customers: ReadonlyMap<DemoClient, readonly AccountRecord[]>): Generator<ProjectRecord> {
  let number = 1;
  const idsOf = (people: readonly AccountRecord[]) => people.map(({ accountId }) => accountId);
  for (const [client, people] of customers) {
    yield serviceProject(number, companyIn.jira(client), client.name, idsOf(people));
    number += 1;
  }
  yield serviceProject(number, SHARED_PROJECT, 'Help desk', idsOf([...customers.values()].flat()));
  yield {
    id: String(10_000 + number + 1),
    key: SOFTWARE_PROJECT,
    name: 'Internal operations',
    typeKey: 'software',
    customerIds: [],
    issueTypes: [{ id: '10004', name: 'Task' }],
    statuses: SOFTWARE_STATUSES,
  };
}

function serviceProject(
  number: number,
  key: string,
  name: string,
  customerIds: readonly string[],
): ProjectRecord {
  const requestTypes: readonly RequestTypeRecord[] = [
    { id: String(number * 10 + 1), name: 'Get IT help', issueTypeId: '10001' },
    { id: String(number * 10 + 2), name: 'Report a system problem', issueTypeId: '10002' },
  ];
  return {
    id: String(10_000 + number),
    key,
    name,
    typeKey: 'service_desk',
    serviceDesk: { id: String(number), requestTypes },
    customerIds,
    issueTypes: [
      { id: '10001', name: 'Service request' },
      { id: '10002', name: 'Incident' },
    ],
    statuses: SERVICE_STATUSES,
  };
}

/** The first is that of a new issue. */
const SERVICE_STATUSES: readonly StatusRecord[] = [
  { id: '1', name: 'Open', category: 'new' },
  { id: '10100', name: 'Waiting for support', category: 'indeterminate' },
  { id: '10101', name: 'Waiting for customer', category: 'indeterminate' },
  { id: '3', name: 'In Progress', category: 'indeterminate' },
  { id: '5', name: 'Resolved', category: 'done' },
  { id: '6', name: 'Closed', category: 'done' },
];
const SOFTWARE_STATUSES: readonly StatusRecord[] = [
  { id: '10200', name: 'To Do', category: 'new' },
  { id: '10201', name: 'In Progress', category: 'indeterminate' },
  { id: '10202', name: 'Done', category: 'done' },
];
