import { z } from 'zod';
import { THE_MSP } from '../../../models/client.ts';
import { ownPolicy, policyText, samePolicy, type ToolPolicy } from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import { toolPolicy } from '../../catalog.ts';
import type { CommandChoice } from '../../desk.ts';
import { type CommandSpec, deskCommand } from '../command-spec.ts';
import { joinWords } from '../words.ts';
import { nameList } from './describe-change.ts';
import { findTools, integrationsOf } from './find-tools.ts';
import { policyWithSource } from './list-command.ts';
import { CLIENT_OPTION, findState } from './policy-scope.ts';
import { contextOf, type PolicyState } from './policy-state.ts';
import { POLICIES } from './policy-words.ts';

/** `policy show TOOL`: one tool with what holds where, and what can be set instead. */
export const policyShowCommand: CommandSpec = deskCommand(
  {
    name: 'policy show',
    role: 'admin',
    summary: 'one tool: what holds, whose word that is, and where it is different',
    takes: '<tool>',
    options: [CLIENT_OPTION],
    examples: [{ line: 'policy show reset_password --client lakeside', does: 'one tool at one client' }],
    input: z.object({ tool: z.string(), client: z.string().optional() }),
  },
  async (dependencies, { input, line }) => {
    const { catalog } = dependencies;
    const found = findTools(catalog.all, [input.tool], line);
    if (found.kind === 'not_found') return found.answer;
    const [tool] = found.found;
    if (!tool) return { kind: 'not_understood', text: 'Which tool? `policy list` shows them.' };
    const scope = await findState(dependencies, input.client, line);
    if (scope.kind === 'not_found') return scope.answer;
    const integration = integrationsOf(catalog).find(({ name }) => name === tool.integration);
    return {
      kind: 'answer',
      text: [
        `${tool.name} (${integration?.title ?? tool.integration}): ${nature(tool)}`,
        ...holding(tool, scope.state),
      ].join('\n'),
      choices: alternatives(tool, scope.state),
    };
  },
);

function nature(tool: Tool): string {
  if (tool.kind === 'read') return 'only looks.';
  return `${tool.title.toLowerCase()}${tool.highRisk ? ', high risk' : ''}.`;
}

function holding(tool: Tool, state: PolicyState): string[] {
  const here = `• ${state.scopeName}: ${policyWithSource(tool, state)}`;
  const meaning = `• ${meaningOf(toolPolicy(tool, contextOf(state)))}`;
  if (state.scope !== THE_MSP.id) return [here, meaning];
  const own = state.clients.flatMap(({ client, own: set }) => {
    const policy = ownPolicy(set, tool.name);
    return policy ? [`${client.name} (${policyText(policy)})`] : [];
  });
  return [here, meaning, ...(own.length > 0 ? [`• Own policy at ${nameList(own)}`] : [])];
}

function meaningOf(policy: ToolPolicy): string {
  switch (policy.kind) {
    case 'auto':
      return 'Nobody is asked, as long as people ask for themselves; for somebody else, a technician.';
    case 'approval_needed':
      return policy.withManager
        ? 'A technician and the requester’s manager sign.'
        : 'A technician signs; what touches something of high risk needs the manager too.';
    case 'disabled':
      return 'The tool is not there.';
  }
}

/** Each is shown first and changes nothing by itself. */
function alternatives(tool: Tool, state: PolicyState): CommandChoice[] {
  const at = state.scope === THE_MSP.id ? [] : ['--client', state.scope];
  const now = toolPolicy(tool, contextOf(state));
  const possible = POLICIES.filter((policy) => tool.kind === 'write' || policy.kind !== 'approval_needed');
  return possible
    .filter((policy) => !samePolicy(policy, now))
    .map((policy) => ({
      label: `Set ${policyText(policy)}`,
      command: joinWords(['policy', 'set', tool.name, ...policyText(policy).split(' '), ...at]),
    }));
}
