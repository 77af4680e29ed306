import { describeForTechnician, errorCode } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import type { Client } from '../models/client.ts';
import type { Identity, SurfaceName } from '../models/conversation.ts';
import { identityOn, type Person } from '../models/person.ts';
import type { Requester } from '../models/request.ts';
import type { PersonStore } from '../models/stores.ts';
import type { Directory } from '../tools/directory.ts';
import { callerPerson } from './caller-person.ts';
import { oneLine } from './lines.ts';
import { personByAddress } from './person-of-user.ts';
import type { Surface } from './surface.ts';

export interface IdentifyDependencies {
  people: PersonStore;
  directory: Directory | undefined;
  surfaces: readonly Surface[];
  logger: Logger;
}

export interface IdentifyInput {
  client: Client;
  requester: Requester;
  /** Who has this identity, as far as we know. */
  person: Person | undefined;
}

export type Identified =
  | { kind: 'identified'; requester: Requester }
  /** Handed over with the reason, never guessed. */
  | { kind: 'unknown'; reason: string };

/**
 * Who asked: the person behind the verified account and, by their verified address, the user in the client's directory.
 * What is found out is recorded, so that the next request costs no call.
 */
export async function identifyRequester(
  dependencies: IdentifyDependencies,
  input: IdentifyInput,
): Promise<Identified> {
  const { client, requester } = input;
  if (!requester.identification) return identifyAccount(dependencies, input);
  const { pending: _, ...identification } = requester.identification;
  const person = await callerPerson(dependencies, { ...input, identification });
  if ('reason' in person) return { kind: 'unknown', reason: person.reason };
  const found = await identifyAccount(dependencies, { client, requester, person });
  return found.kind === 'identified'
    ? { kind: 'identified', requester: { ...found.requester, identification } }
    : found;
}

async function identifyAccount(
  dependencies: IdentifyDependencies,
  { client, requester, person }: IdentifyInput,
): Promise<Identified> {
  if (!person) return meet(dependencies, client, requester.identity);
  if (!person.active)
    return { kind: 'unknown', reason: `${person.displayName} has left, as far as our records say.` };
  if (person.clientId !== client.id)
    return { kind: 'unknown', reason: `${person.displayName} does not belong to ${client.name}.` };
  const entra =
    identityOn(person, 'entra', client.entraTenantId) ?? (await linkDirectory(dependencies, client, person));
  return { kind: 'identified', requester: requesterOf(person, requester.identity, entra) };
}

function requesterOf(person: Person, identity: Identity, entra: Identity | undefined): Requester {
  return {
    identity,
    name: oneLine(person.displayName),
    personId: person.id,
    ...(person.email === undefined ? {} : { email: person.email }),
    ...(entra ? { directoryUserId: entra.user } : {}),
  };
}

async function linkDirectory(
  dependencies: IdentifyDependencies,
  client: Client,
  person: Person,
): Promise<Identity | undefined> {
  const entra =
    person.email === undefined ? undefined : await directoryIdentity(dependencies, client, person.email);
  if (entra) await dependencies.people.link(person.id, [entra]);
  return entra;
}

/** In Teams the account is the directory's own; elsewhere it is found by the verified address. */
async function entraIdentity(
  dependencies: IdentifyDependencies,
  client: Client,
  { identity, email }: { identity: Identity; email: string | undefined },
): Promise<Identity | undefined> {
  if (identity.provider === 'entra') return identity.tenant === client.entraTenantId ? identity : undefined;
  return email === undefined ? undefined : directoryIdentity(dependencies, client, email);
}

async function directoryIdentity(
  { directory, logger }: IdentifyDependencies,
  client: Client,
  email: string,
): Promise<Identity | undefined> {
  try {
    const user = await directory?.findUserByEmail(client.entraTenantId, email);
    return user && { provider: 'entra', tenant: client.entraTenantId, user: user.id };
  } catch (error) {
    logger.warn(
      { err: error, clientId: client.id, code: errorCode(error) },
      'the requester could not be looked up in the directory',
    );
    return undefined;
  }
}

/** First contact: the surface tells who the account belongs to. */
async function meet(
  dependencies: IdentifyDependencies,
  client: Client,
  identity: Identity,
): Promise<Identified> {
  const found = await askSurfaces(dependencies, identity);
  if (typeof found === 'string') return { kind: 'unknown', reason: found };
  const entra = await entraIdentity(dependencies, client, { identity, email: found.email });
  const known =
    (entra && (await dependencies.people.byIdentity(entra))) ??
    (found.email === undefined ? undefined : await personByAddress(dependencies.people, client, found.email));
  if (known) return recognise(dependencies, known, { client, identity, entra });
  const person: Person = {
    id: newId('per'),
    displayName: found.displayName,
    ...(found.email === undefined ? {} : { email: found.email }),
    clientId: client.id,
    identities: entra ? [identity, entra] : [identity],
    active: true,
    version: 1,
  };
  const stored =
    (await dependencies.people.insert(person)) === 'inserted'
      ? person
      : await dependencies.people.byIdentity(identity);
  if (!stored) return { kind: 'unknown', reason: 'The requester’s accounts belong to different people.' };
  return { kind: 'identified', requester: requesterOf(stored, identity, entra) };
}

/** Known already, by their directory account or as the MSP has named them: this account is theirs too. */
async function recognise(
  { people }: IdentifyDependencies,
  person: Person,
  { client, identity, entra }: { client: Client; identity: Identity; entra: Identity | undefined },
): Promise<Identified> {
  if (!person.active || person.clientId !== client.id) {
    return { kind: 'unknown', reason: `${person.displayName} is not an active person of ${client.name}.` };
  }
  await people.link(person.id, entra ? [identity, entra] : [identity]);
  return { kind: 'identified', requester: requesterOf(person, identity, entra) };
}

/** Where an account is looked up: the directory's own is the one in Teams, a contact's is its PSA's. */
function surfaceOf({ provider }: Identity): SurfaceName {
  switch (provider) {
    case 'entra':
      return 'teams';
    case 'phone':
      return 'voice';
    case 'slack':
    case 'console':
      return provider;
    case 'connectwise':
    case 'halopsa':
    case 'autotask':
    case 'jira':
      return 'psa';
  }
}

async function askSurfaces({ surfaces }: IdentifyDependencies, identity: Identity) {
  const surface = surfaces.find(({ name }) => name === surfaceOf(identity));
  try {
    return (
      (await surface?.findPerson(identity)) ?? 'The account that wrote is unknown, deactivated, or a guest.'
    );
  } catch (error) {
    return `Who wrote could not be found out: ${describeForTechnician(error)}.`;
  }
}
