import { CountersignError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Client } from '../../models/client.ts';
import type { Identity } from '../../models/conversation.ts';
import { type Person, technicianIdentity } from '../../models/person.ts';
import { phoneIdentity } from '../../models/phone-number.ts';
import type { ClientStore, MspStore, PersonStore } from '../../models/stores.ts';
import { PSA_NAMES, type Setup } from './setup.ts';

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
  const clientIds = new Set((await clients.all()).map(({ id }) => id));
  for (const given of setup.people) {
    const person = personOf(given);
    if (person.clientId !== undefined && !clientIds.has(person.clientId))
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
