import { CountersignError, describeForTechnician } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import { APPROVAL_LIFETIME_MS, type ApprovalRequest } from '../models/approval.ts';
import type { ApprovalChannel, Client } from '../models/client.ts';
import type { Person } from '../models/person.ts';
import type { Plan } from '../models/plan.ts';
import type { Requester } from '../models/request.ts';
import type { PersonStore } from '../models/stores.ts';
import { signaturesFor } from '../models/tool-policy.ts';
import type { Directory, DirectoryUser } from '../tools/directory.ts';
import type { AddressBook } from './address-book.ts';
import { fallbackApprover } from './fallback-approver.ts';
import { oneLine } from './lines.ts';
import { personOfUser } from './person-of-user.ts';
import { waysTo } from './reach.ts';
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
      /** That is the client's fallback approver: the directory names no manager for the requester. */
      fallback?: true;
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
  const [everyone, found, msp] = await Promise.all([
    needed.technician ? dependencies.addressBook.technicians(input.client.technicianIds) : [],
    needed.manager ? findManager(dependencies, input) : undefined,
    needed.technician ? dependencies.addressBook.msp() : undefined,
  ]);
  if (found && 'reason' in found) return { kind: 'missing', reason: found.reason };
  const manager = found?.person;
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
    ...(found?.fallback ? { fallback: true } : {}),
    ...(channels ? { channels } : {}),
  };
}

type ManagerFound = { person: Person; fallback: boolean } | { reason: string };

/** The manager whom the directory names; where it names none, and only then, the client's fallback approver. */
async function findManager(dependencies: ApproverDependencies, input: ApproverInput): Promise<ManagerFound> {
  const { client, requester } = input;
  if (!requester.directoryUserId || !dependencies.directory) {
    return { reason: 'The manager must approve, but the requester was not found in the client’s directory.' };
  }
  const user = await managerInDirectory(dependencies, client, requester.directoryUserId);
  if (!user) {
    const person = await fallbackApprover(dependencies, input);
    return 'reason' in person ? person : { person, fallback: true };
  }
  if ('reason' in user) return user;
  const person = await personOfUser(dependencies, client, user);
  if (person && 'reason' in person)
    return { reason: `The manager ${user.displayName} must approve, but ${person.reason}` };
  if (!waysTo(dependencies.surfaces, person).some(({ surface }) => surface.can.approvalCards) || !person)
    return { reason: `The manager ${user.displayName} must approve, but cannot be reached in chat.` };
  if (person.id === requester.personId)
    return { reason: 'The directory names the requester as their own manager.' };
  return { person, fallback: false };
}

async function managerInDirectory(
  { directory, logger }: ApproverDependencies,
  client: Client,
  userId: string,
): Promise<DirectoryUser | { reason: string } | undefined> {
  try {
    const user = await directory?.managerOf(client.entraTenantId, userId);
    if (!user) return undefined;
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

/** The approval requests for a plan, all waiting, and until when. */
export function approvalRequests(
  plan: Plan,
  { manager, fallback }: Pick<Extract<Approvers, { kind: 'found' }>, 'manager' | 'fallback'>,
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
          ...(fallback ? { fallback } : {}),
          ...common,
        },
      ]
    : [technician];
  return { approvals, expiresAt: new Date(now.getTime() + APPROVAL_LIFETIME_MS) };
}
