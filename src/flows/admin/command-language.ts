import type { Identity } from '../../models/conversation.ts';
import type { CommandAnswer, CommandChoice, FormProblems, TextAnswer } from '../desk.ts';
import type { FormValues } from '../form.ts';
import { MAX_COMMAND_CHARACTERS } from '../limits.ts';
import { OLD_FORM } from './carried.ts';
import { type CommandLine, type CommandSpec, hasRole } from './command-spec.ts';
import { COMMANDS, FORMS } from './commands.ts';
import { meantCommands, nounOf } from './did-you-mean.ts';
import { fitting } from './fitting.ts';
import type { Caller, CommandDependencies } from './given-command.ts';
import { helpCommand, usageOf } from './help.ts';
import { type ReadLine, readLine } from './read-line.ts';
import { choicesForMissing } from './what-is-missing.ts';
import { asWritten, joinWords, splitWords } from './words.ts';

const ALL: readonly CommandSpec[] = [helpCommand(COMMANDS), ...COMMANDS];

/** The words of every command, such as `policy set`. */
export const COMMAND_NAMES: readonly string[] = ALL.map(({ name }) => name);

/** Carries out one command line. Roles are checked by each command, from the identity that the surface has verified. */
export async function runCommand(
  dependencies: CommandDependencies,
  by: Identity,
  text: string,
): Promise<CommandAnswer> {
  if (text.length > MAX_COMMAND_CHARACTERS) return TOO_LONG;
  const words = splitWords(text.toWellFormed());
  const person = await dependencies.people.byIdentity(by);
  const caller = { by, person };
  const found = specOf(words, caller);
  return fitting(found.kind === 'found' ? await runSpec(dependencies, caller, found) : found.answer);
}

const TOO_LONG: TextAnswer = {
  kind: 'refused',
  text: `Nothing was done: a line can have ${MAX_COMMAND_CHARACTERS} characters. Please say it in several.`,
};

/** Takes what was filled into a form. */
export async function submitForm(
  dependencies: CommandDependencies,
  by: Identity,
  { id, state, values }: { id: string; state: string; values: FormValues },
): Promise<CommandAnswer | FormProblems> {
  const handler = FORMS.find((one) => one.id === id);
  if (!handler) return OLD_FORM;
  const person = await dependencies.people.byIdentity(by);
  const came = await handler.submit(dependencies, { by, person }, { state, values: wellFormed(values) });
  if (came.kind === 'line') return runGiven(dependencies, by, joinWords(came.words));
  return came.kind === 'invalid' ? came : fitting(came);
}

/** A form in the answer is that of the line, not of the form that said it. */
async function runGiven(
  dependencies: CommandDependencies,
  by: Identity,
  line: string,
): Promise<CommandAnswer> {
  const answer = await runCommand(dependencies, by, line);
  return answer.kind === 'form' ? { ...answer, line } : answer;
}

/** Half of a character is no text: it could be stored, and not be read again as it was. */
function wellFormed(values: FormValues): FormValues {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.toWellFormed() : value.map((one) => one.toWellFormed()),
  ]);
  return Object.fromEntries(entries) as FormValues;
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

function unknownCommand(words: readonly string[], { person }: Caller): CommandAnswer {
  const [first = ''] = words;
  const usable = usableBy(person);
  const about = usable.filter((spec) => nounOf(spec) === first.toLowerCase());
  if (about.length > 0) return { kind: 'not_understood', text: about.map(usageOf).join('\n\n') };
  const text = `I do not know ${asWritten(first)}. \`help\` shows what I understand.`;
  const choices = meantCommands(words, usable);
  return choices.length === 0
    ? { kind: 'not_understood', text }
    : { kind: 'not_understood', text: `${text}\nDid you mean:`, choices };
}

function usableBy(person: Caller['person']): CommandSpec[] {
  return ALL.filter(({ role }) => hasRole(person, role));
}

async function runSpec(
  dependencies: CommandDependencies,
  caller: Caller,
  { spec, line, rest }: Found,
): Promise<CommandAnswer> {
  const read = readLine(spec, rest);
  // Who may not give it is told that, whatever the line is like.
  const answer =
    read.kind === 'unreadable' && hasRole(caller.person, spec.role)
      ? await unreadable(dependencies, caller, { spec, line, read })
      : await spec.run(dependencies, caller, read.kind === 'read' ? read.input : {}, line);
  return spec.name.includes(' ')
    ? answer
    : withMeant(answer, meantCommands(line.words, usableBy(caller.person)));
}

interface Unread {
  spec: CommandSpec;
  line: CommandLine;
  read: Extract<ReadLine, { kind: 'unreadable' }>;
}

/** What is wrong with a line and how it is written; where something is missing, what it can be. */
async function unreadable(
  dependencies: CommandDependencies,
  caller: Caller,
  { spec, line, read: { problem, missing } }: Unread,
): Promise<TextAnswer> {
  const choices =
    missing === undefined ? [] : await choicesForMissing(dependencies, caller, { argument: missing, line });
  return choices.length > 0
    ? { kind: 'not_understood', text: `Which ${missing}? Tap one, or write:\n${usageOf(spec)}`, choices }
    : { kind: 'not_understood', text: `${problem}\n${usageOf(spec)}` };
}

/** `client shwo lakeside` is no client of that name: what may have been meant comes first. */
function withMeant(answer: CommandAnswer, meant: readonly CommandChoice[]): CommandAnswer {
  if (answer.kind !== 'not_understood' || meant.length === 0) return answer;
  const others = (answer.choices ?? []).filter(({ command }) =>
    meant.every((one) => one.command !== command),
  );
  const choices = [...meant, ...others];
  const names = meant.map(({ label }) => `\`${label}\``).join(', ');
  return { ...answer, text: `Did you mean ${names}?\n${answer.text}`, choices };
}
