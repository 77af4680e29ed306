import { companyIn, contactIn, technicianIn } from '../demo-accounts.ts';
import type { DemoClient } from '../demo-client.ts';
import type { clients, msp } from '../demo-data.ts';
import type {
  AgentRecord,
  ClientRecord,
  OutcomeRecord,
  SiteRecord,
  StatusRecord,
  TicketTypeRecord,
  UserRecord,
} from './records.ts';

/** Everything in a fresh Halo that tickets refer to. */
export interface Seed {
  clients: ClientRecord[];
  sites: SiteRecord[];
  users: UserRecord[];
  agents: AgentRecord[];
  ticketTypes: TicketTypeRecord[];
  statuses: StatusRecord[];
  outcomes: OutcomeRecord[];
}

/** Halo's stand-in for nobody, who has the tickets that nobody has. */
export const UNASSIGNED = 1;
/** The agent of the product's application. */
export const OWN_AGENT = 2;
/** The agent of another program's application. */
export const OTHER_PROGRAM = 3;

/** The sandbox's MSP as agents, its clients with a site each and their people as users, and three ticket types. */
export function seedRecords(given: { clients: typeof clients; msp: typeof msp }): Seed {
  const sites = given.clients.map((client) => siteOf(client));
  return {
    clients: given.clients.map((client) => ({
      id: companyIn.halopsa(client),
      name: client.name,
      inactive: false,
    })),
    sites,
    users: given.clients.flatMap((client) => usersOf(client, siteOf(client))),
    agents: [
      ...STANDING_AGENTS,
      ...given.msp.technicians.map((one) => agent(technicianIn.halopsa(one), one)),
    ],
    ticketTypes: TICKET_TYPES,
    statuses: STATUSES.map(({ id, name }, index) => ({
      id,
      name,
      shortname: name,
      type: 0,
      sequence: index,
    })),
    outcomes: OUTCOMES,
  };
}

function agent(
  id: number,
  { name, email }: { name: string; email: string },
  is: { disabled?: boolean; api?: boolean } = {},
): AgentRecord {
  return { id, name, email, isdisabled: is.disabled ?? false, is_agent: true, isapiagent: is.api ?? false };
}

const STANDING_AGENTS: readonly AgentRecord[] = [
  agent(UNASSIGNED, { name: 'Unassigned', email: '' }),
  agent(OWN_AGENT, { name: 'Countersign', email: '' }, { api: true }),
  agent(OTHER_PROGRAM, { name: 'RMM Alerts', email: '' }, { api: true }),
  agent(4, { name: 'Olaf Former', email: 'olaf@harbor-it.example' }, { disabled: true }),
];

function siteOf(client: DemoClient): SiteRecord {
  const clientId = companyIn.halopsa(client);
  return { id: clientId + 1_000, name: 'Main', client_id: clientId };
}

function usersOf(client: DemoClient, site: SiteRecord): UserRecord[] {
  const at = {
    client_id: site.client_id,
    client_name: client.name,
    site_id: site.id,
    site_id_int: site.id,
    site_name: site.name,
  };
  const general = {
    id: generalUserOf(site.client_id),
    name: 'General User',
    emailaddress: '',
    inactive: false,
  };
  const people = client.users.flatMap(({ name, email, accountEnabled, ...user }) => {
    const id = contactIn.halopsa({ name, email, ...user });
    return id === undefined
      ? []
      : [{ id, name, emailaddress: email, inactive: accountEnabled === false, ...at }];
  });
  return [{ ...general, ...at }, ...people];
}

/** Who has the tickets of a client that are nobody's in particular. */
export function generalUserOf(clientId: number): number {
  return clientId + 9_000;
}

const TICKET_TYPES: TicketTypeRecord[] = [
  { id: 1, name: 'Incident', default_team: 'Service Desk' },
  { id: 2, name: 'Service Request', default_team: 'Service Desk' },
  { id: 21, name: 'Alert', default_team: 'Monitoring' },
];

interface StatusRow {
  id: number;
  name: string;
  /** Ids of ticket types that can have it; all where absent. */
  types?: readonly number[];
  closed?: boolean;
}

/** What every ticket begins in. */
export const NEW = 1;

/** Ids are the same everywhere; which of them a ticket can have depends on its type. */
const STATUSES: readonly StatusRow[] = [
  { id: NEW, name: 'New' },
  { id: 2, name: 'In Progress', types: [1, 2] },
  { id: 4, name: 'With User', types: [1, 2] },
  { id: 5, name: 'On Hold', types: [1, 2] },
  { id: 30, name: 'Working on it', types: [21] },
  { id: 31, name: 'Awaiting vendor', types: [21] },
  { id: 9, name: 'Closed', closed: true },
  { id: 10, name: 'Cancelled', types: [1, 2], closed: true },
];

/** What a ticket of this type can be in. */
export function isStatusOf(typeId: number, statusId: number): boolean {
  const types = STATUSES.find(({ id }) => id === statusId)?.types;
  return types === undefined || types.includes(typeId);
}

/** Whether a ticket in this status is done with. */
export function isClosed(statusId: number): boolean {
  return STATUSES.find(({ id }) => id === statusId)?.closed ?? false;
}

const OUTCOMES: OutcomeRecord[] = [
  outcome(1, 'Email User', { sendemail: true }),
  outcome(7, 'Private Note', { hidefromuser: true }),
  outcome(8, 'Public Note', {}),
  outcome(20, 'Request Approval', { hidefromuser: true, approval_process_id: 5 }),
];

function outcome(id: number, name: string, is: Partial<OutcomeRecord>): OutcomeRecord {
  return {
    id,
    outcome: name,
    buttonname: name,
    hidefromuser: false,
    sendemail: false,
    approval_process_id: 0,
    ...is,
  };
}
