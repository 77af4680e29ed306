import { CountersignError, describeForTechnician } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import { APPROVAL_LIFETIME_MS, type ApprovalRequest } from '../models/approval.ts';
import type { ApprovalChannel, Client } from '../models/client.ts';
import type { Identity } from '../models/conversation.ts';
import type { Person } from '../models/person.ts';
import type { Plan } from '../models/plan.ts';
import type { Requester } from '../models/request.ts';
import type { PersonStore } from '../models/stores.ts';
import { signaturesFor } from '../models/tool-policy.ts';
import type { Directory, DirectoryUser } from '../tools/directory.ts';
import type { AddressBook } from './address-book.ts';
import { oneLine } from './lines.ts';
import type { Surface } from './surface.ts';

export interface ApproverDependencies {
  people: PersonStore;
  addressBook: AddressBook;
  /** Undefined where the client's directory is not connected. */
  directory: Directory | undefined;
  surfaces: readonly Surface[];
  logger: Logger;
}

export type Approvers =
  | {
      kind: 'found';
      technicians: readonly Person[];
      manager?: Person;
      /** Where they are asked, as configured. */
      channels?: readonly ApprovalChannel[];
    }
  /** Nobody can sign what must be signed: fail closed, with a sentence for technicians. */
  | { kind: 'missing'; reason: string };

export interface ApproverInput {
  plan: Plan;
  client: Client;
  requester: Requester;
}

/** Who can be asked for the signatures that the plan's policies want. The requester is never among them. */
export async function findApprovers(
  dependencies: ApproverDependencies,
  input: ApproverInput,
): Promise<Approvers> {
  const needed = signaturesFor(input.plan.steps.map((step) => step.policy));
  const [everyone, manager, msp] = await Promise.all([
    needed.technician ? dependencies.addressBook.technicians(input.client.technicianIds) : [],
    needed.manager ? findManager(dependencies, input) : undefined,
    needed.technician ? dependencies.addressBook.msp() : undefined,
  ]);
  if (manager && 'reason' in manager) return { kind: 'missing', reason: manager.reason };
  const technicians = everyone.filter(
    (one) => one.id !== input.requester.personId && one.identities.length > 0,
  );
  const others = technicians.filter((one) => one.id !== manager?.id);
  if (needed.technician && others.length === 0) {
    return {
      kind: 'missing',
      reason: 'There is no technician who could approve it (other than the requester or the manager).',
    };
  }
  const channels = input.client.approvalChannels ?? msp?.approvalChannels;
  return {
    kind: 'found',
    technicians: others,
    ...(manager ? { manager } : {}),
    ...(channels ? { channels } : {}),
  };
}

type ManagerFound = Person | { reason: string };

async function findManager(
  dependencies: ApproverDependencies,
  { client, requester }: ApproverInput,
): Promise<ManagerFound> {
  if (!requester.directoryUserId || !dependencies.directory) {
    return { reason: 'The manager must approve, but the requester was not found in the client’s directory.' };
  }
  const user = await managerInDirectory(dependencies, client, requester.directoryUserId);
  if ('reason' in user) return user;
  const person = await personOf(dependencies, client, user);
  if (!person)
    return { reason: `The manager ${user.displayName} must approve, but cannot be reached in chat.` };
  if ('reason' in person) return person;
  if (person.id === requester.personId)
    return { reason: 'The directory names the requester as their own manager.' };
  return person;
}

async function managerInDirectory(
  { directory, logger }: ApproverDependencies,
  client: Client,
  userId: string,
): Promise<DirectoryUser | { reason: string }> {
  try {
    const user = await directory?.managerOf(client.entraTenantId, userId);
    if (!user)
      return { reason: 'The manager must approve, but the directory names no manager for the requester.' };
    if (!user.accountEnabled)
      return {
        reason: `The manager ${oneLine(user.displayName)} must approve, but their account is disabled.`,
      };
    return { ...user, displayName: oneLine(user.displayName) };
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error;
    logger.warn({ err: error, clientId: client.id }, 'the manager could not be read');
    return { reason: `The manager must approve, but could not be read: ${describeForTechnician(error)}.` };
  }
}

/** A person of the client by their directory account, recorded on first sight with a chat account of the same address. */
async function personOf(
  dependencies: ApproverDependencies,
  client: Client,
  user: DirectoryUser,
): Promise<ManagerFound | undefined> {
  const { people } = dependencies;
  const entra: Identity = { provider: 'entra', tenant: client.entraTenantId, user: user.id };
  const known = await people.byIdentity(entra);
  if (known && !known.active) return undefined;
  if (known?.identities.some(({ provider }) => provider !== 'entra')) return known;
  const chat = await chatIdentity(dependencies, client, user);
  // Whoever has no account elsewhere has Teams by the directory account itself.
  const onTeams = dependencies.surfaces.some(({ name }) => name === 'teams');
  if (!chat || 'reason' in chat)
    return onTeams ? (known ?? recordPerson(people, client, user, [entra])) : chat;
  if (known) return linked(people, known, chat);
  const already = await people.byIdentity(chat);
  if (!already) return recordPerson(people, client, user, [chat, entra]);
  return already.active ? linked(people, already, entra) : undefined;
}

async function linked(people: PersonStore, person: Person, identity: Identity): Promise<Person | undefined> {
  const outcome = await people.link(person.id, [identity]);
  return outcome === 'linked' ? { ...person, identities: [...person.identities, identity] } : person;
}

async function chatIdentity(
  { surfaces, logger }: ApproverDependencies,
  client: Client,
  { email, displayName }: DirectoryUser,
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
    logger.warn({ err: error, clientId: client.id }, 'the manager could not be looked for in chat');
    const why = describeForTechnician(error);
    return {
      reason: `The manager ${displayName} must approve, but could not be looked for in chat: ${why}.`,
    };
  }
}

async function recordPerson(
  people: PersonStore,
  client: Client,
  user: DirectoryUser,
  identities: readonly Identity[],
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
  const stored = await people.insert(person);
  return stored === 'inserted'
    ? person
    : people.byIdentity(identities[0] ?? { provider: 'entra', tenant: '', user: '' });
}

/** The approval requests for a plan, all waiting, and until when. */
export function approvalRequests(
  plan: Plan,
  manager: Person | undefined,
  now: Date,
): { approvals: ApprovalRequest[]; expiresAt: Date } {
  const common = { planDigest: plan.digest, state: { kind: 'waiting' as const }, copies: [] };
  const technician: ApprovalRequest = { id: newId('apr'), kind: 'technician', approvers: [], ...common };
  const approvals = manager
    ? [
        technician,
        {
          id: newId('apr'),
          kind: 'manager' as const,
          approvers: [{ personId: manager.id, name: manager.displayName }],
          ...common,
        },
      ]
    : [technician];
  return { approvals, expiresAt: new Date(now.getTime() + APPROVAL_LIFETIME_MS) };
}
