import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Client, THE_MSP } from '../../../models/client.ts';
import {
  ownPolicy,
  type PolicyScope,
  type PolicySet,
  policyText,
  samePolicy,
  type ToolPolicy,
} from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import { toolPolicy } from '../../catalog.ts';
import { contextOf, ownSet, type PolicyState } from './policy-state.ts';

/** What is to be set for one tool; `null` takes back what was. */
export interface WantedPolicy {
  tool: Tool;
  policy: ToolPolicy | null;
}

/** What one tool's change comes to. */
export interface ToolChange extends WantedPolicy {
  /** What holds in the scope before and after. */
  from: ToolPolicy;
  to: ToolPolicy;
  /** Where something else holds afterwards. */
  affected: readonly Client[];
  /** Clients with a policy of their own, which stays. */
  keeping: readonly { client: Client; policy: ToolPolicy }[];
  /** A tool of high risk that would act without asking: one admin alone cannot do that. */
  loosens: boolean;
}

/** A change of policies in one scope, with everything that it comes to. */
export interface PolicyChange {
  scope: PolicyScope;
  scopeName: string;
  /** Of the scope's own policies, for compare-and-set. */
  version: number;
  changes: readonly ToolChange[];
  /** Tools for which the same was set already. */
  unchanged: readonly WantedPolicy[];
  /** Hex SHA-256 over all that somebody is shown of it: it is another as soon as anything in it is. */
  seen: string;
}

/** Works out what a change comes to. Pure; the same state and wishes give the same `seen`. */
export function changeOf(state: PolicyState, wanted: readonly WantedPolicy[]): PolicyChange {
  const own = ownSet(state);
  const isSet = ({ tool, policy }: WantedPolicy) => {
    const now = ownPolicy(own, tool.name);
    return policy === null ? now === undefined : now !== undefined && samePolicy(now, policy);
  };
  const changes = wanted.filter((one) => !isSet(one)).map((one) => toolChange(state, one));
  const { scope, scopeName } = state;
  return {
    scope,
    scopeName,
    version: own?.version ?? 0,
    changes,
    unchanged: wanted.filter(isSet),
    seen: fingerprint(scope, changes),
  };
}

function toolChange(state: PolicyState, { tool, policy }: WantedPolicy): ToolChange {
  const { scope, msp, clients } = state;
  const after = withPolicy(state, { tool, policy });
  const from = toolPolicy(tool, contextOf(state));
  const to = toolPolicy(tool, contextOf(after));
  const affected = clients.filter((one, index) => {
    const then = after.clients[index];
    const was = toolPolicy(tool, { ...(msp && { msp }), ...(one.own && { client: one.own }) });
    const is = toolPolicy(tool, {
      ...(after.msp && { msp: after.msp }),
      ...(then?.own && { client: then.own }),
    });
    return !samePolicy(was, is);
  });
  const keeping = clients.flatMap(({ client, own }) => {
    const kept = scope === THE_MSP.id ? ownPolicy(own, tool.name) : undefined;
    return kept ? [{ client, policy: kept }] : [];
  });
  return {
    tool,
    policy,
    from,
    to,
    affected: affected.map(({ client }) => client),
    keeping,
    loosens: loosens(tool, { from, to, policy }),
  };
}

/** To pin `auto` counts too where it held already: the client would keep it when the MSP takes it back. */
function loosens(tool: Tool, { from, to, policy }: Pick<ToolChange, 'from' | 'to' | 'policy'>): boolean {
  const isHighRisk = tool.kind === 'write' && tool.highRisk;
  return isHighRisk && to.kind === 'auto' && (from.kind !== 'auto' || policy !== null);
}

function withPolicy(state: PolicyState, wanted: WantedPolicy): PolicyState {
  const { scope } = state;
  const changed = (set: PolicySet | undefined) => changedSet(set, scope, wanted);
  if (scope === THE_MSP.id) return { ...state, msp: changed(state.msp) };
  return { ...state, clients: state.clients.map((one) => ({ ...one, own: changed(one.own) })) };
}

function changedSet(
  set: PolicySet | undefined,
  scope: PolicyScope,
  { tool, policy }: WantedPolicy,
): PolicySet {
  const { [tool.name]: _, ...others } = set?.tools ?? {};
  const tools = policy === null ? others : { ...others, [tool.name]: policy };
  return { scope, version: set?.version ?? 0, tools };
}

function fingerprint(scope: PolicyScope, changes: readonly ToolChange[]): string {
  const shown = changes
    .map(({ tool, policy, from, to, affected, keeping }) => ({
      tool: tool.name,
      policy: policy && policyText(policy),
      from: policyText(from),
      to: policyText(to),
      affected: affected.map(({ id }) => id).toSorted(),
      keeping: keeping.map(({ client, policy: kept }) => `${client.id} ${policyText(kept)}`).toSorted(),
    }))
    .toSorted((one, other) => one.tool.localeCompare(other.tool, 'en'));
  return createHash('sha256')
    .update(canonicalize({ scope, shown }) ?? '')
    .digest('hex');
}
