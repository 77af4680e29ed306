import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { Person } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { deskCommand } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies } from '../given-command.ts';
import { personLabel } from '../person/find-person.ts';
import { checklist } from './checklist.ts';
import { channelsText, clientLines, companyText } from './client-changes.ts';

/** `client`, `client CLIENT`, `client list`, `client show CLIENT`. */
export const showClientCommands = [
  deskCommand(
    {
      name: 'client',
      role: 'admin',
      summary: 'the clients, or what is known of one',
      takes: '[client]',
      examples: [
        { line: 'client', does: 'every client with its mode' },
        { line: 'client lakeside', does: 'everything about one' },
      ],
      input: z.object({ client: z.string().optional() }),
    },
    async (dependencies, { input, line }) => {
      if (input.client === undefined) return listClients(dependencies);
      const found = await findClient(dependencies.clients, input.client, line);
      return found.kind === 'found' ? showClient(dependencies, found.client) : found.answer;
    },
  ),
  deskCommand(
    {
      name: 'client list',
      role: 'admin',
      summary: 'every client with its mode and where its people and tickets are',
      examples: [{ line: 'client list', does: 'every client' }],
      input: z.object({}),
    },
    async (dependencies) => listClients(dependencies),
  ),
  deskCommand(
    {
      name: 'client show',
      role: 'admin',
      summary: 'everything about a client: what it is mapped to, who is asked, and what is missing',
      takes: '<client>',
      examples: [{ line: 'client show lakeside', does: 'what Lakeside Dental is mapped to' }],
      input: z.object({ client: z.string() }),
    },
    async (dependencies, { input, line }) => {
      const found = await findClient(dependencies.clients, input.client, line);
      return found.kind === 'found' ? showClient(dependencies, found.client) : found.answer;
    },
  ),
];

async function listClients({ clients }: CommandDependencies): Promise<TextAnswer> {
  const all = await clients.all();
  if (all.length === 0)
    return {
      kind: 'answer',
      text: 'There are no clients yet.',
      choices: [{ label: 'Add a client', command: 'client add', style: 'primary' }],
    };
  const lines = all.map((client) => `• ${client.name} (\`${client.id}\`): ${clientInShort(client)}`);
  return { kind: 'answer', text: lines.join('\n') };
}

function clientInShort({ mode, psa, slackTeamIds }: Client): string {
  const parts = [`${mode} mode`, slackTeamIds.length > 0 ? 'Slack' : undefined, psa && companyText(psa)];
  return parts.filter((one) => one !== undefined).join(' · ');
}

/** Everything about a client, with what is missing. */
export async function showClient(dependencies: CommandDependencies, client: Client): Promise<TextAnswer> {
  const { people, msp } = dependencies;
  const [technicians, [fallback], settings] = await Promise.all([
    people.technicians(client.technicianIds),
    people.findMany(client.fallbackApproverId === undefined ? [] : [client.fallbackApproverId]),
    msp.get(),
  ]);
  const everywhere = client.approvalChannels
    ? []
    : [
        `• For all clients, approvers are asked in: ${channelsText(settings.approvalChannels ?? ['chat, wherever people are'])}`,
      ];
  return {
    kind: 'answer',
    text: [
      `${client.name} (\`${client.id}\`), ${client.mode} mode`,
      ...clientLines(client),
      ...everywhere,
      `• Technicians who are asked: ${whoIsAsked(client, technicians)}`,
      `• Fallback approver: ${fallback ? personLabel(fallback) : 'none'}`,
      '',
      'What there is, and what is missing:',
      checklist(client, { technicians }),
    ].join('\n'),
    choices: [{ label: 'Change the mapping', command: `client map ${client.id}` }],
  };
}

/** `all (Tess Tanaka, Theo Brandt)`; those who have left are not among them. */
export function whoIsAsked({ technicianIds }: Client, technicians: readonly Person[]): string {
  const names = technicians.map(({ displayName }) => displayName).join(', ') || 'nobody';
  return technicianIds.length === 0 ? `all (${names})` : names;
}
