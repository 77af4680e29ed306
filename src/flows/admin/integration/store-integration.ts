import type { Finding } from '../../../finding.ts';
import { newId } from '../../../ids.ts';
import type { NewIntegration } from '../../../models/integration.ts';
import type { CommandAnswer, FormProblems } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import { auditFact, type CommandDependencies, type Entitled } from '../given-command.ts';
import { integrationChanged } from './find-integration.ts';
import { problemText } from './health.ts';
import type { IntegrationKind } from './integration-admin.ts';
import { type FilledSettings, isElsewhere, problemsOn, secretsWith } from './integration-form.ts';
import { findingLines, webhookLines } from './integration-words.ts';
import { leaveVendor } from './leave-vendor.ts';
import type { Submission } from './read-submission.ts';

/** What is done with an integration, for the trail. */
export type IntegrationChange = 'connected' | 'settings_changed' | 'rotated' | 'disconnected';

/** Settings that are to be tried. */
export interface ToTry extends Submission {
  change: Exclude<IntegrationChange, 'disconnected'>;
}

/** Settings that work, with what is kept of the present secrets. */
interface ToStore extends Pick<ToTry, 'system' | 'before' | 'change'> {
  filled: FilledSettings;
}

/** Signs in with settings and stores them if that worked: nothing that does not work takes the place of what does. */
export async function tryAndStore(
  dependencies: CommandDependencies,
  caller: Entitled,
  { system, before, fields, typed, change }: ToTry,
): Promise<CommandAnswer | FormProblems> {
  const { secrets, problems } = secretsWith(system, before, typed);
  if (Object.keys(problems).length > 0) return problemsOn(fields, problems);
  const filled = { settings: typed.settings, secrets };
  const tried = await dependencies.integrationAdmin.tryOut(system.name, {
    ...filled.settings,
    ...filled.secrets,
  });
  if (tried.kind === 'unfit') return problemsOn(fields, tried.problems);
  if (tried.kind === 'not_signed_in') {
    const [first] = fields;
    const text = tried.findings.flatMap(problemText).join(' ');
    return { kind: 'invalid', problems: first ? { [first.name]: `Not stored. ${text}` } : {} };
  }
  const save = () => store(dependencies, caller, { system, before, filled, change }, tried.findings);
  return before && isElsewhere(system, before, filled.settings)
    ? leaveVendor(dependencies, system, save)
    : save();
}

async function store(
  dependencies: CommandDependencies,
  caller: Entitled,
  { system, before, filled, change }: ToStore,
  findings: readonly Finding[],
): Promise<CommandAnswer> {
  const { integrations, integrationAdmin, integrationChecks, clock } = dependencies;
  const record = newRecord(dependencies, caller, { system, before, filled, change });
  const facts = [integrationFact(dependencies, caller, system, change)];
  const stored = before
    ? await integrations.replace(before, record, facts)
    : await integrations.insert(record, facts);
  if (!stored) return integrationChanged(system);
  await enterFacts(dependencies, facts);
  await integrationChecks.save({ name: system.name, at: clock.now(), findings });
  await integrationAdmin.refresh();
  const unasked = await integrationAdmin.askForWebhooks(system.name);
  const lines = [
    `${system.title} ${DONE[change]}. It works here now, and in every other process within seconds.`,
    ...findingLines(findings),
    ...(unasked === undefined ? [] : [unasked]),
    ...(change === 'rotated' ? [ROTATED] : webhookLines(integrationAdmin.webhookPlace(system.name))),
  ];
  return {
    kind: 'answer',
    text: lines.join('\n'),
    choices: [{ label: 'What it may do there', command: `integration show ${system.name}` }],
  };
}

const DONE: Readonly<Record<ToStore['change'], string>> = {
  connected: 'is connected',
  settings_changed: 'is connected with its new settings',
  rotated: 'has its new secrets',
};

const ROTATED = 'The old ones are deleted here: revoke them there.';

function newRecord(
  { clock }: Pick<CommandDependencies, 'clock'>,
  { person }: Entitled,
  { system, before, filled, change }: ToStore,
): NewIntegration {
  const connected =
    before && change === 'rotated'
      ? { connectedBy: before.connectedBy, connectedAt: before.connectedAt }
      : { connectedBy: { personId: person.id, name: person.displayName }, connectedAt: clock.now() };
  return { name: system.name, id: before?.id ?? newId('ins'), ...filled, ...connected };
}

/** For the trail: what was done, never with what. */
export function integrationFact(
  dependencies: Pick<CommandDependencies, 'clock'>,
  { person }: Entitled,
  { name }: IntegrationKind,
  change: IntegrationChange,
) {
  return auditFact(dependencies, 'integration_changed', { integration: name, change }, person);
}
