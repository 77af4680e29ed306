import type { Client, OperatingMode } from '../../models/client.ts';
import type { Person } from '../../models/person.ts';
import type { CommandAnswer } from '../desk.ts';
import { findClient } from './find-client.ts';
import { auditFact, type Command, type CommandDependencies } from './given-command.ts';

/** `mode`, `mode CLIENT`, `mode CLIENT plan|execute`. */
export async function modeCommand(
  dependencies: CommandDependencies,
  { words }: Command,
  admin: Person,
): Promise<CommandAnswer> {
  const [clientWord, wanted] = words;
  if (clientWord === undefined) {
    const lines = (await dependencies.clients.all()).map(({ name, mode }) => `• ${name}: ${mode}`);
    return { kind: 'answer', text: lines.join('\n') || 'There are no clients yet.' };
  }
  const found = await findClient(dependencies.clients, clientWord);
  if (found.kind === 'not_found') return { kind: 'not_understood', text: found.text };
  if (wanted === undefined)
    return { kind: 'answer', text: `${found.client.name} is in ${found.client.mode} mode.` };
  const mode = wanted.toLowerCase();
  if (mode !== 'plan' && mode !== 'execute')
    return { kind: 'not_understood', text: 'The mode is `plan` or `execute`.' };
  return setMode(dependencies, found.client, mode, admin);
}

/** Sets a client's operating mode, compare-and-set, with an audit entry. */
export async function setMode(
  dependencies: Pick<CommandDependencies, 'clients' | 'audit' | 'clock'>,
  client: Client,
  mode: OperatingMode,
  admin: Person,
): Promise<CommandAnswer> {
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
