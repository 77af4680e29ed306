import type { Answer } from './answers.ts';
import type { ODataQuery } from './odata-query.ts';
import type { SimulatedTenant } from './tenant.ts';
import type { SimulatedGroup, SimulatedUser, TenantState } from './tenant-state.ts';

/** One call to the simulated Graph, already authenticated for its tenant. */
export interface GraphCall {
  tenant: SimulatedTenant;
  /** A replica for reads, the truth for writes. */
  state: TenantState;
  parameters: Readonly<Record<string, string>>;
  query: ODataQuery;
  body: Readonly<Record<string, unknown>>;
  now: Date;
}

export interface GraphRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/v1.0`, in Express's notation. */
  path: string;
  /** Any of these application permissions is enough. */
  permissions: readonly string[];
  handle(call: GraphCall): Answer;
}

/** By object id or user principal name, as Graph's paths take it. */
export function findUser(state: TenantState, key: string | undefined): SimulatedUser | undefined {
  const wanted = key?.toLowerCase();
  return state.users.find(({ id, userPrincipalName }) =>
    [id, userPrincipalName.toLowerCase()].some((own) => own === wanted),
  );
}

/** A group of the tenant by id. */
export function findGroup(state: TenantState, id: string | undefined): SimulatedGroup | undefined {
  return state.groups.find((group) => group.id === id);
}

/** Groups that the user is in through other groups only when `transitive`. */
export function groupsOf(state: TenantState, userId: string, transitive: boolean): SimulatedGroup[] {
  const found = state.groups.filter(({ memberIds }) => memberIds.includes(userId));
  if (!transitive) return found;
  for (const inner of found) {
    found.push(
      ...state.groups.filter((group) => group.memberGroupIds.includes(inner.id) && !found.includes(group)),
    );
  }
  return found;
}
