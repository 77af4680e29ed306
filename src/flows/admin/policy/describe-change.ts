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
  const differing = changes.filter(({ from, to }) => !samePolicy(from, to));
  const staying = changes.filter((one) => !differing.includes(one));
  return [
    `${scopeName}: ${count} would change. Nothing has changed yet.`,
    ...differing.map((one) => `• ${describeTool(one, change)}`),
    ...stayingLines(staying, change),
    ...unchangedLine(unchanged, change),
  ].join('\n');
}

function describeTool(
  { tool, from, to, policy, affected, keeping, loosens }: ToolChange,
  { scope }: PolicyChange,
) {
  const isEverywhere = scope === THE_MSP.id;
  const names = affected.map(({ name }) => name);
  const kept = keeping.map(({ client, policy: theirs }) => `${client.name} (${policyText(theirs)})`);
  return [
    `${tool.name}: ${policyText(from)} → ${policyText(to)}${policy === null ? ' (reset)' : ''}`,
    ...(loosens ? ['high risk'] : []),
    ...(isEverywhere ? [`at ${names.length === 0 ? 'no client now' : nameList(names)}`] : []),
    ...(kept.length > 0 ? [`keeps its own: ${nameList(kept)}`] : []),
  ].join('; ');
}

/** The same holds as before, by another word: what the MSP or the default says no longer counts, or counts again. */
function stayingLines(staying: readonly ToolChange[], { scope }: PolicyChange): string[] {
  return [true, false].flatMap((isReset) => {
    const some = staying.filter(({ policy }) => (policy === null) === isReset);
    if (some.length === 0) return [];
    const whose = scope === THE_MSP.id ? 'set for all clients' : 'the client’s own';
    const names = some.map(
      ({ tool, to, loosens }) => `${tool.name} (${policyText(to)}${loosens ? ', high risk' : ''})`,
    );
    return [
      `• As before, but ${isReset ? `no longer ${whose}` : `${whose} from now on`}: ${names.join(', ')}`,
    ];
  });
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
