import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { Integration, IntegrationName } from '../../../models/integration.ts';
import type { CommandAnswer } from '../../desk.ts';
import { enterFacts } from '../../owed-facts.ts';
import { deskCommand } from '../command-spec.ts';
import { CONFIRM, unconfirmed } from '../confirm.ts';
import type { CommandDependencies, Entitled } from '../given-command.ts';
import { countOpenRequests } from '../open-requests.ts';
import {
  connectedSystem,
  findIntegration,
  integrationChanged,
  isConfigured,
  notConnected,
} from './find-integration.ts';
import type { IntegrationKind } from './integration-admin.ts';
import { leaveVendor } from './leave-vendor.ts';
import { integrationFact } from './store-integration.ts';

/** `integration disconnect NAME`: says who is affected, and does it once that was read. */
export const disconnectCommand = deskCommand(
  {
    name: 'integration disconnect',
    role: 'admin',
    summary: 'delete its settings and secrets here, after showing who is affected',
    takes: '<system>',
    options: [CONFIRM],
    examples: [{ line: 'integration disconnect hudu', does: 'show what would be without it' }],
    input: z.object({ system: z.string(), confirm: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    const found = findIntegration(dependencies, input.system, line);
    if (found.kind === 'not_found') return found.answer;
    const { system } = found;
    if (connectedSystem(dependencies, system)?.from === 'configuration') return isConfigured(system);
    const present = await dependencies.integrations.find(system.name);
    if (!present) return notConnected(system);
    const affected = await affectedBy(dependencies, system.name);
    const asked = unconfirmed({
      by: caller.person,
      line,
      confirm: input.confirm,
      shown: [present.id, present.version, affected.map(({ client }) => client.id)],
      text: questionText(system, affected),
      label: `Disconnect ${system.title}`,
    });
    if (asked) return asked;
    return leaveVendor(dependencies, system, () => disconnect(dependencies, caller, system, present));
  },
);

interface Affected {
  client: Client;
  /** Requests of theirs that are not at rest. */
  open: number;
}

async function affectedBy(dependencies: CommandDependencies, name: IntegrationName): Promise<Affected[]> {
  const using = (await dependencies.clients.all()).filter((client) => uses(client, name));
  return Promise.all(
    using.map(async (client) => ({ client, open: await countOpenRequests(dependencies, client.id) })),
  );
}

function uses({ psa, documentation }: Client, name: IntegrationName): boolean {
  return (
    name === 'microsoft365' || psa?.name === name || documentation.some((company) => company.name === name)
  );
}

function questionText({ title, name }: IntegrationKind, affected: readonly Affected[]): string {
  const lines = affected.map(
    ({ client, open }) => `• ${client.name}: ${open === 1 ? '1 open request' : `${open} open requests`}`,
  );
  return [
    affected.length === 0 ? `No client uses ${title}.` : `These clients use ${title}:`,
    ...lines,
    consequence(name),
    'Its settings and secrets are deleted here. Revoke the key there, too.',
  ].join('\n');
}

function consequence(name: IntegrationName): string {
  switch (name) {
    case 'microsoft365':
      return 'Without it nobody can be looked up and nothing can be changed; what waits fails as in an outage.';
    case 'hudu':
    case 'itglue':
      return 'Without it diagnosis goes on without its runbooks.';
    case 'connectwise':
    case 'halopsa':
    case 'autotask':
    case 'jira':
      return 'Without it their tickets are not read or written: what waits on one waits as in an outage, and new requests have no ticket.';
  }
}

async function disconnect(
  dependencies: CommandDependencies,
  caller: Entitled,
  system: IntegrationKind,
  present: Integration,
): Promise<CommandAnswer> {
  const { integrations, integrationAdmin, integrationChecks } = dependencies;
  const facts = [integrationFact(dependencies, caller, system, 'disconnected')];
  if (!(await integrations.remove(present, facts))) return integrationChanged(system);
  await enterFacts(dependencies, facts);
  await integrationChecks.remove(system.name);
  await integrationAdmin.refresh();
  return {
    kind: 'answer',
    text: `${system.title} is disconnected, and its secrets are deleted here. Revoke the key in ${system.title}, too.`,
    choices: [{ label: 'Connect it again', command: `integration connect ${system.name}` }],
  };
}
