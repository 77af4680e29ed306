import type { CommandChoice } from '../desk.ts';
import { cut } from '../limits.ts';
import { requestsOf } from '../show-requests.ts';
import type { CommandLine } from './command-spec.ts';
import type { Caller, CommandDependencies } from './given-command.ts';
import { joinWords } from './words.ts';

/** As many buttons as an answer can have. */
const MOST_OFFERED = 10;
const LONGEST_LABEL = 70;

interface Option {
  label: string;
  /** The word that names it and nothing else. */
  word: string;
}

/** A command was given without its first argument: what can stand there, each to be tapped. None for what is only typed. */
export async function choicesForMissing(
  dependencies: CommandDependencies,
  caller: Caller,
  { argument, line }: { argument: string; line: CommandLine },
): Promise<readonly CommandChoice[]> {
  const options = await optionsFor(dependencies, caller, { argument, line });
  return options.slice(0, MOST_OFFERED).map(({ label, word }) => ({
    label: cut(label, LONGEST_LABEL),
    command: joinWords([...line.words, word]),
  }));
}

async function optionsFor(
  dependencies: CommandDependencies,
  { by }: Caller,
  { argument, line }: { argument: string; line: CommandLine },
): Promise<readonly Option[]> {
  switch (argument) {
    case 'client':
      return (await dependencies.clients.all()).map(({ id, name }) => ({ label: name, word: id }));
    case 'system':
      return dependencies.integrationAdmin.kinds.map(({ name, title }) => ({ label: title, word: name }));
    case 'request': {
      const own = await requestsOf(dependencies, by);
      const isWithdrawal = line.words[0]?.toLowerCase() === 'withdraw';
      return own
        .filter(({ canWithdraw }) => canWithdraw || !isWithdrawal)
        .map(({ title, requestId }) => ({ label: title, word: requestId }));
    }
    case 'person':
      return (await dependencies.people.technicians([])).map(({ id, displayName }) => ({
        label: displayName,
        word: id,
      }));
    case 'role':
      return ['technician', 'admin'].map(asItIs);
    case 'on-or-off':
      return ['on', 'off'].map(asItIs);
    default:
      return [];
  }
}

function asItIs(word: string): Option {
  return { label: word, word };
}
