import { z } from 'zod';
import { CountersignError } from '../../../errors.ts';
import { isAdmin } from '../../../models/person.ts';
import type { ClientStore, PersonStore, PolicyStore } from '../../../models/stores.ts';
import type { ToolPolicy } from '../../../models/tool-policy.ts';
import {
  type Preflight,
  type ToolScope,
  type Verification,
  type WriteTool,
  writeTool,
} from '../../../tools/tool.ts';
import type { ToolCatalog } from '../../catalog.ts';
import { previewOf } from './describe-change.ts';
import { changeOf, type PolicyChange } from './policy-change.ts';
import { readPolicies } from './policy-state.ts';

/** What the tool works with. */
export interface SetToolPolicyDependencies {
  policies: PolicyStore;
  clients: ClientStore;
  people: PersonStore;
  /** Of all tools whose policy can be set. */
  catalog: ToolCatalog;
}

const Policy: z.ZodType<ToolPolicy> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('auto') }),
  z.strictObject({ kind: z.literal('approval_needed'), withManager: z.boolean() }),
  z.strictObject({ kind: z.literal('disabled') }),
]);

const Arguments = z.strictObject({
  tools: z.array(z.strictObject({ tool: z.string(), policy: Policy.nullable() })).min(1),
  /** The change as it was shown to whoever asked and whoever signs. */
  seen: z.string(),
  /** Of the policies when it was asked for: tells the same change apart when it is asked for again later. */
  version: z.number(),
  /** Whose word is the first signature: they must still be an admin. */
  askedBy: z.string(),
});
type Arguments = z.output<typeof Arguments>;

/** Of the product's own tool. */
export const SET_TOOL_POLICY = 'set_tool_policy';

/** What a change is asked for with. */
export function argumentsOf({ changes, seen, version }: PolicyChange, askedBy: string): Arguments {
  return { tools: changes.map(({ tool, policy }) => ({ tool: tool.name, policy })), seen, version, askedBy };
}

/**
 * Sets tool policies in the scope that the call's client names (`msp` for all clients). The product's own: only a plan that
 * one admin asked for and another signed has it, and no model is ever offered it.
 */
export function setToolPolicy(dependencies: SetToolPolicyDependencies): WriteTool {
  return writeTool<Arguments>({
    name: SET_TOOL_POLICY,
    version: 1,
    integration: 'countersign',
    title: 'Set tool policies',
    description: 'Sets how tools may be used.',
    input: Arguments,
    highRisk: true,
    needsSecret: false,
    targetsOf: () => [],
    async preview(scope, given) {
      const change = await currentChange(dependencies, scope, given);
      if (!change) throw new CountersignError('not_found', 'a client or a tool of the change is gone');
      return previewOf(change);
    },
    preflight: (scope, given) => preflight(dependencies, scope, given),
    async execute(scope, given) {
      const change = await currentChange(dependencies, scope, given);
      if (change?.seen !== given.seen) return { kind: 'failed', reason: CHANGED };
      const tools = Object.fromEntries(given.tools.map(({ tool, policy }) => [tool, policy]));
      const saved = await dependencies.policies.set({
        scope: change.scope,
        version: change.version,
        tools,
        signed: signedKey(given),
      });
      return saved ? { kind: 'done' } : { kind: 'failed', reason: CHANGED };
    },
    verify: (scope, given) => verify(dependencies, scope, given),
  });
}

const CHANGED = 'The policies were changed by somebody else meanwhile.';

async function preflight(
  dependencies: SetToolPolicyDependencies,
  scope: ToolScope,
  given: Arguments,
): Promise<Preflight> {
  if ((await verify(dependencies, scope, given)) === 'done') return { kind: 'already_done' };
  const [change, asking] = await Promise.all([
    currentChange(dependencies, scope, given),
    dependencies.people.find(given.askedBy),
  ]);
  if (!asking || !isAdmin(asking))
    return { kind: 'blocked', reason: 'Whoever asked for it is no admin any more.' };
  return change?.seen === given.seen ? { kind: 'ready' } : { kind: 'blocked', reason: CHANGED };
}

/** A signed change leaves its key in the same write. */
async function verify(
  { policies }: SetToolPolicyDependencies,
  { clientId }: ToolScope,
  given: Arguments,
): Promise<Verification> {
  const [set] = await policies.get([clientId]);
  return set?.signed?.includes(signedKey(given)) ? 'done' : 'not_done';
}

function signedKey({ seen, version }: Arguments): string {
  return `${version}.${seen}`;
}

/** What the call would come to now; `undefined` when its client or one of its tools is gone. */
async function currentChange(
  { policies, clients, catalog }: SetToolPolicyDependencies,
  { clientId }: ToolScope,
  { tools }: Arguments,
): Promise<PolicyChange | undefined> {
  const state = await readPolicies({ policies, clients }, clientId);
  const wanted = tools.flatMap(({ tool: name, policy }) => {
    const tool = catalog.all.find((one) => one.name === name);
    return tool ? [{ tool, policy }] : [];
  });
  return state && wanted.length === tools.length ? changeOf(state, wanted) : undefined;
}
