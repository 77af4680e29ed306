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

/** Whose change it is: of somebody who was asked, or of a client that asks. */
export type Concerned = { personId: string } | { clientId: string };

/** Requests that are looked at while an admin waits; the sweep looks at every one. */
const MOST_WAITING = 1_000;
const AT_ONCE = 20;

/** What would become of requests that wait for approval if people or a client were as they are to be. */
export async function outlookOf(
  dependencies: Pick<RecheckDependencies, 'requests' | 'clients' | 'people'>,
  concerned: Concerned,
  toBe: ToBe = {},
): Promise<Outlook[]> {
  const ids = await dependencies.requests.idsAwaitingApproval(concerned, MOST_WAITING);
  const outlooks: Outlook[] = [];
  for (let first = 0; first < ids.length; first += AT_ONCE) {
    const some = ids.slice(first, first + AT_ONCE);
    const found = await Promise.all(some.map((id) => outlookOn(dependencies, id, toBe)));
    outlooks.push(...found.flatMap((one) => one ?? []));
  }
  return outlooks;
}

/** What nobody could decide any more. */
export function undecidable(outlooks: readonly Outlook[]): ServiceRequest[] {
  return outlooks.filter(({ canBeDecided }) => !canBeDecided).map(({ request }) => request);
}

async function outlookOn(
  dependencies: Pick<RecheckDependencies, 'requests' | 'clients' | 'people'>,
  requestId: string,
  toBe: ToBe,
): Promise<Outlook | undefined> {
  const request = await dependencies.requests.find(requestId);
  if (request?.status !== 'awaiting_approval') return undefined;
  const waiting = request.approvals.filter(({ state }) => state.kind === 'waiting');
  const open = await Promise.all(
    waiting.map((approval) => isOpen(dependencies, { request, approval, toBe })),
  );
  return { request, canBeDecided: open.every(Boolean) };
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
 * After people or a client were changed and saved: what nobody may decide any more is handed over with the reason, and cards of
 * those who may no longer decide lose their buttons. The click is refused whether or not this has run.
 */
export async function recheckApprovals(
  dependencies: RecheckDependencies,
  concerned: Concerned,
  why: string,
): Promise<Outlook[]> {
  dependencies.addressBook.forget();
  const outlooks = await outlookOf(dependencies, concerned);
  for (const { request, canBeDecided } of outlooks) {
    if (canBeDecided) await updateCards(dependencies, request);
    else await handOver(dependencies, request.id, why);
  }
  return outlooks;
}

/** The same later on, for what began to wait meanwhile, or was left by a process that died: its cards tell at the tap. */
export async function handOverUndecidable(
  dependencies: RecheckDependencies,
  concerned: Concerned,
): Promise<void> {
  for (const { id } of undecidable(await outlookOf(dependencies, concerned)))
    await handOver(dependencies, id, 'people or clients were changed meanwhile');
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

/** Losing the save costs little: the tap on a card that is left with its buttons is refused. */
async function updateCards(dependencies: RecheckDependencies, request: ServiceRequest): Promise<void> {
  const effects = sideEffects(request, dependencies.clock.now());
  effects.add({ kind: 'update_cards' });
  const saved = await dependencies.requests.save(request, { outbox: effects.entries() });
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}
