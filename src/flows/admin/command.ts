import { type Identity, identityKey } from '../../models/conversation.ts';
import { isAdmin, isTechnician } from '../../models/person.ts';
import type { CommandAnswer } from '../desk.ts';
import { requestsOf } from '../show-requests.ts';
import { auditFact, type Command, type CommandDependencies } from './given-command.ts';
import { HELP } from './help.ts';
import { modeCommand } from './mode.ts';
import { policyCommand } from './policy.ts';
import { statusText } from './status.ts';

/** Words of a command line; quotes (straight or typographic) hold names with spaces together. */
export function splitWords(text: string): string[] {
  return [...text.matchAll(/["“”]([^"“”]*)["“”]|(\S+)/gu)].map((match) => match[1] ?? match[2] ?? '');
}

/** Carries out one command line. Roles are checked here, from the identity that the surface has verified. */
export async function runCommand(
  dependencies: CommandDependencies,
  by: Identity,
  text: string,
): Promise<CommandAnswer> {
  const [name = 'help', ...words] = splitWords(text.slice(0, 1_000));
  const person = await dependencies.people.byIdentity(by);
  const command: Command = { by, person, words };
  switch (name.toLowerCase()) {
    case 'help':
      return { kind: 'answer', text: HELP };
    case 'status':
      return status(dependencies, command);
    case 'mode':
      return person && isAdmin(person)
        ? modeCommand(dependencies, command, person)
        : refuse(dependencies, command, 'mode');
    case 'policy':
      return person && isAdmin(person)
        ? policyCommand(dependencies, command, person)
        : refuse(dependencies, command, 'policy');
    default:
      return { kind: 'not_understood', text: `I do not know “${name.slice(0, 40)}”.\n${HELP}` };
  }
}

async function status(dependencies: CommandDependencies, { by, person }: Command): Promise<CommandAnswer> {
  if (person && isTechnician(person)) return { kind: 'answer', text: await statusText(dependencies) };
  const own = await requestsOf(dependencies, by);
  const lines = own.slice(0, 10).map(({ title, state }) => `• ${title}: ${state}`);
  return {
    kind: 'answer',
    text:
      lines.length > 0
        ? `Your requests:\n${lines.join('\n')}`
        : 'You have no requests. Write me a message to make one.',
  };
}

async function refuse(
  dependencies: CommandDependencies,
  { by, person }: Command,
  name: string,
): Promise<CommandAnswer> {
  const details = { command: name, identity: identityKey(by) };
  await dependencies.audit.append([auditFact(dependencies, 'command_refused', details, person)]);
  return { kind: 'refused', text: `Only an admin of the MSP may use \`${name}\`.` };
}
