import type { ApprovalRequest } from '../models/approval.ts';
import { type Client, THE_MSP } from '../models/client.ts';
import type { Person } from '../models/person.ts';
import { isAdministration, type ServiceRequest } from '../models/request.ts';
import type { ClientStore, PersonStore } from '../models/stores.ts';
import { type DeliverDependencies, deliver, ownEntries } from './deliver.ts';
import { mayDecide } from './may-decide.ts';
import { settle } from './settle.ts';
import { sideEffects } from './side-effects.ts';
import { voidApproval } from './void-approval.ts';

export interface RecheckDependencies extends DeliverDependencies {
  clients: ClientStore;
  people: PersonStore;
}

/** How people and clients are to be, before they are; each is given back as it will be. */
export interface ToBe {
  person?: (person: Person) => Person;
  client?: (client: Client) => Client;
}

/** A request that waits, and whether anybody who was asked could still decide it. */
export interface Outlook {
  request: ServiceRequest;
  canBeDecided: boolean;
}

/** What would become of requests that wait for approval if people or a client were as they are to be. */
export async function outlookOf(
  dependencies: Pick<RecheckDependencies, 'requests' | 'clients' | 'people'>,
  requestIds: readonly string[],
  toBe: ToBe = {},
): Promise<Outlook[]> {
  const outlooks: Outlook[] = [];
  for (const id of requestIds) {
    const request = await dependencies.requests.find(id);
    if (request?.status !== 'awaiting_approval') continue;
    const waiting = request.approvals.filter(({ state }) => state.kind === 'waiting');
    const open = await Promise.all(
      waiting.map((one) => isOpen(dependencies, { request, approval: one, toBe })),
    );
    outlooks.push({ request, canBeDecided: open.every(Boolean) });
  }
  return outlooks;
}

interface Asking {
  request: ServiceRequest;
  approval: ApprovalRequest;
  toBe: ToBe;
}

/** Somebody who was asked may decide; a note on the ticket asks every technician of the client. */
async function isOpen(
  { clients, people }: Pick<RecheckDependencies, 'clients' | 'people'>,
  { request, approval, toBe }: Asking,
): Promise<boolean> {
  const found = isAdministration(request) ? THE_MSP : await clients.find(request.clientId);
  const client = found && (toBe.client?.(found) ?? found);
  if (!client) return false;
  const asked = await people.findMany(askedIn(request, approval));
  const onTicket = approval.code === undefined ? [] : await people.technicians(client.technicianIds);
  return [...asked, ...onTicket].some((person) =>
    mayDecide({ request, client }, approval, toBe.person?.(person) ?? person),
  );
}

/** Whoever has a card, or will have one. */
function askedIn({ outbox }: ServiceRequest, { id, approvers, copies }: ApprovalRequest): string[] {
  const onTheWay = outbox.flatMap(({ effect, dead }) =>
    effect.kind === 'approval_card' && effect.approvalId === id && !dead ? [effect.personId] : [],
  );
  return [...new Set([...approvers, ...copies].map(({ personId }) => personId).concat(onTheWay))];
}

/**
 * After people or a client were changed: what nobody may decide any more is handed over with the reason, and cards of
 * those who may no longer decide lose their buttons. The click is refused whether or not this has run.
 */
export async function recheckApprovals(
  dependencies: RecheckDependencies,
  requestIds: readonly string[],
  why: string,
): Promise<Outlook[]> {
  dependencies.addressBook.forget();
  const outlooks = await outlookOf(dependencies, requestIds);
  for (const { request, canBeDecided } of outlooks) {
    if (canBeDecided) await updateCards(dependencies, request);
    else await handOver(dependencies, request.id, why);
  }
  return outlooks;
}

/** Somebody who writes on the request at the same moment may win the save. */
const MAX_TRIES = 5;

async function handOver(dependencies: RecheckDependencies, requestId: string, why: string): Promise<void> {
  const reason = `Nobody who was asked to approve it may decide any more: ${why}.`;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const request = await dependencies.requests.find(requestId);
    if (request?.status !== 'awaiting_approval') return;
    await voidApproval(dependencies, requestId, { reason, internalNotes: true });
  }
}

/** Losing the save costs nothing: whoever saved brings the cards up to date. */
async function updateCards(dependencies: RecheckDependencies, request: ServiceRequest): Promise<void> {
  const effects = sideEffects(request, dependencies.clock.now());
  effects.add({ kind: 'update_cards' });
  const saved = await dependencies.requests.save(request, { outbox: effects.entries() });
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}
