import { z } from 'zod';
import type { Integration } from '../../../models/integration.ts';
import { writeSetting } from '../../../tools/setting-field.ts';
import type { CommandAnswer, CommandChoice } from '../../desk.ts';
import { utcText } from '../../utc-text.ts';
import { deskCommand } from '../command-spec.ts';
import type { CommandDependencies } from '../given-command.ts';
import { checkIntegration } from './check-integrations.ts';
import { connectedSystem, findIntegration, notConnected } from './find-integration.ts';
import type { ConnectedSystem, IntegrationKind } from './integration-admin.ts';
import { findingLines, webhookLines } from './integration-words.ts';

/** `integration show NAME`: its settings without secrets, and what it may do. */
export const showCommand = deskCommand(
  {
    name: 'integration show',
    role: 'admin',
    summary: 'its settings without secrets, and what it may do there',
    takes: '<system>',
    examples: [{ line: 'integration show connectwise', does: 'what it may do in ConnectWise' }],
    input: z.object({ system: z.string() }),
  },
  async (dependencies, { input, line }) => {
    const found = findIntegration(dependencies, input.system, line);
    return found.kind === 'found' ? show(dependencies, found.system) : found.answer;
  },
);

async function show(dependencies: CommandDependencies, system: IntegrationKind): Promise<CommandAnswer> {
  const { integrations, integrationAdmin, integrationChecks } = dependencies;
  const connected = connectedSystem(dependencies, system);
  const stored = await integrations.find(system.name);
  if (!connected && !stored) return notConnected(system);
  const check = (await integrationChecks.all()).find(({ name }) => name === system.name);
  const lines = [
    connected?.from === 'configuration' ? fromConfiguration(system, stored) : connectedBy(system, stored),
    ...(connected?.problem === undefined ? [] : [`• To put right: ${connected.problem}`]),
    ...(connected?.from === 'configuration' || !stored ? [] : settingLines(system, stored)),
    'What it may do there:',
    ...system.may.map((one) => `• ${one}`),
    ...webhookLines(integrationAdmin.webhookPlace(system.name)),
    ...(check ? [`Looked at ${utcText(check.at)}:`, ...findingLines(check.findings)] : []),
  ];
  return { kind: 'answer', text: lines.join('\n'), choices: choicesFor(system, connected) };
}

function fromConfiguration({ title }: IntegrationKind, stored: Integration | undefined): string {
  const besides = stored
    ? ` What ${stored.connectedBy.name} connected in chat is stored and not used meanwhile.`
    : '';
  return `${title} is connected from configuration: its settings are environment variables.${besides}`;
}

function connectedBy({ title }: IntegrationKind, stored: Integration | undefined): string {
  if (!stored) return `${title} is being disconnected.`;
  return `${title}, connected by ${stored.connectedBy.name} on ${utcText(stored.connectedAt)}.`;
}

function settingLines({ fields }: IntegrationKind, { settings, secrets }: Integration): string[] {
  const isStored = (name: string) => secrets.kind === 'open' && secrets.values[name] !== undefined;
  return fields.flatMap((field) => {
    if (field.secret) return isStored(field.name) ? [`• ${field.label}: stored, sealed`] : [];
    const value = settings[field.name];
    return value === undefined
      ? []
      : [`• ${field.label}: ${writeSetting(field, value).replaceAll('\n', ', ')}`];
  });
}

function choicesFor(
  { name }: IntegrationKind,
  connected: ConnectedSystem | undefined,
): readonly CommandChoice[] {
  const check = { label: 'Check now', command: `integration check ${name}` };
  if (connected?.from === 'configuration') return [check];
  return [
    check,
    { label: 'Change settings', command: `integration connect ${name}` },
    { label: 'New secrets', command: `integration rotate ${name}` },
    { label: 'Disconnect', command: `integration disconnect ${name}`, style: 'danger' },
  ];
}

/** `integration check NAME`: looks now. */
export const checkCommand = deskCommand(
  {
    name: 'integration check',
    role: 'admin',
    summary: 'look now whether it works, and what to put right',
    takes: '<system>',
    examples: [{ line: 'integration check hudu', does: 'ask Hudu whether it knows us' }],
    input: z.object({ system: z.string() }),
  },
  async (dependencies, { input, line }) => {
    const found = findIntegration(dependencies, input.system, line);
    if (found.kind === 'not_found') return found.answer;
    const { system } = found;
    const findings = await checkIntegration(dependencies, system.name);
    if (findings) return { kind: 'answer', text: [`${system.title}:`, ...findingLines(findings)].join('\n') };
    const problem = connectedSystem(dependencies, system)?.problem;
    return problem === undefined
      ? notConnected(system)
      : { kind: 'answer', text: `${system.title} cannot be used. ${problem}` };
  },
);
