import { z } from 'zod';
import type { Client, OperatingMode } from '../../models/client.ts';
import type { Person } from '../../models/person.ts';
import type { CommandChoice, TextAnswer } from '../desk.ts';
import { cut } from '../limits.ts';
import { enterFacts } from '../owed-facts.ts';
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
    if (input.client === undefined) return modes(dependencies);
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    if (input.mode === undefined)
      return {
        kind: 'answer',
        text: `${client.name} is in ${client.mode} mode.`,
        choices: otherModes(client),
      };
    const mode = MODES.find((one) => one === input.mode?.toLowerCase());
    return mode
      ? setMode(dependencies, client, mode, caller.person)
      : {
          kind: 'not_understood',
          text: 'The mode is `plan` or `execute`.',
          choices: otherModes(client),
        };
  },
);

const MODES: readonly OperatingMode[] = ['plan', 'execute'];
const MOST_OFFERED = 10;
const LABELS: Readonly<Record<OperatingMode, string>> = {
  plan: 'Only look and note (plan)',
  execute: 'Let it act (execute)',
};

function otherModes({ id, mode }: Client): CommandChoice[] {
  return MODES.filter((one) => one !== mode).map((one) => ({
    label: LABELS[one],
    command: `mode ${id} ${one}`,
  }));
}

/** Each client can be tapped: its mode is changed by the tap after that. */
async function modes({ clients }: CommandDependencies): Promise<TextAnswer> {
  const all = await clients.all();
  if (all.length === 0) return { kind: 'answer', text: 'There are no clients yet.' };
  return {
    kind: 'answer',
    text: all.map(({ name, mode }) => `• ${name}: ${mode}`).join('\n'),
    choices: all
      .slice(0, MOST_OFFERED)
      .map(({ id, name, mode }) => ({ label: cut(`${name}: ${mode}`, 70), command: `mode ${id}` })),
  };
}

/** Sets a client's operating mode, compare-and-set, with an audit entry. */
export async function setMode(
  dependencies: Pick<CommandDependencies, 'clients' | 'audit' | 'owedFacts' | 'clock'>,
  client: Client,
  mode: OperatingMode,
  admin: Person,
): Promise<TextAnswer> {
  if (client.mode === mode) return { kind: 'answer', text: `${client.name} is in ${mode} mode already.` };
  const fact = auditFact(dependencies, 'mode_changed', { from: client.mode, to: mode }, admin);
  const facts = [{ ...fact, clientId: client.id }];
  const saved = await dependencies.clients.setMode(client, mode, facts);
  if (!saved)
    return {
      kind: 'refused',
      text: `${client.name} was changed by somebody else at the same moment. Please look again.`,
    };
  await enterFacts(dependencies, facts);
  return { kind: 'answer', text: `${client.name} is in ${mode} mode now (it was in ${client.mode} mode).` };
}
