import { CountersignError, describeForTechnician } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import type { Client } from '../models/client.ts';
import type { Identity } from '../models/conversation.ts';
import { identityOn, type Person } from '../models/person.ts';
import type { PersonStore } from '../models/stores.ts';
import type { DirectoryUser } from '../tools/directory.ts';
import type { Surface } from './surface.ts';

export interface PersonOfUserDependencies {
  people: PersonStore;
  surfaces: readonly Surface[];
  logger: Logger;
}

/**
 * The person behind a user of the client's directory, recorded on first sight with a chat account of the same address.
 * Undefined for somebody who has left or of whom there is nothing but the directory account; a sentence's end when chat
 * could not be asked.
 */
export async function personOfUser(
  dependencies: PersonOfUserDependencies,
  client: Client,
  user: DirectoryUser,
): Promise<Person | { reason: string } | undefined> {
  const { people } = dependencies;
  const entra: Identity = { provider: 'entra', tenant: client.entraTenantId, user: user.id };
  const known = (await people.byIdentity(entra)) ?? (await personByAddress(people, client, user.email));
  if (known && !known.active) return undefined;
  if (known && identityOn(known, 'slack')) return linked(people, known, entra);
  const chat = await chatIdentity(dependencies, client, user);
  if (chat && 'reason' in chat) return chat;
  if (!chat) return withoutChat(dependencies, { client, user, known, entra });
  if (known) return linked(people, known, chat, entra);
  const already = await people.byIdentity(chat);
  if (!already) return recordPerson(people, client, user, [chat, entra]);
  return already.active ? linked(people, already, entra) : undefined;
}

/** The one person of a client who has this address. Two are nobody in particular. */
export async function personByAddress(
  people: Pick<PersonStore, 'byEmail'>,
  client: Client,
  email: string,
): Promise<Person | undefined> {
  const [found, ...others] = (await people.byEmail(email)).filter(({ clientId }) => clientId === client.id);
  return others.length === 0 ? found : undefined;
}

/** The person with their chat account, where the address on file leads to one. A chat that is away is done without. */
export async function withChatAccount(
  dependencies: PersonOfUserDependencies,
  client: Client,
  person: Person,
): Promise<Person> {
  if (person.email === undefined || identityOn(person, 'slack')) return person;
  const chat = await chatIdentity(dependencies, client, { email: person.email });
  return chat && !('reason' in chat) ? linked(dependencies.people, person, chat) : person;
}

interface WithoutChat {
  client: Client;
  user: DirectoryUser;
  known: Person | undefined;
  entra: Identity;
}

/** Whoever has no account elsewhere has Teams by the directory account itself. */
async function withoutChat(
  { people, surfaces }: PersonOfUserDependencies,
  { client, user, known, entra }: WithoutChat,
): Promise<Person | undefined> {
  if (known) return linked(people, known, entra);
  const onTeams = surfaces.some(({ name }) => name === 'teams');
  return onTeams ? recordPerson(people, client, user, [entra]) : undefined;
}

async function linked(people: PersonStore, person: Person, ...identities: Identity[]): Promise<Person> {
  const fresh = identities.filter(
    ({ provider, tenant, user }) =>
      !person.identities.some(
        (one) => one.provider === provider && one.tenant === tenant && one.user === user,
      ),
  );
  if (fresh.length === 0) return person;
  const outcome = await people.link(person.id, fresh);
  return outcome === 'linked' ? { ...person, identities: [...person.identities, ...fresh] } : person;
}

async function chatIdentity(
  { surfaces, logger }: PersonOfUserDependencies,
  client: Client,
  { email }: Pick<DirectoryUser, 'email'>,
): Promise<Identity | { reason: string } | undefined> {
  // In Teams the directory account is the chat account.
  const places = surfaces
    .filter(({ name }) => name === 'slack')
    .flatMap((surface) => client.slackTeamIds.map((tenant) => ({ surface, tenant })));
  try {
    for (const { surface, tenant } of places) {
      const found = await surface.findByEmail(tenant, email);
      if (found) return found;
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    logger.warn({ err: error, clientId: client.id }, 'somebody could not be looked for in chat');
    return { reason: `could not be looked for in chat: ${describeForTechnician(error)}.` };
  }
}

async function recordPerson(
  people: PersonStore,
  client: Client,
  user: DirectoryUser,
  identities: readonly [Identity, ...Identity[]],
): Promise<Person | undefined> {
  const person: Person = {
    id: newId('per'),
    displayName: user.displayName,
    email: user.email,
    clientId: client.id,
    identities,
    active: true,
    version: 1,
  };
  return (await people.insert(person)) === 'inserted' ? person : people.byIdentity(identities[0]);
}
