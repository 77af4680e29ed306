import type { Client } from '../../models/client.ts';
import {
  AUTO,
  DISABLED,
  samePolicy,
  TECHNICIAN,
  TECHNICIAN_AND_MANAGER,
  type ToolPolicy,
} from '../../models/tool-policy.ts';
import type { Tool } from '../../tools/tool.ts';
import { toolPolicy } from '../catalog.ts';
import { mayStandIn } from '../fallback-approver.ts';
import { cut } from '../limits.ts';
import { scopeOfClient } from '../scope.ts';
import { missing } from './client/checklist.ts';
import { whoIsAsked } from './client/show-client.ts';
import type { CommandDependencies } from './given-command.ts';
import { nameList } from './policy/describe-change.ts';
import { contextOf, readPolicies } from './policy/policy-state.ts';

const LONGEST_NAMES = 300;

/** What the agent will do at a client in `execute` mode, as policies and people are now: for an admin to read before. */
export async function whatExecuteMeans(
  dependencies: Pick<CommandDependencies, 'clients' | 'policies' | 'catalog' | 'people'>,
  client: Client,
): Promise<string> {
  const { people } = dependencies;
  const [tools, technicians, [fallback]] = await Promise.all([
    toolLines(dependencies, client),
    people.technicians(client.technicianIds),
    people.findMany(client.fallbackApproverId === undefined ? [] : [client.fallbackApproverId]),
  ]);
  const lacking = missing({ ...client, mode: 'execute' }, { technicians, fallback });
  return [
    `${client.name} would be in execute mode: from its next request on the agent acts there, and answers its people. Nothing has changed yet.`,
    ...tools,
    `• Technicians who are asked: ${cut(whoIsAsked(client, technicians), LONGEST_NAMES)}`,
    ...(fallback && mayStandIn(client, fallback)
      ? [`• Where the directory names no manager: ${fallback.displayName}`]
      : []),
    ...(lacking.length > 0 ? ['Still missing:', ...lacking] : []),
  ].join('\n');
}

/** What somebody is asked for. */
const SIGNED: readonly { policy: ToolPolicy; title: string }[] = [
  { policy: TECHNICIAN, title: 'A technician signs' },
  { policy: TECHNICIAN_AND_MANAGER, title: 'A technician and the requester’s manager sign' },
];

async function toolLines(
  dependencies: Pick<CommandDependencies, 'clients' | 'policies' | 'catalog'>,
  client: Client,
): Promise<readonly string[]> {
  const state = await readPolicies(dependencies, client.id);
  const policies = state ? contextOf(state) : {};
  const scope = scopeOfClient(client, new AbortController().signal);
  const tools = dependencies.catalog.all.filter((tool) => tool.isFor?.(scope) ?? true);
  const having = (policy: ToolPolicy, kind?: Tool['kind']) =>
    tools.filter((tool) => (!kind || tool.kind === kind) && samePolicy(toolPolicy(tool, policies), policy));
  const disabled = having(DISABLED);
  return [
    `• Tools with which it looks, without asking: ${having(AUTO, 'read').length}`,
    ...(tools.some(({ kind }) => kind === 'write')
      ? [
          unaskedLine(having(AUTO, 'write')),
          ...SIGNED.map(({ policy, title }) => groupLine(title, having(policy, 'write'))),
          '• Whatever touches something of high risk needs the manager’s signature, too.',
        ]
      : ['• Changes nothing yet: no system in which it could is connected (`integration`).']),
    ...(disabled.length > 0 ? [groupLine('Disabled', disabled)] : []),
  ];
}

/** Every one of them: what nobody is asked for has to be read whole. */
function unaskedLine(tools: readonly Tool[]): string {
  if (tools.length === 0) return '• Changes without asking: nothing';
  const names = tools.map(
    (tool) => `${tool.name}${tool.kind === 'write' && tool.highRisk ? ', high risk' : ''}`,
  );
  return `• Changes without asking, for whoever asks for themselves: ${tools.length} (${names.join('; ')})`;
}

function groupLine(title: string, tools: readonly Tool[]): string {
  const names = nameList(tools.map(({ name }) => name));
  return tools.length === 0 ? `• ${title}: nothing` : `• ${title}: ${tools.length} (${names})`;
}
