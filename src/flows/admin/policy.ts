import { z } from 'zod';
import type { Person } from '../../models/person.ts';
import type { PolicyContext } from '../../models/stores.ts';
import {
  AUTO,
  DISABLED,
  type PolicyScope,
  policyText,
  samePolicy,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
  type ToolPolicy,
} from '../../models/tool-policy.ts';
import type { Tool } from '../../tools/tool.ts';
import { toolPolicy } from '../catalog.ts';
import type { CommandAnswer, TextAnswer } from '../desk.ts';
import { type CommandLine, type CommandSpec, deskCommand } from './command-spec.ts';
import { findClient } from './find-client.ts';
import { auditFact, type CommandDependencies } from './given-command.ts';

const Scoped = z.object({ client: z.string().optional() });
const CLIENT = { flags: '--client <client>', does: 'one client, instead of all' };

/** `policy list`, `policy show`, `policy set`, `policy reset`. */
export const policyCommands: readonly CommandSpec[] = [
  deskCommand(
    {
      name: 'policy list',
      role: 'admin',
      summary: 'how each tool may be used',
      options: [CLIENT],
      examples: [{ line: 'policy list --client lakeside', does: 'what holds at one client' }],
      input: Scoped,
    },
    async (dependencies, { input, line }) => {
      const scope = await scopeOf(dependencies, input.client, line);
      if (scope.kind === 'not_found') return scope.answer;
      const policies = await policiesOf(dependencies, scope.scope);
      return { kind: 'answer', text: listing(dependencies.catalog.all, policies, scope.name) };
    },
  ),
  deskCommand(
    {
      name: 'policy set',
      role: 'admin',
      summary: 'set `auto`, `approval_needed`, `approval_needed with manager`, `disabled` or `default`',
      takes: '<tool> <policy...>',
      options: [CLIENT],
      examples: [
        {
          line: 'policy set add_to_group approval_needed with manager --client lakeside',
          does: 'ask two people',
        },
      ],
      input: Scoped.extend({ tool: z.string(), policy: z.array(z.string()) }),
    },
    async (dependencies, { caller, input, line }) => {
      const scope = await scopeOf(dependencies, input.client, line);
      if (scope.kind === 'not_found') return scope.answer;
      const tool = dependencies.catalog.all.find(({ name }) => name === input.tool.toLowerCase());
      if (!tool) return { kind: 'not_understood', text: `I know no tool “${input.tool.slice(0, 60)}”.` };
      const policy = parsePolicy(input.policy.join(' '));
      if (policy === undefined)
        return {
          kind: 'not_understood',
          text: 'The policy is `auto`, `approval_needed`, `approval_needed with manager`, `disabled` or `default`.',
        };
      return setPolicy(
        dependencies,
        { scope: scope.scope, scopeName: scope.name, tool, policy },
        caller.person,
      );
    },
  ),
];

type FoundScope =
  | { kind: 'found'; scope: PolicyScope; name: string }
  | { kind: 'not_found'; answer: CommandAnswer };

async function scopeOf(
  { clients }: CommandDependencies,
  word: string | undefined,
  line: CommandLine,
): Promise<FoundScope> {
  if (word === undefined) return { kind: 'found', scope: 'msp', name: 'all clients' };
  const found = await findClient(clients, word, line);
  return found.kind === 'found' ? { kind: 'found', scope: found.client.id, name: found.client.name } : found;
}

/** The policies that hold in a scope. */
export async function policiesOf(
  { policies }: Pick<CommandDependencies, 'policies'>,
  scope: PolicyScope,
): Promise<PolicyContext> {
  const sets = await policies.get(['msp', scope]);
  const msp = sets.find((set) => set.scope === 'msp');
  const client = scope === 'msp' ? undefined : sets.find((set) => set.scope === scope);
  return { ...(msp ? { msp } : {}), ...(client ? { client } : {}) };
}

function listing(tools: readonly Tool[], policies: PolicyContext, scopeName: string): string {
  const lines = tools.map((tool) => `• ${tool.name}: ${policyText(toolPolicy(tool, policies))}`);
  return `Policies for ${scopeName}:\n${lines.join('\n')}`;
}

/** `null` is the default; `undefined` is none of them. */
export function parsePolicy(text: string): ToolPolicy | null | undefined {
  const words = text
    .toLowerCase()
    .replaceAll(/[\s+_-]+/g, ' ')
    .trim();
  const known: Record<string, ToolPolicy | null> = {
    auto: AUTO,
    'approval needed': TECHNICIAN,
    'approval needed with manager': TECHNICIAN_AND_MANAGER,
    disabled: DISABLED,
    default: null,
  };
  return Object.hasOwn(known, words) ? known[words] : undefined;
}

export interface PolicyChange {
  scope: PolicyScope;
  scopeName: string;
  tool: Tool;
  policy: ToolPolicy | null;
}

/**
 * Sets one tool's policy in one scope, compare-and-set, with an audit entry. A tool that is high risk by nature is never
 * made `auto` by one person.
 */
export async function setPolicy(
  dependencies: Pick<CommandDependencies, 'policies' | 'audit' | 'clock'>,
  { scope, scopeName, tool, policy }: PolicyChange,
  admin: Person,
): Promise<TextAnswer> {
  if (tool.kind === 'write' && tool.highRisk && policy?.kind === 'auto') {
    return { kind: 'refused', text: `${tool.name} is high risk: one admin alone cannot make it \`auto\`.` };
  }
  if (tool.kind === 'read' && policy?.kind === 'approval_needed') {
    return { kind: 'refused', text: `${tool.name} only looks: it is \`auto\` or \`disabled\`.` };
  }
  const before = await policiesOf(dependencies, scope);
  const set = scope === 'msp' ? before.msp : before.client;
  const saved = await dependencies.policies.set({
    scope,
    version: set?.version ?? 0,
    tools: { [tool.name]: policy },
  });
  if (!saved)
    return {
      kind: 'refused',
      text: 'The policies were changed by somebody else at the same moment. Please look again.',
    };
  const after = scope === 'msp' ? { msp: saved } : { ...before, client: saved };
  const [from, to] = [toolPolicy(tool, before), toolPolicy(tool, after)];
  const fact = auditFact(
    dependencies,
    'policy_changed',
    { tool: tool.name, scope, from: policyText(from), to: policyText(to) },
    admin,
  );
  await dependencies.audit.append([scope === 'msp' ? fact : { ...fact, clientId: scope }]);
  const now = samePolicy(from, to)
    ? `is ${policyText(to)}, as before`
    : `is ${policyText(to)} now (it was ${policyText(from)})`;
  return {
    kind: 'answer',
    text: `${tool.name} at ${scopeName} ${now}. Requests already waiting are checked again before they run.`,
  };
}
