import type { ApprovalRequest } from '../models/approval.ts';
import type { Identity } from '../models/conversation.ts';
import { isAdmin, isTechnician, type Person } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { ClientStore, PersonStore, RequestStore } from '../models/stores.ts';
import type { HealthDependencies } from './admin/integration/health.ts';
import { clientsOfOthers } from './clients-of-others.ts';
import type { HomeView } from './desk.ts';
import { deskHealth } from './desk-health.ts';
import { approvalCard } from './render-card.ts';
import { requestLines } from './show-requests.ts';

export interface HomeDependencies extends HealthDependencies {
  requests: RequestStore;
  people: PersonStore;
  clients: ClientStore;
}

const MOST_CARDS = 10;

/** What somebody is shown when they open the bot, by the role that they have now. Nothing for whoever has left. */
export async function home(dependencies: HomeDependencies, identity: Identity): Promise<HomeView> {
  const person = await dependencies.people.byIdentity(identity);
  if (!person?.active) return { requests: [] };
  const [requests, waiting, desk] = await Promise.all([
    requestLines(dependencies, person),
    waitingFor(dependencies, person),
    isAdmin(person) ? deskHealth(dependencies) : undefined,
  ]);
  return { requests, ...(waiting && { waiting }), ...(desk && { desk }) };
}

/** Managers are employees like any other until something waits for them. */
async function waitingFor(
  { requests, clients }: HomeDependencies,
  person: Person,
): Promise<HomeView['waiting'] | undefined> {
  const signs = isTechnician(person);
  const exceptClientIds = signs ? clientsOfOthers(await clients.all(), person.id) : [];
  const found = await requests.waitingForDecision(
    { personId: person.id, admin: isAdmin(person), ...(signs && { technician: { exceptClientIds } }) },
    MOST_CARDS,
  );
  if (found.total === 0 && !signs) return undefined;
  const cards = found.requests.flatMap((request) => {
    const approval = request.approvals.find((one) => isTheirs(request, one, { person, exceptClientIds }));
    return (approval && approvalCard(request, approval.id)) ?? [];
  });
  return { cards, total: found.total };
}

/** Which of the signatures that are missing is this person's to give; whether they may is decided at the click. */
function isTheirs(
  { clientId }: ServiceRequest,
  { kind, state, approvers }: ApprovalRequest,
  { person, exceptClientIds }: { person: Person; exceptClientIds: readonly string[] },
): boolean {
  if (state.kind !== 'waiting') return false;
  switch (kind) {
    case 'technician':
      return isTechnician(person) && !exceptClientIds.includes(clientId);
    case 'admin':
      return isAdmin(person);
    case 'manager':
      return approvers.some(({ personId }) => personId === person.id);
  }
}
