import { z } from 'zod';
import { THE_MSP } from '../../../models/client.ts';
import { ownPolicy, policyText } from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import { toolPolicy } from '../../catalog.ts';
import { type CommandSpec, deskCommand } from '../command-spec.ts';
import { nameList } from './describe-change.ts';
import { findIntegration, type Integration, integrationsOf } from './find-tools.ts';
import { CLIENT_OPTION, findState, INTEGRATION_OPTION } from './policy-scope.ts';
import { contextOf, type PolicyState, sourceOf } from './policy-state.ts';

/** `policy list`: by integration, with what differs from the default and whose word that is. */
export const policyListCommand: CommandSpec = deskCommand(
  {
    name: 'policy list',
    role: 'admin',
    summary: 'how each tool may be used, and what differs from the default',
    options: [CLIENT_OPTION, INTEGRATION_OPTION],
    examples: [
      { line: 'policy list', does: 'what holds for all clients' },
      { line: 'policy list --client lakeside --integration microsoft365', does: 'what holds at one client' },
    ],
    input: z.object({ client: z.string().optional(), integration: z.string().optional() }),
  },
  async (dependencies, { input, line }) => {
    const { catalog } = dependencies;
    const one =
      input.integration === undefined ? undefined : findIntegration(catalog, input.integration, line);
    if (one?.kind === 'not_found') return one.answer;
    const scope = await findState(dependencies, input.client, line);
    if (scope.kind === 'not_found') return scope.answer;
    const integrations = one ? [one.found] : integrationsOf(catalog);
    const listed = integrations.map((integration) => listing(integration, scope.state, one !== undefined));
    return { kind: 'answer', text: [`Policies: ${scope.state.scopeName}`, ...listed].join('\n') };
  },
);

/** What only looks, as it does by default, is counted: a phone shows what matters. */
function listing({ title, tools }: Integration, state: PolicyState, isWhole: boolean): string {
  const isPlain = (tool: Tool) => tool.kind === 'read' && !isWhole && !isSet(tool, state);
  const plain = tools.filter(isPlain);
  const lines = tools.filter((tool) => !isPlain(tool)).map((tool) => `• ${describe(tool, state)}`);
  const rest = plain.length === 1 ? '1 tool that only looks' : `${plain.length} tools that only look`;
  return [`${title}:`, ...lines, ...(plain.length > 0 ? [`• ${rest}: auto (default)`] : [])].join('\n');
}

function isSet({ name }: Tool, state: PolicyState): boolean {
  return sourceOf(name, contextOf(state)) !== 'default' || ownAtClients(name, state).length > 0;
}

function describe(tool: Tool, state: PolicyState): string {
  const own = state.scope === THE_MSP.id ? ownAtClients(tool.name, state) : [];
  const elsewhere = own.length > 0 ? `; own policy at ${nameList(own)}` : '';
  return `${tool.name}: ${policyWithSource(tool, state)}${elsewhere}`;
}

/** `auto ← Lakeside Dental (default: approval_needed)`; a policy that nobody has set is left as it is. */
export function policyWithSource(tool: Tool, state: PolicyState): string {
  const context = contextOf(state);
  const text = policyText(toolPolicy(tool, context));
  const source = sourceOf(tool.name, context);
  if (source === 'default') return text;
  const whose = source === 'client' ? state.scopeName : 'all clients';
  return `${text} ← set for ${whose} (default: ${policyText(toolPolicy(tool, {}))})`;
}

function ownAtClients(tool: string, { clients }: PolicyState): string[] {
  return clients.flatMap(({ client, own }) => {
    const policy = ownPolicy(own, tool);
    return policy ? [`${client.name} (${policyText(policy)})`] : [];
  });
}
