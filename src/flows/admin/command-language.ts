import { Command, CommanderError } from 'commander';
import type { Identity } from '../../models/conversation.ts';
import type { CommandAnswer, FormProblems } from '../desk.ts';
import type { FormValues } from '../form.ts';
import { type CommandLine, type CommandSpec, hasRole } from './command-spec.ts';
import { COMMANDS, FORMS } from './commands.ts';
import type { Caller, CommandDependencies } from './given-command.ts';
import { helpCommand, usageOf } from './help.ts';
import { match } from './matching.ts';
import { joinWords, splitWords } from './words.ts';

const LONGEST_LINE = 2_000;
const ALL: readonly CommandSpec[] = [helpCommand(COMMANDS), ...COMMANDS];

/** The words of every command, such as `policy set`. */
export const COMMAND_NAMES: readonly string[] = ALL.map(({ name }) => name);

/** Carries out one command line. Roles are checked by each command, from the identity that the surface has verified. */
export async function runCommand(
  dependencies: CommandDependencies,
  by: Identity,
  text: string,
): Promise<CommandAnswer> {
  const words = splitWords(text.slice(0, LONGEST_LINE));
  const person = await dependencies.people.byIdentity(by);
  const caller = { by, person };
  const found = specOf(words, caller);
  return found.kind === 'found' ? runSpec(dependencies, caller, found) : found.answer;
}

/** Takes what was filled into a form. */
export async function submitForm(
  dependencies: CommandDependencies,
  by: Identity,
  { id, state, values }: { id: string; state: string; values: FormValues },
): Promise<CommandAnswer | FormProblems> {
  const handler = FORMS.find((one) => one.id === id);
  if (!handler)
    return { kind: 'not_understood', text: 'This form is of an older version. Please open it again.' };
  const person = await dependencies.people.byIdentity(by);
  return handler.submit(dependencies, { by, person }, { state, values });
}

interface Found {
  kind: 'found';
  spec: CommandSpec;
  line: CommandLine;
  /** Behind the command's own words. */
  rest: readonly string[];
}

/** The command with the most words at the start of the line; `polcy set` is not guessed, but offered. */
function specOf(words: readonly string[], caller: Caller): Found | { kind: 'none'; answer: CommandAnswer } {
  const given = words.length === 0 ? ['help'] : words;
  const named = ALL.map((spec) => ({ spec, parts: spec.name.split(' ') }))
    .filter(({ parts }) => parts.every((part, index) => given[index]?.toLowerCase() === part))
    .sort((one, other) => other.parts.length - one.parts.length);
  const [best] = named;
  if (best)
    return { kind: 'found', spec: best.spec, line: { words: given }, rest: given.slice(best.parts.length) };
  return { kind: 'none', answer: unknownCommand(given, caller) };
}

function unknownCommand([first = '', ...rest]: readonly string[], { person }: Caller): CommandAnswer {
  const usable = ALL.filter(({ role }) => hasRole(person, role));
  const nouns = [...new Set(usable.map(nounOf))];
  const about = usable.filter((spec) => nounOf(spec) === first.toLowerCase());
  if (about.length > 0) return { kind: 'not_understood', text: about.map(usageOf).join('\n\n') };
  const meant = match(first, nouns, (noun) => [noun]);
  const close = meant.kind === 'one' ? [meant.item] : meant.kind === 'several' ? meant.items : meant.close;
  const text = `I do not know “${first.slice(0, 40)}”. \`help\` shows what I understand.`;
  if (close.length === 0) return { kind: 'not_understood', text };
  return {
    kind: 'not_understood',
    text: `${text}\nDid you mean:`,
    choices: close.map((noun) => ({ label: noun, command: joinWords([noun, ...rest]).slice(0, 1_900) })),
  };
}

function nounOf({ name }: CommandSpec): string {
  return name.split(' ')[0] ?? name;
}

async function runSpec(
  dependencies: CommandDependencies,
  caller: Caller,
  { spec, line, rest }: Found,
): Promise<CommandAnswer> {
  const read = readLine(spec, rest);
  // Who may not give it is told that, whatever the line is like.
  if (read.kind === 'unreadable' && hasRole(caller.person, spec.role))
    return { kind: 'not_understood', text: `${read.problem}\n${usageOf(spec)}` };
  return spec.run(dependencies, caller, read.kind === 'read' ? read.input : {}, line);
}

type ReadLine = { kind: 'read'; input: Record<string, unknown> } | { kind: 'unreadable'; problem: string };

/** Commander reads the line: arguments and options by name, or what is wrong with it in a sentence. */
function readLine(spec: CommandSpec, rest: readonly string[]): ReadLine {
  const command = new Command(spec.name)
    .exitOverride()
    .helpOption(false)
    .configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (spec.takes) command.arguments(spec.takes);
  for (const { flags, does } of spec.options ?? []) command.option(flags, does);
  if (spec.lenient) command.allowUnknownOption();
  command.action(() => {});
  try {
    command.parse(rest, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'unreadable', problem: sentenceOf(error) };
  }
  const given = command.registeredArguments.map((one, index) => [
    camelCase(one.name()),
    command.processedArgs[index],
  ]);
  return { kind: 'read', input: { ...Object.fromEntries(given), ...command.opts() } };
}

/** `error: missing required argument 'tool'` is a sentence but for its beginning and its end. */
function sentenceOf({ message }: CommanderError): string {
  const bare = message.replace(/^error: /, '').trim();
  return `I could not read that: ${bare.slice(0, 200)}.`;
}

function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_whole, letter: string) => letter.toUpperCase());
}
