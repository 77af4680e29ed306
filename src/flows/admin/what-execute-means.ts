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
  const lacking = missing({ ...client, mode: 'execute' }, { technicians });
  return [
    `${client.name} would be in execute mode: from its next request on the agent acts there, and answers its people. Nothing has changed yet.`,
    ...tools,
    `• Technicians who are asked: ${cut(whoIsAsked(client, technicians), LONGEST_NAMES)}`,
    ...(fallback ? [`• Where the directory names no manager: ${fallback.displayName}`] : []),
    ...(lacking.length > 0 ? ['Still missing:', ...lacking] : []),
  ].join('\n');
}

/** In which order what may be changed is told: first what nobody is asked for. */
const GROUPS: readonly { policy: ToolPolicy; title: string; more?: string }[] = [
  { policy: AUTO, title: 'Changes without asking', more: ', for whoever asks for themselves' },
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
          ...GROUPS.map(({ policy, title, more }) => groupLine(title, having(policy, 'write'), more)),
          '• Whatever touches something of high risk needs the manager’s signature, too.',
        ]
      : ['• Changes nothing yet: no system in which it could is connected (`integration`).']),
    ...(disabled.length > 0 ? [groupLine('Disabled', disabled)] : []),
  ];
}

function groupLine(title: string, tools: readonly Tool[], more = ''): string {
  const names = nameList(tools.map(({ name }) => name));
  return tools.length === 0 ? `• ${title}: nothing` : `• ${title}: ${tools.length} (${names})${more}`;
}
