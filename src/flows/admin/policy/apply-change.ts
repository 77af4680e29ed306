import type { AuditFact } from '../../../models/audit.ts';
import { THE_MSP } from '../../../models/client.ts';
import type { Person } from '../../../models/person.ts';
import { policyText } from '../../../models/tool-policy.ts';
import type { CommandAnswer, TextAnswer } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import type { CommandLine } from '../command-spec.ts';
import { unconfirmed } from '../confirm.ts';
import { auditFact, type CommandDependencies, type Entitled } from '../given-command.ts';
import { describeChange } from './describe-change.ts';
import { changeOf, type PolicyChange, type WantedPolicy } from './policy-change.ts';
import { policiesChanged } from './policy-scope.ts';
import type { PolicyState } from './policy-state.ts';
import { askSecondSignature, otherAdmins } from './second-signature.ts';

/** A change as it was asked for. */
export interface AskedChange {
  state: PolicyState;
  wanted: readonly WantedPolicy[];
  /** What the line was given with; absent for whoever has yet to see what it comes to. */
  confirm?: string | undefined;
  /** The line that asks for it. */
  line: CommandLine;
}

/**
 * Shows what a change comes to; once that is confirmed, makes it, or asks for a second signature. A confirmation of
 * something else than would happen now changes nothing: what there is now is shown instead.
 */
export async function changePolicies(
  dependencies: CommandDependencies,
  caller: Entitled,
  { state, wanted, confirm, line }: AskedChange,
): Promise<CommandAnswer> {
  const change = changeOf(state, wanted);
  if (change.changes.length === 0) return { kind: 'answer', text: describeUnchanged(change) };
  const asked = await askFirst(dependencies, caller, { change, confirm, line });
  if (asked) return asked;
  return needsSignature(change)
    ? askSecondSignature(dependencies, caller, change)
    : savePolicies(dependencies, change, caller.person);
}

function needsSignature({ changes }: PolicyChange): boolean {
  return changes.some(({ loosens }) => loosens);
}

function describeUnchanged({ scopeName, unchanged }: PolicyChange): string {
  const lines = unchanged.map(({ tool, policy }) =>
    policy === null
      ? `• ${tool.name} has no policy of its own here`
      : `• ${tool.name} is set to ${policyText(policy)}`,
  );
  return [`${scopeName}: this is so already.`, ...lines].join('\n');
}

interface Asking extends Pick<AskedChange, 'confirm' | 'line'> {
  change: PolicyChange;
}

async function askFirst(
  dependencies: CommandDependencies,
  { person }: Entitled,
  { change, confirm, line }: Asking,
): Promise<TextAnswer | undefined> {
  const lines = [describeChange(change), ...(await waitingLine(dependencies, change))];
  const signers = needsSignature(change) ? await otherAdmins(dependencies, person) : undefined;
  if (signers?.kind === 'missing')
    return { ...signers.answer, text: [...lines, signers.answer.text].join('\n') };
  if (signers)
    lines.push(
      `High risk: another admin has to sign (${signers.admins.map(({ displayName }) => displayName).join(', ')}).`,
    );
  return unconfirmed({
    by: person,
    line,
    confirm,
    shown: change.seen,
    text: lines.join('\n'),
    label: signers ? 'Ask for the signature' : 'Apply',
    style: 'primary',
  });
}

/** Requests that wait keep the signatures they ask for; policies are looked at again right before anything runs. */
async function waitingLine(
  { requests }: Pick<CommandDependencies, 'requests'>,
  { changes }: PolicyChange,
): Promise<string[]> {
  const clientIds = [...new Set(changes.flatMap(({ affected }) => affected.map(({ id }) => id)))];
  const tools = changes.map(({ tool }) => tool.name);
  const count = clientIds.length === 0 ? 0 : await requests.countWaitingWith({ clientIds, tools });
  if (count === 0) return ['No waiting request is affected.'];
  const what = tools.length === 1 ? 'it' : 'one of them';
  return [
    count === 1
      ? `1 waiting request uses ${what}: it waits for the same signatures as before, and runs only if these are enough then.`
      : `${count} waiting requests use ${what}: they wait for the same signatures as before, and run only if these are enough then.`,
  ];
}

/** Makes a change that one admin may make, compare-and-set, with an audit entry for each tool. */
export async function savePolicies(
  dependencies: Pick<CommandDependencies, 'policies' | 'audit' | 'owedFacts' | 'clock'>,
  change: PolicyChange,
  admin: Person,
): Promise<TextAnswer> {
  const { scope, scopeName, version, changes } = change;
  const loosened = changes.find(({ loosens }) => loosens);
  if (loosened)
    return {
      kind: 'refused',
      text: `${loosened.tool.name} is high risk: one admin alone cannot make it \`auto\`.`,
    };
  const tools = Object.fromEntries(changes.map(({ tool, policy }) => [tool.name, policy]));
  const facts = factsOf(dependencies, change, admin);
  const saved = await dependencies.policies.set({ scope, version, tools, facts });
  if (!saved) return policiesChanged(change);
  await enterFacts(dependencies, facts);
  const lines = changes.map(
    ({ tool, from, to }) => `• ${tool.name} is ${policyText(to)} now (it was ${policyText(from)})`,
  );
  return { kind: 'answer', text: [`${scopeName}:`, ...lines].join('\n') };
}

function factsOf(
  dependencies: Pick<CommandDependencies, 'clock'>,
  { scope, changes }: PolicyChange,
  admin: Person,
): AuditFact[] {
  return changes.map(({ tool, from, to, policy }) => {
    const details = {
      tool: tool.name,
      scope,
      from: policyText(from),
      to: policyText(to),
      ...(policy === null ? { reset: true } : {}),
    };
    const fact = auditFact(dependencies, 'policy_changed', details, admin);
    return scope === THE_MSP.id ? fact : { ...fact, clientId: scope };
  });
}
