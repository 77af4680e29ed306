import { companyIn, contactIn, technicianIn } from '../demo-accounts.ts';
import type { DemoClient, DemoUser } from '../demo-client.ts';
import type { clients, msp } from '../demo-data.ts';
import { LICENCE } from './picklists.ts';
import type { CompanyRecord, ContactRecord, ResourceRecord } from './records.ts';

/** Everything in a fresh Autotask that tickets refer to. */
export interface Seed {
  companies: CompanyRecord[];
  contacts: ContactRecord[];
  resources: ResourceRecord[];
  /** Whom the integration's credentials belong to. */
  apiUser: ResourceRecord;
  /** Another program with credentials of its own. */
  otherApiUser: ResourceRecord;
  /** In whose name Autotask itself writes. */
  system: ResourceRecord;
}

/** The sandbox's MSP as resources, its clients as companies with their people as contacts. */
export function seedRecords(input: {
  clients: typeof clients;
  msp: typeof msp;
  at: string;
  usernames: { ours: string; others: string };
}): Seed {
  const apiUser = resource(29_682_900, 'Countersign API', input.usernames.ours, LICENCE.apiUser);
  const otherApiUser = resource(29_682_901, 'RMM Connector', input.usernames.others, LICENCE.apiUser);
  const system = resource(4, 'Autotask Administrator', 'administrator', LICENCE.administrator);
  const technicians = input.msp.technicians.map((technician) =>
    resource(technicianIn.autotask(technician), technician.name, technician.email, LICENCE.administrator),
  );
  return {
    companies: [
      companyRecord(0, input.msp.name, input.msp.domain),
      ...input.clients.map((client) => companyRecord(companyIn.autotask(client), client.name, client.domain)),
    ],
    contacts: input.clients.flatMap((client) => contactsOf(client, input.at)),
    resources: [system, ...technicians, apiUser, otherApiUser],
    apiUser,
    otherApiUser,
    system,
  };
}

function companyRecord(id: number, companyName: string, domain: string): CompanyRecord {
  return { id, companyName, webAddress: `https://www.${domain}`, companyType: 1, isActive: true };
}

function contactsOf(client: DemoClient, at: string): ContactRecord[] {
  return client.users.flatMap((user) => {
    const id = contactIn.autotask(user);
    return id === undefined ? [] : [contactRecord(id, user, companyIn.autotask(client), at)];
  });
}

function contactRecord(id: number, user: DemoUser, companyID: number, at: string): ContactRecord {
  return {
    id,
    companyID,
    ...splitName(user.name),
    title: user.jobTitle,
    emailAddress: user.email,
    emailAddress2: null,
    emailAddress3: null,
    isActive: user.accountEnabled === false ? 0 : 1,
    lastModifiedDate: at,
  };
}

function resource(id: number, name: string, userName: string, licenseType: number): ResourceRecord {
  return {
    id,
    ...splitName(name),
    email: userName.includes('@') ? userName : '',
    userName,
    isActive: true,
    licenseType,
    resourceType: 'Employee',
  };
}

function splitName(name: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = name.split(' ');
  return { firstName, lastName: rest.join(' ') };
}
