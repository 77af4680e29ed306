import type { TextAnswer } from '../desk.ts';
import type { CommandLine } from './command-spec.ts';
import { asWritten, joinWords } from './words.ts';

const OPTION = '--after';

/** The words of a line that lists something, without the place at which it begins. */
export function fromTheFirst({ words }: CommandLine): readonly string[] {
  const place = words.indexOf(OPTION);
  return place === -1 ? words : words.toSpliced(place, 2);
}

/** The same line, for what comes behind the last that was shown. */
export function behind(line: CommandLine, last: string): string {
  return joinWords([...fromTheFirst(line), OPTION, last]);
}

/** For a place that there is not: `noun` is what is listed. */
export function lostPlace(noun: string, after: string, line: CommandLine): TextAnswer {
  return {
    kind: 'not_understood',
    text: `There is no ${noun} ${asWritten(after)} to go on after.`,
    choices: [{ label: 'From the first one', command: joinWords(fromTheFirst(line)) }],
  };
}
