import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { Person } from '../../../models/person.ts';
import type { TextAnswer } from '../../desk.ts';
import { mayStandIn } from '../../fallback-approver.ts';
import { AFTER_CLIENT, clientsPage, NO_CLIENTS } from '../clients-page.ts';
import { type CommandLine, deskCommand } from '../command-spec.ts';
import { findClient } from '../find-client.ts';
import type { CommandDependencies } from '../given-command.ts';
import { personLabel } from '../person/person-words.ts';
import { checklist } from './checklist.ts';
import { chooseClient } from './choose-client.ts';
import { channelsText, clientInShort, clientLines } from './client-changes.ts';

/** `client`, `client CLIENT`, `client list`, `client show CLIENT`. */
export const showClientCommands = [
  deskCommand(
    {
      name: 'client',
      role: 'admin',
      summary: 'a form for one of the clients or a new one; with a name, what is known of that one',
      takes: '[client]',
      examples: [
        { line: 'client', does: 'a form: choose a client, or a new one' },
        { line: 'client lakeside', does: 'everything about one' },
      ],
      input: z.object({ client: z.string().optional() }),
    },
    async (dependencies, { input, line }) => {
      if (input.client === undefined) return chooseClient(dependencies);
      const found = await findClient(dependencies.clients, input.client, line);
      return found.kind === 'found' ? showClient(dependencies, found.client) : found.answer;
    },
  ),
  deskCommand(
    {
      name: 'client list',
      role: 'admin',
      summary: 'every client with its mode and where its people and tickets are',
      options: [AFTER_CLIENT],
      examples: [{ line: 'client list', does: 'every client' }],
      input: z.object({ after: z.string().optional() }),
    },
    async (dependencies, { input, line }) => listClients(dependencies, input.after, line),
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

async function listClients(
  { clients }: CommandDependencies,
  after: string | undefined,
  line: CommandLine,
): Promise<TextAnswer> {
  const all = await clients.all();
  if (all.length === 0) return NO_CLIENTS;
  const lineOf = (client: Client) => `• ${client.name} (\`${client.id}\`): ${clientInShort(client)}`;
  const page = clientsPage(all, { line, after, lineOf });
  return page.kind === 'lost' ? page.answer : { kind: 'answer', text: page.text, choices: page.choices };
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
        `• For all clients, approvers are asked in: ${channelsText(settings.approvalChannels, 'chat, wherever people are')}`,
      ];
  return {
    kind: 'answer',
    text: [
      `${client.name} (\`${client.id}\`), ${client.mode} mode`,
      ...clientLines(client),
      ...everywhere,
      `• Technicians who are asked: ${whoIsAsked(client, technicians)}`,
      `• Fallback approver: ${fallbackName(client, fallback)}`,
      '',
      'What there is, and what is missing:',
      checklist(client, { technicians, fallback }),
    ].join('\n'),
    choices: [{ label: 'Change the mapping', command: `client map ${client.id}` }],
  };
}

function fallbackName(client: Client, person: Person | undefined): string {
  if (!person) return 'none';
  return mayStandIn(client, person)
    ? personLabel(person)
    : `${personLabel(person)}, who may not approve there any more`;
}

/** `all (Tess Tanaka, Theo Brandt)`; those who have left are not among them. */
export function whoIsAsked({ technicianIds }: Client, technicians: readonly Person[]): string {
  const names = technicians.map(({ displayName }) => displayName).join(', ') || 'nobody';
  return technicianIds.length === 0 ? `all (${names})` : names;
}
