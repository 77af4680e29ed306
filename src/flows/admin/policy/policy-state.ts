import { type Client, THE_MSP } from '../../../models/client.ts';
import type { ClientStore, PolicyContext, PolicyStore } from '../../../models/stores.ts';
import { ownPolicy, type PolicyScope, type PolicySet } from '../../../models/tool-policy.ts';

/** What holds now wherever a policy of one scope counts. */
export interface PolicyState {
  scope: PolicyScope;
  /** `Lakeside Dental`, `All clients`. */
  scopeName: string;
  msp?: PolicySet;
  /** The scope's client; for an MSP-wide scope all of them. */
  clients: readonly ClientPolicies[];
}

/** A client with what was set for it alone. */
export interface ClientPolicies {
  client: Client;
  own?: PolicySet;
}

/** Reads what holds in a scope; `undefined` when there is no such client. */
export async function readPolicies(
  { clients, policies }: { clients: ClientStore; policies: PolicyStore },
  scope: PolicyScope,
): Promise<PolicyState | undefined> {
  const all = await clients.all();
  const concerned = scope === THE_MSP.id ? all : all.filter(({ id }) => id === scope);
  const [only] = concerned;
  if (scope !== THE_MSP.id && !only) return undefined;
  const sets = await policies.get([THE_MSP.id, ...concerned.map(({ id }) => id)]);
  const setOf = (wanted: PolicyScope) => sets.find((set) => set.scope === wanted);
  const msp = setOf(THE_MSP.id);
  return {
    scope,
    scopeName: scope === THE_MSP.id || !only ? THE_MSP.name : only.name,
    ...(msp && { msp }),
    clients: concerned.map((client) => {
      const own = setOf(client.id);
      return { client, ...(own && { own }) };
    }),
  };
}

/** What was set in the scope itself. */
export function ownSet({ scope, msp, clients }: PolicyState): PolicySet | undefined {
  return scope === THE_MSP.id ? msp : clients[0]?.own;
}

/** What the policies of the scope are made of: the MSP's word, and the client's own where it is one client. */
export function contextOf(state: PolicyState): PolicyContext {
  const { msp, scope } = state;
  const own = scope === THE_MSP.id ? undefined : ownSet(state);
  return { ...(msp && { msp }), ...(own && { client: own }) };
}

/** Whose word a tool's policy is. */
export type PolicySource = 'client' | 'msp' | 'default';

/** Where the policy of a tool comes from. */
export function sourceOf(tool: string, { msp, client }: PolicyContext): PolicySource {
  if (ownPolicy(client, tool)) return 'client';
  return ownPolicy(msp, tool) ? 'msp' : 'default';
}
