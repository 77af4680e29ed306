import { z } from 'zod';
import { addMs, DAY_MS } from '../../../clock.ts';
import type { PolicyContext } from '../../../models/stores.ts';
import { type PolicySet, policyText, type ToolPolicy } from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { type CommandLine, type CommandSpec, deskCommand } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { joinWords } from '../words.ts';
import { describeReplay, storiesOf } from './describe-replay.ts';
import { findTools } from './find-tools.ts';
import { replay } from './policy-replay.ts';
import { CLIENT_OPTION, findState } from './policy-scope.ts';
import { contextOf, type PolicyState } from './policy-state.ts';
import { POLICY_CHOICES, splitPolicy } from './policy-words.ts';
import { wantedFor } from './set-command.ts';

const DAYS = 30;
/** Requests that are replayed; more are said to be left out. */
const MOST_REPLAYED = 500;

/** `policy try TOOL POLICY --client X`: what the last 30 days would have been with it. Changes nothing. */
export const policyTryCommand: CommandSpec = deskCommand(
  {
    name: 'policy try',
    role: 'admin',
    summary: 'replays a client’s last 30 days with another policy, and changes nothing',
    takes: '<words...>',
    options: [CLIENT_OPTION],
    examples: [
      {
        line: 'policy try add_to_group auto --client lakeside',
        does: 'what would have run without asking, and which of that had been denied',
      },
    ],
    input: z.object({ words: z.array(z.string()), client: z.string().optional() }),
  },
  async (dependencies, { input, line }) => {
    const { tools: names, policy } = splitPolicy(input.words);
    if (policy === undefined) return { kind: 'not_understood', text: `The policy is ${POLICY_CHOICES}.` };
    const found = findTools(dependencies.catalog.all, names.slice(0, 1), line);
    if (found.kind === 'not_found') return found.answer;
    const [tool] = found.found;
    if (!tool || names.length > 1)
      return {
        kind: 'not_understood',
        text: 'One tool at a time: `policy try add_to_group auto --client lakeside`.',
      };
    if (tool.kind === 'read')
      return { kind: 'refused', text: `${tool.name} only looks: it has asked nobody, whatever its policy.` };
    const fit = wantedFor([tool], policy);
    if (fit.kind === 'refused') return fit;
    if (input.client === undefined) return whichClient(dependencies, line);
    const scope = await findState(dependencies, input.client, line);
    if (scope.kind === 'not_found') return scope.answer;
    return tried(dependencies, { tool, policy, state: scope.state });
  },
);

async function whichClient({ clients }: CommandDependencies, { words }: CommandLine): Promise<CommandAnswer> {
  const all = await clients.all();
  return {
    kind: 'not_understood',
    text: 'At which client? Add `--client` and its name.',
    choices: all.map(({ id, name }) => ({ label: name, command: joinWords([...words, '--client', id]) })),
  };
}

interface Trying {
  tool: Tool;
  policy: ToolPolicy | null;
  state: PolicyState;
}

async function tried(
  dependencies: CommandDependencies,
  { tool, policy, state }: Trying,
): Promise<TextAnswer> {
  const { requests, clock, catalog } = dependencies;
  const since = addMs(clock.now(), -DAYS * DAY_MS);
  const found = await requests.plannedWith(
    { clientId: state.scope, tool: tool.name, since },
    MOST_REPLAYED + 1,
  );
  const now = contextOf(state);
  const changed = withOwn(now, { tool, policy, state });
  const replayed = found
    .slice(0, MOST_REPLAYED)
    .flatMap((request) => replay(request, { catalog, now, changed }) ?? []);
  const title = `${tool.name} ${policy ? policyText(policy) : 'default'} at ${state.scopeName}, the last ${DAYS} days. Nothing is changed.`;
  if (replayed.length === 0)
    return { kind: 'answer', text: `${title}\nNo request has had a plan with ${tool.name} in that time.` };
  const count = replayed.length === 1 ? '1 request' : `${replayed.length} requests`;
  const text = [
    title,
    `${count} had a plan with it.`,
    ...(found.length > MOST_REPLAYED ? [`There were more: these are the newest ${MOST_REPLAYED}.`] : []),
    ...modeLine(state),
    ...describeReplay(replayed),
  ].join('\n');
  return { kind: 'answer', text, choices: storiesOf(replayed) };
}

function withOwn(now: PolicyContext, { tool, policy, state }: Trying): PolicyContext {
  const { [tool.name]: _, ...others } = now.client?.tools ?? {};
  const client: PolicySet = {
    scope: state.scope,
    version: now.client?.version ?? 0,
    tools: policy === null ? others : { ...others, [tool.name]: policy },
  };
  return { ...now, client };
}

function modeLine({ clients }: PolicyState): string[] {
  return clients.some(({ client }) => client.mode === 'plan')
    ? ['It is in plan mode: nothing runs there, whatever policies say.']
    : [];
}
