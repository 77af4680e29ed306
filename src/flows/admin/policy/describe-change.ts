import { THE_MSP } from '../../../models/client.ts';
import type { Fact, Preview } from '../../../models/plan.ts';
import { policyText, samePolicy } from '../../../models/tool-policy.ts';
import type { PolicyChange, ToolChange, WantedPolicy } from './policy-change.ts';

const MOST_NAMES = 8;

/** `Lakeside Dental, Brightfield Law and 4 more`. */
export function nameList(names: readonly string[]): string {
  const left = names.length - MOST_NAMES;
  return left > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${left} more` : names.join(', ');
}

/** What will change before it changes, for a phone: each tool from what to what, at which clients, and who keeps their own. */
export function describeChange(change: PolicyChange): string {
  const { scopeName, changes, unchanged } = change;
  const count = changes.length === 1 ? '1 policy' : `${changes.length} policies`;
  return [
    `${scopeName}: ${count} would change. Nothing has changed yet.`,
    ...changes.map((one) => `• ${describeTool(one, change)}`),
    ...unchangedLine(unchanged, change),
  ].join('\n');
}

function describeTool(one: ToolChange, { scope }: PolicyChange): string {
  const { tool, from, to, policy, affected, keeping, loosens } = one;
  const own = scope === THE_MSP.id ? 'set for all clients' : 'the client’s own from now on';
  const stays = policy === null ? 'no longer set here' : own;
  const fromTo = samePolicy(from, to)
    ? `stays ${policyText(to)} (${stays})`
    : `${policyText(from)} → ${policyText(to)}${policy === null ? ' (reset)' : ''}`;
  const where =
    scope === THE_MSP.id && !samePolicy(from, to)
      ? `; at ${affected.length === 0 ? 'no client now' : nameList(affected.map(({ name }) => name))}`
      : '';
  const kept = keeping.map(({ client, policy: theirs }) => `${client.name} (${policyText(theirs)})`);
  const keeps = kept.length > 0 ? `; keeps its own: ${nameList(kept)}` : '';
  return `${tool.name}: ${fromTo}${where}${keeps}${loosens ? '. High risk' : ''}`;
}

function unchangedLine(unchanged: readonly WantedPolicy[], { scopeName }: PolicyChange): string[] {
  if (unchanged.length === 0) return [];
  return [`Set like this already at ${scopeName}: ${nameList(unchanged.map(({ tool }) => tool.name))}.`];
}

/** Each tool of a change with what it was and became, as its preview has them. */
export function policyChanges({ before, after }: Pick<Preview, 'before' | 'after'>): {
  tool: string;
  from: string;
  to: string;
}[] {
  return before.map(({ label: tool, value: from }) => ({
    tool,
    from,
    to: after.find(({ label }) => label === tool)?.value ?? '',
  }));
}

/** What the admin who is asked to sign is shown. */
export function previewOf(change: PolicyChange): Preview {
  const what = `${toolsText(change)} at ${placeOf(change)}`;
  return {
    summary: `Set ${what}`,
    doneSummary: `${change.changes.map(({ tool, to }) => `${tool.name} is ${policyText(to)}`).join(', ')} at ${placeOf(change)} now`,
    before: change.changes.map(({ tool, from }) => ({ label: tool.name, value: policyText(from) })),
    after: [
      ...change.changes.map(({ tool, to }) => ({ label: tool.name, value: policyText(to) })),
      ...whom(change),
    ],
    risk: {
      level: 'high',
      reasons: change.changes
        .filter(({ loosens }) => loosens)
        .map(({ tool }) => `${tool.name} is high risk, and would run without anybody being asked`),
    },
  };
}

function toolsText({ changes }: PolicyChange): string {
  return changes.map(({ tool, to }) => `${tool.name} to ${policyText(to)}`).join(', ');
}

function placeOf({ scope, scopeName }: PolicyChange): string {
  return scope === THE_MSP.id ? 'all clients' : scopeName;
}

function whom({ scope, changes }: PolicyChange): Fact[] {
  if (scope !== THE_MSP.id) return [];
  const names = (all: readonly string[]) => nameList([...new Set(all)]);
  const affected = changes.flatMap((one) => one.affected.map(({ name }) => name));
  const keeping = changes.flatMap((one) =>
    one.keeping.map(({ client, policy }) => `${client.name} (${one.tool.name}: ${policyText(policy)})`),
  );
  return [
    { label: 'Clients that change', value: names(affected) },
    ...(keeping.length > 0 ? [{ label: 'Keep their own', value: names(keeping) }] : []),
  ];
}
