import type { Clock } from '../../clock.ts';
import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { AuditAction, AuditFact, OwedFacts } from '../../models/audit.ts';
import type { Client } from '../../models/client.ts';
import type { Identity } from '../../models/conversation.ts';
import { type Person, technicianIdentity } from '../../models/person.ts';
import { phoneIdentity } from '../../models/phone-number.ts';
import type { ClientStore, MspStore, PersonStore } from '../../models/stores.ts';
import { PSA_NAMES } from '../../models/ticket.ts';
import { type OwedFactDependencies, sweepOwedFacts } from '../owed-facts.ts';
import { auditFact } from './given-command.ts';
import { roleName } from './person/person-words.ts';
import type { Setup } from './setup.ts';

export interface SetupDependencies {
  clients: ClientStore;
  people: PersonStore;
  msp: MspStore;
  /** Where it is entered what was added; the sandbox's demo data is nobody's deed. */
  trail?: OwedFactDependencies & { clock: Clock };
}

/**
 * Adds what is not there yet. Never changes or removes: after the first start, admins have the word. Throws
 * `bad_configuration` for a client or person who cannot be added because another has their tenant, workspace or account.
 */
export async function applySetup(dependencies: SetupDependencies, setup: Setup): Promise<void> {
  const { clients, people, trail } = dependencies;
  await addSettings(dependencies, setup);
  for (const given of setup.clients) await addClient(dependencies, clientOf(given));
  const clientIds = new Set((await clients.all()).map(({ id }) => id));
  for (const given of setup.people) {
    const person = personOf(given);
    if (person.clientId !== undefined && !clientIds.has(person.clientId))
      throw conflict(`the person ${given.name} is of the client ${person.clientId}, which there is not`);
    if (!(await addPerson(people, person, roleFacts(dependencies, person))))
      throw conflict(`the person ${given.name} has an account or a telephone of another person`);
  }
  if (trail) await sweepOwedFacts(trail);
}

async function addSettings(dependencies: SetupDependencies, { approvalChannels }: Setup): Promise<void> {
  if (!approvalChannels) return;
  const { msp } = dependencies;
  const settings = await msp.get();
  const details = { approvalChannels: approvalChannels.join(', ') };
  if (settings.version === 0)
    await msp.save({ ...settings, approvalChannels }, factsOf(dependencies, 'client_changed', details));
}

async function addClient(dependencies: SetupDependencies, client: Client): Promise<void> {
  const { clients } = dependencies;
  const facts = factsOf(dependencies, 'client_changed', { added: client.name, mode: client.mode }, client.id);
  if ((await clients.insert(client, facts)) === 'duplicate' && !(await clients.find(client.id)))
    throw conflict(
      `the client ${client.id} has an Entra tenant, a Slack workspace, a number or a PSA company of another client`,
    );
}

/** Whoever has no role is found by the product itself sooner or later. */
function roleFacts(dependencies: SetupDependencies, { id, displayName, role }: Person): OwedFacts {
  if (role === undefined) return [];
  const details = { person: displayName, personId: id, to: roleName(role) };
  return factsOf(dependencies, 'role_changed', details);
}

function factsOf(
  { trail }: SetupDependencies,
  action: AuditAction,
  details: AuditFact['details'],
  clientId?: string,
): OwedFacts {
  if (!trail) return [];
  const fact = auditFact(trail, action, { ...details, why: 'SETUP_FILE' });
  return [clientId === undefined ? fact : { ...fact, clientId }];
}

/** An employee may have written to us before they were named: the accounts are added to theirs then. */
async function addPerson(people: PersonStore, person: Person, facts: OwedFacts): Promise<boolean> {
  const known = await knownEmployee(people, person);
  if (known) return (await people.link(known.id, person.identities)) === 'linked';
  return (await people.insert(person, facts)) === 'inserted' || isThere(people, person);
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
