import { z } from 'zod';
import type { Client, OperatingMode } from '../../models/client.ts';
import type { Person } from '../../models/person.ts';
import type { TextAnswer } from '../desk.ts';
import { deskCommand } from './command-spec.ts';
import { findClient } from './find-client.ts';
import { auditFact, type CommandDependencies } from './given-command.ts';

/** `mode`, `mode CLIENT`, `mode CLIENT plan|execute`. */
export const modeCommand = deskCommand(
  {
    name: 'mode',
    role: 'admin',
    summary: 'whether the agent acts for a client (`execute`) or only looks and writes a note (`plan`)',
    takes: '[client] [mode]',
    examples: [
      { line: 'mode', does: 'the mode of every client' },
      { line: 'mode lakeside execute', does: 'let the agent act, with the approvals that policies ask for' },
      { line: 'mode lakeside plan', does: 'only look and write one internal note' },
    ],
    input: z.object({ client: z.string().optional(), mode: z.string().optional() }),
  },
  async (dependencies, { caller, input, line }) => {
    if (input.client === undefined) return { kind: 'answer', text: await modes(dependencies) };
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    if (input.mode === undefined)
      return { kind: 'answer', text: `${found.client.name} is in ${found.client.mode} mode.` };
    const mode = input.mode.toLowerCase();
    if (mode !== 'plan' && mode !== 'execute')
      return { kind: 'not_understood', text: 'The mode is `plan` or `execute`.' };
    return setMode(dependencies, found.client, mode, caller.person);
  },
);

async function modes({ clients }: CommandDependencies): Promise<string> {
  const lines = (await clients.all()).map(({ name, mode }) => `• ${name}: ${mode}`);
  return lines.join('\n') || 'There are no clients yet.';
}

/** Sets a client's operating mode, compare-and-set, with an audit entry. */
export async function setMode(
  dependencies: Pick<CommandDependencies, 'clients' | 'audit' | 'clock'>,
  client: Client,
  mode: OperatingMode,
  admin: Person,
): Promise<TextAnswer> {
  if (client.mode === mode) return { kind: 'answer', text: `${client.name} is in ${mode} mode already.` };
  const saved = await dependencies.clients.setMode(client, mode);
  if (!saved)
    return {
      kind: 'refused',
      text: `${client.name} was changed by somebody else at the same moment. Please look again.`,
    };
  const fact = auditFact(dependencies, 'mode_changed', { from: client.mode, to: mode }, admin);
  await dependencies.audit.append([{ ...fact, clientId: client.id }]);
  return { kind: 'answer', text: `${client.name} is in ${mode} mode now (it was in ${client.mode} mode).` };
}
