import { z } from 'zod';
import { addMs, DAY_MS } from '../../../clock.ts';
import type { ServiceRequest } from '../../../models/request.ts';
import type { PolicyContext } from '../../../models/stores.ts';
import { ticketLabel } from '../../../models/ticket.ts';
import { type PolicySet, policyText, type ToolPolicy } from '../../../models/tool-policy.ts';
import type { Tool } from '../../../tools/tool.ts';
import type { CommandAnswer } from '../../desk.ts';
import { cut } from '../../limits.ts';
import { oneLine } from '../../lines.ts';
import { type CommandLine, type CommandSpec, deskCommand } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { joinWords } from '../words.ts';
import { findTools } from './find-tools.ts';
import { type Replayed, replay, type Signing, type WhatCame } from './policy-replay.ts';
import { CLIENT_OPTION, findState } from './policy-scope.ts';
import { contextOf, type PolicyState } from './policy-state.ts';
import { POLICY_CHOICES, splitPolicy } from './policy-words.ts';
import { wantedFor } from './set-command.ts';

const DAYS = 30;
/** Requests that are replayed; more are said to be left out. */
const MOST_REPLAYED = 500;
const MOST_LISTED = 8;

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
    const fit = wantedFor([tool], policy, false);
    if (fit.kind === 'refused') return fit;
    if (input.client === undefined) return whichClient(dependencies, line);
    const scope = await findState(dependencies, input.client, line);
    if (scope.kind === 'not_found') return scope.answer;
    return { kind: 'answer', text: await tried(dependencies, { tool, policy, state: scope.state }) };
  },
);

async function whichClient({ clients }: CommandDependencies, { words }: CommandLine): Promise<CommandAnswer> {
  const all = await clients.all();
  return {
    kind: 'not_understood',
    text: 'At which client? Add `--client` and its name.',
    choices: all
      .slice(0, 10)
      .map(({ id, name }) => ({ label: cut(name, 70), command: joinWords([...words, '--client', id]) })),
  };
}

interface Trying {
  tool: Tool;
  policy: ToolPolicy | null;
  state: PolicyState;
}

async function tried(dependencies: CommandDependencies, { tool, policy, state }: Trying): Promise<string> {
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
  if (replayed.length === 0) return `${title}\nNo request has had a plan with ${tool.name} in that time.`;
  return [
    title,
    replayed.length === 1
      ? '1 request had a plan with it.'
      : `${replayed.length} requests had a plan with it.`,
    ...(found.length > MOST_REPLAYED ? [`There were more: these are the newest ${MOST_REPLAYED}.`] : []),
    ...modeLine(state),
    ...GROUPS.flatMap((group) => groupLines(group, replayed)),
  ].join('\n');
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

const GROUPS: readonly { signing: Signing; title: (count: string) => string }[] = [
  { signing: 'nobody', title: (count) => `Would have run without asking: ${count}` },
  { signing: 'technician', title: (count) => `Would ask a technician: ${count}` },
  { signing: 'technician_and_manager', title: (count) => `Would ask a technician and the manager: ${count}` },
  { signing: 'refused', title: (count) => `Would be refused: ${count}` },
];

function groupLines({ signing, title }: (typeof GROUPS)[number], replayed: readonly Replayed[]): string[] {
  const group = replayed.filter(({ would }) => would === signing);
  if (group.length === 0 && signing !== 'nobody') return [];
  // What somebody has said no to comes first: it is what a change is judged by.
  const sorted = group.toSorted((one, other) => Number(isNo(other)) - Number(isNo(one)));
  const left = group.length - MOST_LISTED;
  return [
    `${title(String(group.length))}${summary(group)}`,
    ...sorted.slice(0, MOST_LISTED).map((one) => `• ${lineOf(one)}`),
    ...(left > 0 ? [`• …and ${left} more`] : []),
  ];
}

function isNo({ came }: Replayed): boolean {
  return came === 'denied' || came === 'expired';
}

function summary(group: readonly Replayed[]): string {
  const counts = (['denied', 'expired'] as const).map((came) => ({
    came,
    count: group.filter((one) => one.came === came).length,
  }));
  const some = counts
    .filter(({ count }) => count > 0)
    .map(({ came, count }) => `${count} had been ${came === 'denied' ? 'denied' : 'left to expire'}`);
  const asBefore = group.filter(({ would, does }) => would === does).length;
  const same =
    asBefore > 0 ? [`${asBefore === group.length ? 'all' : asBefore} as with the present policy`] : [];
  const words = [...some, ...same];
  return words.length > 0 ? ` (${words.join('; ')})` : '';
}

const CAME: Readonly<Record<WhatCame, string>> = {
  approved: 'was approved',
  denied: 'was DENIED',
  expired: 'had EXPIRED',
  waiting: 'is waiting',
  not_asked: 'nobody was asked',
  not_decided: 'was not decided',
};

function lineOf({ request, came, because }: Replayed): string {
  const date = request.createdAt.toISOString().slice(0, 10);
  const what = oneLine(cut((request.plan?.steps ?? []).map(({ summary: text }) => text).join('; '), 120));
  const why = because.length > 0 ? `; ${because.join('; ')}` : '';
  return `${date} ${oneLine(request.requester.name)}: ${what} (${nameOf(request)}): ${came === 'denied' ? deniedBy(request) : CAME[came]}${why}`;
}

function deniedBy({ approvals }: ServiceRequest): string {
  const denial = approvals.map(({ state }) => state).find((state) => state.kind === 'denied');
  return denial ? `was DENIED by ${denial.by.name}` : CAME.denied;
}

function nameOf({ ticket, id }: ServiceRequest): string {
  if (!ticket) return `request ${id}`;
  return ticket.url ? `ticket ${ticketLabel(ticket)}, ${ticket.url}` : `ticket ${ticketLabel(ticket)}`;
}
