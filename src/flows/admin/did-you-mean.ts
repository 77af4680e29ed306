import type { CommandChoice } from '../desk.ts';
import type { CommandShape } from './command-spec.ts';
import { mayBeKey } from './integration/refuse-secrets.ts';
import { match } from './matching.ts';
import { joinWords } from './words.ts';

/**
 * The same line with the command that may have been meant in the place of its first word, or of its second where the first
 * is one: `polcy set …`, `integration chek …`. Nothing is guessed: each is offered.
 */
export function meantCommands(
  words: readonly string[],
  usable: readonly CommandShape[],
): readonly CommandChoice[] {
  const [first = '', second] = words;
  const nouns = [...new Set(usable.map(nounOf))];
  if (!nouns.includes(first.toLowerCase()))
    return alike(first, nouns).map((noun) => choice([noun, ...words.slice(1)], usable, noun));
  if (second === undefined) return [];
  const verbs = usable.flatMap((one) => (nounOf(one) === first.toLowerCase() ? (verbOf(one) ?? []) : []));
  return alike(second, verbs).map((verb) =>
    choice([first.toLowerCase(), verb, ...words.slice(2)], usable, `${first.toLowerCase()} ${verb}`),
  );
}

/** The first of a command's words: `policy`. */
export function nounOf({ name }: CommandShape): string {
  return name.split(' ')[0] ?? name;
}

function verbOf({ name }: CommandShape): string | undefined {
  return name.split(' ')[1];
}

function alike(word: string, names: readonly string[]): readonly string[] {
  const found = match(word.replace(/^\/+/u, ''), names, (name) => [name]);
  return found.kind === 'one' ? [found.item] : found.kind === 'several' ? found.items : found.close;
}

/** Behind the word of what takes secrets by mistake nothing is repeated, not even in a button: it may be a key. */
function choice(words: readonly string[], usable: readonly CommandShape[], label: string): CommandChoice {
  const mayHoldKey = usable.some((one) => one.lenient && nounOf(one) === words[0]);
  const shown = mayHoldKey ? words.slice(0, 3).filter((word) => !mayBeKey(word)) : words;
  return { label, command: joinWords(shown) };
}
