import type { CommandAnswer, CommandChoice } from '../desk.ts';
import { MAX_CHOICES } from '../limits.ts';
import type { CommandLine } from './command-spec.ts';
import type { Match } from './matching.ts';
import { asWritten, joinWords } from './words.ts';

/** What was looked for, and the line to give again with the right word in its place. */
export interface Unclear<Item> {
  /** `client` */
  noun: string;
  /** As it was written. */
  word: string;
  line: CommandLine;
  match: Exclude<Match<Item>, { kind: 'one' }>;
  /** Listed when nothing is like the word. */
  all: readonly Item[];
  /** How one is shown, and the word that names it and nothing else. */
  optionOf: (item: Item) => { label: string; word: string };
}

/** Asks which one was meant: each can be tapped, and nothing is guessed. */
export function whichOne<Item>({ noun, word, line, match, all, optionOf }: Unclear<Item>): CommandAnswer {
  const offered = match.kind === 'several' ? match.items : match.close.length > 0 ? match.close : all;
  const shown = offered.slice(0, MAX_CHOICES).map(optionOf);
  const left = offered.length - shown.length;
  const lines = [...shown.map(({ label }) => `• ${label}`), ...(left > 0 ? [`• …and ${left} more`] : [])];
  const choices: CommandChoice[] = shown.map((option) => ({
    label: option.label,
    command: lineWith(line, word, option.word),
  }));
  return {
    kind: 'not_understood',
    text: [introduction({ noun, word, match, offered }), ...lines].join('\n'),
    ...(choices.length > 0 && word !== '' ? { choices } : {}),
  };
}

function introduction<Item>({
  noun,
  word,
  match,
  offered,
}: Pick<Unclear<Item>, 'noun' | 'word' | 'match'> & { offered: readonly Item[] }): string {
  const shown = asWritten(word);
  if (match.kind === 'several') return `Several ${noun}s match ${shown}. Which one?`;
  if (offered.length === 0) return `I know no ${noun} ${shown}, and there is none yet.`;
  return match.close.length > 0
    ? `I know no ${noun} ${shown}. Did you mean:`
    : `I know no ${noun} ${shown}. There are:`;
}

function lineWith({ words }: CommandLine, word: string, replacement: string): string {
  const place = words.lastIndexOf(word);
  return joinWords(words.map((one, index) => (index === place ? replacement : one)));
}
