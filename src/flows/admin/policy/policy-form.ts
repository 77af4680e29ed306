import { z } from 'zod';
import { THE_MSP } from '../../../models/client.ts';
import { policyText } from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import { toolPolicy } from '../../catalog.ts';
import type { CommandAnswer, FormProblems } from '../../desk.ts';
import type { FormOption, FormSpec } from '../../form.ts';
import { MAX_OPTIONS } from '../../limits.ts';
import { type CommandSpec, deskCommand, deskForm, type FormHandler } from '../command-spec.ts';
import { clientOptions, option } from '../form-options.ts';
import type { CommandDependencies } from '../given-command.ts';
import { problemAt } from '../line-form.ts';
import { match } from '../matching.ts';
import { joinWords } from '../words.ts';
import { changePolicies } from './apply-change.ts';
import { integrationsOf } from './find-tools.ts';
import type { WantedPolicy } from './policy-change.ts';
import { CLIENT_OPTION, findState } from './policy-scope.ts';
import { contextOf, type PolicyState, readPolicies, sourceOf } from './policy-state.ts';
import { POLICIES, parsePolicy } from './policy-words.ts';
import { wantedFor } from './set-command.ts';

const FORM = 'policy';
const WHOLE = 'integration:';
const SUBCOMMANDS = ['list', 'show', 'set', 'reset', 'try'];

/** `policy` alone opens the form. */
export const policyCommand: CommandSpec = deskCommand(
  {
    name: 'policy',
    role: 'admin',
    summary: 'opens a form to set policies, with what holds now',
    takes: '[words...]',
    options: [CLIENT_OPTION],
    examples: [{ line: 'policy --client lakeside', does: 'the form, with what holds at one client' }],
    input: z.object({ words: z.array(z.string()).default([]), client: z.string().optional() }),
  },
  async (dependencies, { input, line }) => {
    const [first] = input.words;
    if (first !== undefined) return unknownWord(first, line.words);
    const scope = await findState(dependencies, input.client, line);
    if (scope.kind === 'not_found') return scope.answer;
    return { kind: 'form', form: await policyForm(dependencies, scope.state) };
  },
);

function unknownWord(first: string, words: readonly string[]): CommandAnswer {
  const meant = match(first, SUBCOMMANDS, (name) => [name]);
  const close = meant.kind === 'one' ? [meant.item] : meant.kind === 'several' ? meant.items : meant.close;
  const text = `After \`policy\` comes ${SUBCOMMANDS.map((name) => `\`${name}\``).join(', ')}, or nothing for the form. For example: \`policy set add_to_group auto --client lakeside\`.`;
  return {
    kind: 'not_understood',
    text,
    ...(close.length > 0 && {
      choices: close.map((name) => ({
        label: `policy ${name}`,
        command: joinWords(words.toSpliced(words.indexOf(first), 1, name)),
      })),
    }),
  };
}

async function policyForm(
  { clients, catalog }: Pick<CommandDependencies, 'clients' | 'catalog'>,
  state: PolicyState,
): Promise<FormSpec> {
  const all = await clients.all();
  const { options, notListed } = clientOptions(all, {
    beside: 1,
    first: state.scope,
    labelOf: ({ name }) => name,
    line: 'policy --client NAME',
  });
  return {
    id: FORM,
    state: '',
    title: 'Tool policies',
    intro:
      `The policies beside the tools are those of ${state.scopeName}${state.scope === THE_MSP.id ? '' : ' now'}. Nothing changes before you have seen what it comes to. ${notListed}`.trim(),
    fields: [
      {
        kind: 'choice',
        name: 'client',
        label: 'Client',
        options: [option(THE_MSP.id, THE_MSP.name), ...options],
        value: state.scope,
      },
      {
        kind: 'choices',
        name: 'tools',
        label: 'Tools',
        hint: 'One or several, or all of an integration',
        options: toolOptions(catalog, state),
      },
      {
        kind: 'choice',
        name: 'policy',
        label: 'Policy',
        options: [
          ...POLICIES.map((policy) => option(policyText(policy), policyText(policy))),
          option('default', 'default (take back what was set)'),
        ],
      },
    ],
    submit: 'Show what changes',
  };
}

function toolOptions(catalog: CommandDependencies['catalog'], state: PolicyState): FormOption[] {
  const integrations = integrationsOf(catalog);
  return [
    ...integrations.map(({ title, word, tools }) =>
      option(`${WHOLE}${word}`, `All of ${title} (${tools.length})`),
    ),
    ...writingFirst(catalog.all).map((tool) => option(tool.name, toolLabel(tool, state))),
  ].slice(0, MAX_OPTIONS);
}

/** What changes something is what policies are mostly set for. */
function writingFirst(tools: readonly Tool[]): Tool[] {
  return tools.toSorted((one, other) => Number(one.kind === 'read') - Number(other.kind === 'read'));
}

function toolLabel(tool: Tool, state: PolicyState): string {
  const context = contextOf(state);
  const isSet = sourceOf(tool.name, context) !== 'default';
  return `${tool.name}: ${policyText(toolPolicy(tool, context))}${isSet ? ' (set)' : ''}`;
}

const Filled = z.object({
  client: z.string(),
  tools: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]),
  policy: z.string(),
});

/** What was filled in is a `policy set` or `policy reset` like any other: shown first, then confirmed. */
export const policyFormHandler: FormHandler = deskForm(
  { id: FORM, role: 'admin' },
  async (dependencies, caller, { values }): Promise<CommandAnswer | FormProblems> => {
    const filled = Filled.safeParse(values);
    if (!filled.success)
      return problemAt('tools', 'Please choose a client, at least one tool, and a policy.');
    const { client, tools: chosen, policy: text } = filled.data;
    const policy = parsePolicy(text);
    const tools = chosenTools(dependencies.catalog, chosen);
    const state = await readPolicies(dependencies, client);
    if (policy === undefined) return problemAt('policy', 'Please choose one of these.');
    if (!state) return problemAt('client', 'There is no such client any more.');
    if (tools.length === 0) return problemAt('tools', 'There are no such tools any more.');
    const isWhole = chosen.every((one) => one.startsWith(WHOLE));
    const wanted = wantedFor(tools, policy, isWhole ? contextOf(state) : undefined);
    if (wanted.kind === 'refused') return problemAt('policy', wanted.text);
    return changePolicies(dependencies, caller, {
      state,
      wanted: wanted.wanted,
      line: { words: lineOf({ chosen, wanted: wanted.wanted, text, client }) },
    });
  },
);

function chosenTools(catalog: CommandDependencies['catalog'], chosen: readonly string[]): Tool[] {
  const whole = integrationsOf(catalog).filter(({ word }) => chosen.includes(`${WHOLE}${word}`));
  const wanted = (tool: Tool) =>
    chosen.includes(tool.name) || whole.some(({ name }) => name === tool.integration);
  return catalog.all.filter(wanted);
}

/** The same as a command line, for the choice that confirms it; a line can name one integration, and any number of tools. */
function lineOf({
  chosen,
  wanted,
  text,
  client,
}: {
  chosen: readonly string[];
  wanted: readonly WantedPolicy[];
  text: string;
  client: string;
}): string[] {
  const [only = ''] = chosen;
  const isOneIntegration = chosen.length === 1 && only.startsWith(WHOLE);
  return [
    'policy',
    'set',
    ...(isOneIntegration ? [] : wanted.map(({ tool }) => tool.name)),
    ...text.split(' '),
    ...(isOneIntegration ? ['--integration', only.slice(WHOLE.length)] : []),
    ...(client === THE_MSP.id ? [] : ['--client', client]),
  ];
}
