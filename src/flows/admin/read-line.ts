import { type Argument, Command, CommanderError } from 'commander';
import type { CommandShape } from './command-spec.ts';

/** What a line says: arguments and options by name, or what is wrong with it in a sentence. */
export type ReadLine =
  | { kind: 'read'; input: Record<string, unknown> }
  | {
      kind: 'unreadable';
      problem: string;
      /** The argument that is not there, by its name. */
      missing?: string;
    };

const MISSING = 'commander.missingArgument';

/** Commander reads the words behind a command's own. */
export function readLine(shape: CommandShape, rest: readonly string[]): ReadLine {
  const command = new Command(shape.name)
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (shape.takes) command.arguments(shape.takes);
  for (const { flags, does } of shape.options ?? []) command.option(flags, does);
  if (shape.lenient) command.allowUnknownOption();
  command.action(() => {});
  try {
    command.parse(rest, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const missing = error.code === MISSING ? command.registeredArguments[command.args.length] : undefined;
    return missing
      ? { kind: 'unreadable', problem: missingFrom(shape, missing), missing: missing.name() }
      : { kind: 'unreadable', problem: problemOf(error, shape) };
  }
  const given = command.registeredArguments.map((one, index) => [
    camelCase(one.name()),
    command.processedArgs[index],
  ]);
  return { kind: 'read', input: { ...Object.fromEntries(given), ...command.opts() } };
}

function missingFrom({ name }: CommandShape, argument: Argument): string {
  return argument.variadic
    ? `\`${name}\` needs more words.`
    : `\`${name}\` needs to know which ${argument.name()}.`;
}

/**
 * Commander's own sentences repeat the words that were too many, and a key may be among them: only those are used that name
 * nothing but what the command takes.
 */
function problemOf({ code, message }: CommanderError, { name }: CommandShape): string {
  switch (code) {
    case 'commander.excessArguments':
      return `I could not read that: there are too many arguments for \`${name}\`. A name of several words stands in quotes.`;
    case 'commander.unknownOption':
      return `I could not read that: \`${name}\` has no such option.`;
    default:
      return `I could not read that: ${message.replace(/^error: /, '').trim()}.`;
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}
