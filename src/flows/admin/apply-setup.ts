import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Client } from '../../models/client.ts';
import type { Identity } from '../../models/conversation.ts';
import { type Person, technicianIdentity } from '../../models/person.ts';
import { PhoneNumber, phoneIdentity } from '../../models/phone-number.ts';
import type { ClientStore, MspStore, PersonStore } from '../../models/stores.ts';

const Id = z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dot, dash and underscore');

const PSA_NAMES = ['connectwise', 'halopsa', 'autotask', 'jira'] as const;

/** Several at once; in chat wherever people can be reached when it is left out. */
const ApprovalChannels = z.array(z.enum(['slack', 'teams', ...PSA_NAMES])).min(1);

const ClientSetup = z.strictObject({
  /** `msp` stands for all clients wherever policies are set. */
  id: Id.refine((id) => id.toLowerCase() !== 'msp', 'not “msp”, which means all clients'),
  name: z.string().min(1).max(120),
  mode: z.enum(['plan', 'execute']).default('plan'),
  entraTenantId: z.guid(),
  slackTeamIds: z.array(z.string().min(1)).default([]),
  emailDomains: z.array(z.string().min(1)).default([]),
  /** Numbers at which its people call the Voice Agent, and the language in which they are spoken to. */
  voiceNumbers: z.array(PhoneNumber).default([]),
  language: z.enum(['en', 'de', 'es']).default('en'),
  /** Its company in one of the connected PSAs. */
  psa: z.strictObject({ name: z.enum(PSA_NAMES), companyId: z.string().min(1) }).optional(),
  documentation: z
    .array(z.strictObject({ name: z.enum(['hudu', 'itglue']), companyId: z.string().min(1) }))
    .default([]),
  approvalChannels: ApprovalChannels.optional(),
  decideByNote: z.boolean().default(false),
});

const PersonSetup = z
  .strictObject({
    name: z.string().min(1).max(120),
    email: z.email().optional(),
    /** Of the MSP's own people. */
    role: z.enum(['msp_admin', 'msp_technician']).optional(),
    /** Of an employee: the id of their company. */
    client: Id.optional(),
    /** Their telephone: whoever calls from it may be they, and is asked to confirm it on this number or in chat. */
    phone: PhoneNumber.optional(),
    /** Their Slack workspace and member id in it. */
    slack: z.strictObject({ team: z.string().min(1), user: z.string().min(1) }).optional(),
    /** Their Entra tenant and object id in it. */
    teams: z.strictObject({ tenant: z.guid(), user: z.guid() }).optional(),
    /** Member identifier in ConnectWise, agent id in HaloPSA, resource id in Autotask, account id in Jira. */
    connectwise: z.string().min(1).optional(),
    halopsa: z.string().min(1).optional(),
    autotask: z.string().min(1).optional(),
    jira: z.string().min(1).optional(),
  })
  .refine(
    ({ role, client }) => (role === undefined) !== (client === undefined),
    'needs either a role or a client',
  )
  .refine(({ role, slack, teams }) => !role || slack || teams, 'needs an account in Slack or in Teams')
  .refine(
    ({ client, phone, slack, teams }) => !client || phone || slack || teams,
    'needs a telephone or an account',
  )
  .refine(
    ({ client, connectwise, halopsa, autotask, jira }) =>
      !client || [connectwise, halopsa, autotask, jira].every((account) => account === undefined),
    'accounts in a PSA are for the MSP’s own people; contacts are found by themselves',
  );

/** What an MSP starts with: its people and its clients. Applied at every start; what is there already stays as it is. */
export const Setup = z.strictObject({
  people: z.array(PersonSetup).default([]),
  clients: z.array(ClientSetup).default([]),
  /** For all clients that have none of their own. */
  approvalChannels: ApprovalChannels.optional(),
});
export type Setup = z.output<typeof Setup>;

/**
 * Adds what is not there yet. Never changes or removes: after the first start, admins have the word. Throws
 * `bad_configuration` for a client or person who cannot be added because another has their tenant, workspace or account.
 */
export async function applySetup(
  { clients, people, msp }: { clients: ClientStore; people: PersonStore; msp: MspStore },
  setup: Setup,
): Promise<void> {
  if (setup.approvalChannels) {
    const settings = await msp.get();
    if (settings.version === 0) await msp.save({ ...settings, approvalChannels: setup.approvalChannels });
  }
  for (const given of setup.clients) {
    const added = await clients.insert(clientOf(given));
    if (added === 'duplicate' && !(await clients.find(given.id)))
      throw conflict(
        `the client ${given.id} has an Entra tenant, a Slack workspace, a number or a PSA company of another client`,
      );
  }
  for (const given of setup.people) {
    const person = personOf(given);
    if (person.clientId !== undefined && !(await clients.find(person.clientId)))
      throw conflict(`the person ${given.name} is of the client ${person.clientId}, which there is not`);
    if (!(await addPerson(people, person)))
      throw conflict(`the person ${given.name} has an account or a telephone of another person`);
  }
}

/** An employee may have written to us before they were named: the accounts are added to theirs then. */
async function addPerson(people: PersonStore, person: Person): Promise<boolean> {
  const known = await knownEmployee(people, person);
  if (known) return (await people.link(known.id, person.identities)) === 'linked';
  return (await people.insert(person)) === 'inserted' || isThere(people, person);
}

async function knownEmployee(people: PersonStore, { clientId, email }: Person): Promise<Person | undefined> {
  if (clientId === undefined || email === undefined) return undefined;
  const [known] = (await people.byEmail(email)).filter((one) => one.clientId === clientId);
  return known;
}

/** By their first account, which everybody in the setup has; an employee's telephone may be somebody else's by mistake. */
async function isThere(people: PersonStore, person: Person): Promise<boolean> {
  const [first] = person.identities;
  const found = first && (await people.byIdentity(first));
  if (!found || person.clientId === undefined) return found !== undefined;
  const isSame = person.email
    ? found.email === person.email.toLowerCase()
    : found.displayName === person.displayName;
  return isSame && found.clientId === person.clientId;
}

function conflict(problem: string): CountersignError {
  return new CountersignError('bad_configuration', `SETUP_FILE: ${problem}`);
}

function clientOf({ psa, approvalChannels, ...given }: Setup['clients'][number]): Client {
  return {
    ...given,
    ...(psa ? { psa } : {}),
    ...(approvalChannels ? { approvalChannels } : {}),
    technicianIds: [],
    version: 1,
  };
}

function personOf({
  name,
  email,
  role,
  client,
  phone,
  slack,
  teams,
  ...psas
}: Setup['people'][number]): Person {
  const identities: Identity[] = [
    ...(slack ? [{ provider: 'slack' as const, tenant: slack.team, user: slack.user }] : []),
    ...(teams ? [{ provider: 'entra' as const, tenant: teams.tenant, user: teams.user }] : []),
    ...PSA_NAMES.flatMap((provider) => {
      const user = psas[provider];
      return user === undefined ? [] : [technicianIdentity(provider, user)];
    }),
    ...(phone === undefined ? [] : [phoneIdentity(phone)]),
  ];
  return {
    id: newId('per'),
    displayName: name,
    ...(email === undefined ? {} : { email }),
    ...(role === undefined ? {} : { role }),
    ...(client === undefined ? {} : { clientId: client }),
    identities,
    active: true,
    version: 1,
  };
}
