import type { ApprovalRequest } from '../models/approval.ts';
import { THE_MSP } from '../models/client.ts';
import type { Identity } from '../models/conversation.ts';
import { isAdmin, isTechnician, type Person, signsForAdminsFrom } from '../models/person.ts';
import type { ClientStore, PersonStore, RequestStore } from '../models/stores.ts';
import type { HealthDependencies } from './admin/integration/health.ts';
import { clientsOfOthers } from './clients-of-others.ts';
import type { HomeView } from './desk.ts';
import { deskHealth } from './desk-health.ts';
import { mayDecide, type ToDecide } from './may-decide.ts';
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
  const staff = isTechnician(person) && { isStaff: true as const };
  return { requests, ...staff, ...(waiting && { waiting }), ...(desk && { desk }) };
}

/** Managers are employees like any other until something waits for them. */
async function waitingFor(
  { requests, clients }: HomeDependencies,
  person: Person,
): Promise<HomeView['waiting'] | undefined> {
  const signs = isTechnician(person);
  const all = await clients.all();
  const found = await requests.waitingForDecision(
    {
      personId: person.id,
      ...(signs && { technician: { exceptClientIds: clientsOfOthers(all, person.id) } }),
      ...(isAdmin(person) && { admin: { since: signsForAdminsFrom(person) } }),
    },
    MOST_CARDS,
  );
  if (found.total === 0 && !signs) return undefined;
  const byId = new Map([THE_MSP, ...all].map((client) => [client.id, client]));
  const cards = found.requests.flatMap((request) => {
    const client = byId.get(request.clientId);
    const approval = client && theirs({ request, client }, person);
    return (approval && approvalCard(request, approval.id)) ?? [];
  });
  return { cards, total: found.total };
}

/** Which of the signatures that are missing is this person's to give. */
function theirs(toDecide: ToDecide, person: Person): ApprovalRequest | undefined {
  return toDecide.request.approvals.find(
    (approval) => approval.state.kind === 'waiting' && mayDecide(toDecide, approval, person),
  );
}
