import { z } from 'zod';
import type { PolicyContext } from '../../../models/stores.ts';
import {
  policyText,
  samePolicy,
  TECHNICIAN_AND_MANAGER,
  type ToolPolicy,
} from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import { toolPolicy } from '../../catalog.ts';
import type { CommandAnswer } from '../../desk.ts';
import { type CommandLine, type CommandSpec, deskCommand } from '../command-spec.ts';
import { CONFIRM } from '../confirm.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { match } from '../matching.ts';
import { joinWords } from '../words.ts';
import { changePolicies } from './apply-change.ts';
import { type Found, findIntegration, findTools } from './find-tools.ts';
import type { WantedPolicy } from './policy-change.ts';
import { CLIENT_OPTION, findState, INTEGRATION_OPTION } from './policy-scope.ts';
import { contextOf } from './policy-state.ts';
import { POLICIES, POLICY_CHOICES, splitPolicy, toolNames } from './policy-words.ts';

const Options = z.object({
  words: z.array(z.string()).default([]),
  client: z.string().optional(),
  integration: z.string().optional(),
  confirm: z.string().optional(),
});

/** `policy set TOOLS… POLICY`, for one client or all. */
export const policySetCommand: CommandSpec = deskCommand(
  {
    name: 'policy set',
    role: 'admin',
    summary: 'set `auto`, `approval_needed`, `approval_needed with manager`, `disabled` or `default`',
    takes: '[words...]',
    options: [
      CLIENT_OPTION,
      INTEGRATION_OPTION,
      { flags: '--with-manager', does: 'the requester’s manager signs too' },
      CONFIRM,
    ],
    examples: [
      {
        line: 'policy set add_to_group auto --client lakeside',
        does: 'one tool at one client, without asking',
      },
      {
        line: 'policy set add_to_group, assign_licence approval_needed with manager',
        does: 'two tools at all clients, with two signatures',
      },
      {
        line: 'policy set --integration microsoft365 disabled --client brightfield',
        does: 'everything in Microsoft 365 at one client',
      },
    ],
    input: Options.extend({ withManager: z.boolean().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const { tools, policy } = splitPolicy(input.words);
    if (policy === undefined) return unreadPolicy(dependencies, line, tools);
    const meant = input.withManager ? withManager(policy) : policy;
    if (meant === undefined)
      return {
        kind: 'not_understood',
        text: '`--with-manager` goes with `approval_needed`: the other policies ask nobody.',
      };
    return change(dependencies, caller, { input, names: tools, policy: meant, line });
  },
);

/** `policy reset TOOLS…`: back to the MSP's word, or to the default. */
export const policyResetCommand: CommandSpec = deskCommand(
  {
    name: 'policy reset',
    role: 'admin',
    summary: 'take back what was set: at a client the MSP’s policy holds again, else the default',
    takes: '[words...]',
    options: [CLIENT_OPTION, INTEGRATION_OPTION, CONFIRM],
    examples: [
      { line: 'policy reset add_to_group --client lakeside', does: 'as for all clients again' },
      {
        line: 'policy reset --integration microsoft365',
        does: 'the defaults again, but for clients with their own',
      },
    ],
    input: Options,
  },
  (dependencies, { caller, input, line }) =>
    change(dependencies, caller, { input, names: toolNames(input.words), policy: null, line }),
);

function withManager(policy: ToolPolicy | null): ToolPolicy | undefined {
  return policy?.kind === 'approval_needed' ? TECHNICIAN_AND_MANAGER : undefined;
}

interface Wish {
  input: z.output<typeof Options>;
  names: readonly string[];
  policy: ToolPolicy | null;
  line: CommandLine;
}

async function change(
  dependencies: CommandDependencies,
  caller: Entitled,
  { input, names, policy, line }: Wish,
): Promise<CommandAnswer> {
  const named = toolsFor(dependencies, { names, integration: input.integration, line });
  if (named.kind === 'not_found') return named.answer;
  const scope = await findState(dependencies, input.client, line);
  if (scope.kind === 'not_found') return scope.answer;
  const { state } = scope;
  const wanted = wantedFor(named.found, policy, names.length === 0 ? contextOf(state) : undefined);
  if (wanted.kind === 'refused') return wanted;
  return changePolicies(dependencies, caller, { state, wanted: wanted.wanted, confirm: input.confirm, line });
}

/** Tools by name, and those of a whole integration. */
function toolsFor(
  { catalog }: Pick<CommandDependencies, 'catalog'>,
  {
    names,
    integration,
    line,
  }: { names: readonly string[]; integration: string | undefined; line: CommandLine },
): Found<readonly Tool[]> {
  if (names.length === 0 && integration === undefined)
    return {
      kind: 'not_found',
      answer: {
        kind: 'not_understood',
        text: 'Which tools? Name some, or all of one integration with `--integration microsoft365`. `policy list` shows them.',
      },
    };
  const all = integration === undefined ? undefined : findIntegration(catalog, integration, line);
  if (all?.kind === 'not_found') return all;
  const named = findTools(catalog.all, names, line);
  if (named.kind === 'not_found') return named;
  return { kind: 'found', found: [...new Set([...(all?.found.tools ?? []), ...named.found])] };
}

type WantedPolicies = { kind: 'wanted'; wanted: readonly WantedPolicy[] } | { kind: 'refused'; text: string };

/**
 * Nobody signs for what only looks. Of a whole integration, at which `whole` holds now, such a tool stays as it is when it
 * cannot have the policy or has it.
 */
export function wantedFor(
  tools: readonly Tool[],
  policy: ToolPolicy | null,
  whole?: PolicyContext,
): WantedPolicies {
  const asks = policy?.kind === 'approval_needed';
  const staysAsItIs = (tool: Tool) =>
    tool.kind === 'read' &&
    (asks || (whole !== undefined && policy !== null && samePolicy(toolPolicy(tool, whole), policy)));
  const staying = tools.filter(staysAsItIs);
  const [first] = staying;
  if (first && asks && (!whole || staying.length === tools.length))
    return { kind: 'refused', text: `${first.name} only looks: it is \`auto\` or \`disabled\`.` };
  return {
    kind: 'wanted',
    wanted: tools.filter((tool) => !staying.includes(tool)).map((tool) => ({ tool, policy })),
  };
}

/** A policy that is not there is not guessed: it is offered, or what was misspelled is. */
function unreadPolicy(
  { catalog }: Pick<CommandDependencies, 'catalog'>,
  { words }: CommandLine,
  names: readonly string[],
): CommandAnswer {
  const last = names.at(-1) ?? '';
  const text = `The policy is ${POLICY_CHOICES}.`;
  const tools = findTools(catalog.all, names, { words });
  const offer = (policies: readonly ToolPolicy[], before: readonly string[]): CommandAnswer => ({
    kind: 'not_understood',
    text,
    choices: policies.map((policy) => ({
      label: policyText(policy),
      command: joinWords([...before, ...policyText(policy).split(' ')]),
    })),
  });
  if (names.length > 0 && tools.kind === 'found') return offer(POLICIES, words);
  const meant = match(last, POLICIES, (policy) => [policyText(policy)]);
  const close = meant.kind === 'one' ? [meant.item] : meant.kind === 'several' ? meant.items : meant.close;
  const at = words.lastIndexOf(last);
  return close.length === 0 || at < 0
    ? { kind: 'not_understood', text }
    : offer(close, words.toSpliced(at, 1));
}
