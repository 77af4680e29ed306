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
import type { CommandAnswer } from '../desk.ts';
import { findClient } from './find-client.ts';
import { auditFact, type Command, type CommandDependencies } from './given-command.ts';

/** `policy`, `policy CLIENT|msp`, `policy CLIENT|msp TOOL [auto | approval_needed [with manager] | disabled | default]`. */
export async function policyCommand(
  dependencies: CommandDependencies,
  { words }: Command,
  admin: Person,
): Promise<CommandAnswer> {
  const [scopeWord = 'msp', toolName, ...rest] = words;
  const scope = await scopeOf(dependencies, scopeWord);
  if (scope.kind === 'not_found') return { kind: 'not_understood', text: scope.text };
  const policies = await policiesOf(dependencies, scope.scope);
  if (toolName === undefined)
    return { kind: 'answer', text: listing(dependencies.catalog.all, policies, scope.name) };
  const tool = dependencies.catalog.all.find(({ name }) => name === toolName.toLowerCase());
  if (!tool)
    return {
      kind: 'not_understood',
      text: `I know no tool “${toolName.slice(0, 60)}”. \`policy\` lists them.`,
    };
  if (rest.length === 0)
    return {
      kind: 'answer',
      text: `${tool.name} at ${scope.name}: ${policyText(toolPolicy(tool, policies))}`,
    };
  const wanted = parsePolicy(rest.join(' '));
  if (wanted === undefined) {
    return {
      kind: 'not_understood',
      text: 'The policy is `auto`, `approval_needed`, `approval_needed with manager`, `disabled` or `default`.',
    };
  }
  return setPolicy(dependencies, { scope: scope.scope, scopeName: scope.name, tool, policy: wanted }, admin);
}

type FoundScope = { kind: 'found'; scope: PolicyScope; name: string } | { kind: 'not_found'; text: string };

async function scopeOf({ clients }: CommandDependencies, word: string): Promise<FoundScope> {
  if (word.toLowerCase() === 'msp') return { kind: 'found', scope: 'msp', name: 'all clients' };
  const found = await findClient(clients, word);
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
): Promise<CommandAnswer> {
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
