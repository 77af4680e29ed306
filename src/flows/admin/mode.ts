import { z } from 'zod';
import type { Client, OperatingMode } from '../../models/client.ts';
import type { Person } from '../../models/person.ts';
import type { TextAnswer } from '../desk.ts';
import { enterFacts } from '../owed-facts.ts';
import { chooseMode, MODE_LABELS, MODES } from './choose-mode.ts';
import { clientChanged } from './client/save-client.ts';
import { type CommandLine, deskCommand } from './command-spec.ts';
import { CONFIRM, unconfirmed } from './confirm.ts';
import { findClient } from './find-client.ts';
import { auditFact, type CommandDependencies, type Entitled } from './given-command.ts';
import { whatExecuteMeans } from './what-execute-means.ts';

/** `mode`, `mode CLIENT`, `mode CLIENT plan|execute`. */
export const modeCommand = deskCommand(
  {
    name: 'mode',
    role: 'admin',
    summary: 'whether the agent acts for a client (`execute`) or only looks and writes a note (`plan`)',
    takes: '[client] [mode]',
    options: [CONFIRM],
    examples: [
      { line: 'mode', does: 'a form with the mode of every client' },
      { line: 'mode lakeside execute', does: 'show what the agent would do there, and let it' },
      { line: 'mode lakeside plan', does: 'only look and write one internal note, from now on' },
    ],
    input: z.object({
      client: z.string().optional(),
      mode: z.string().optional(),
      confirm: z.string().optional(),
    }),
  },
  async (dependencies, { caller, input, line }) => {
    if (input.client === undefined) return chooseMode(dependencies);
    const found = await findClient(dependencies.clients, input.client, line);
    if (found.kind === 'not_found') return found.answer;
    const { client } = found;
    const mode = MODES.find((one) => one === input.mode?.toLowerCase());
    if (mode === undefined) return whichMode(client, input.mode);
    if (mode === 'execute' && client.mode !== mode) {
      const asked = await askFirst(dependencies, { client, caller, line, confirm: input.confirm });
      if (asked) return asked;
    }
    return setMode(dependencies, client, mode, caller.person);
  },
);

function whichMode({ id, name, mode }: Client, word: string | undefined): TextAnswer {
  const choices = MODES.filter((one) => one !== mode).map((one) => ({
    label: MODE_LABELS[one],
    command: `mode ${id} ${one}`,
  }));
  return word === undefined
    ? { kind: 'answer', text: `${name} is in ${mode} mode.`, choices }
    : { kind: 'not_understood', text: 'The mode is `plan` or `execute`.', choices };
}

interface Acting {
  client: Client;
  caller: Entitled;
  line: CommandLine;
  confirm: string | undefined;
}

/** Before the agent acts: what it will do there, as it is now. */
async function askFirst(
  dependencies: CommandDependencies,
  { client, caller, line, confirm }: Acting,
): Promise<TextAnswer | undefined> {
  const text = await whatExecuteMeans(dependencies, client);
  return unconfirmed({
    by: caller.person,
    line,
    confirm,
    shown: { client: client.id, version: client.version, text },
    text,
    label: 'Let the agent act',
    style: 'primary',
  });
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
  if (!saved) return clientChanged(client);
  await enterFacts(dependencies, facts);
  return { kind: 'answer', text: `${client.name} is in ${mode} mode now (it was in ${client.mode} mode).` };
}
