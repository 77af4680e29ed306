import { cut } from '../limits.ts';
import { oneLine } from '../lines.ts';

/**
 * Words of a command line; quotes of any kind and country hold names with spaces together, single ones where they stand
 * around whole words. Forgiving as telephones need it: `—client` is `--client`, since keyboards make one dash of two, and
 * `--client=lakeside` is two words.
 */
export function splitWords(text: string): string[] {
  return [...text.matchAll(WORD)].flatMap(([whole, quoted, single]) => {
    const name = quoted ?? single;
    if (name !== undefined) return [name];
    const [, flag, value = ''] = FLAG.exec(whole) ?? [];
    if (flag === undefined) return [whole];
    return value === '' ? [`--${flag}`] : [`--${flag}`, value.replaceAll(QUOTES, '')];
  });
}

const WORD =
  /["“”„«»]([^"“”„«»]*)["“”„«»]|(?<!\S)['‘‚]([^\s'‘’‚][^'‘’‚]*)['‘’](?!\S)|(?:[^\s"“”„«»=]+=["“”„«»][^"“”„«»]*["“”„«»])|\S+/gu;
const FLAG = /^(?:--|[—–])([a-z][\w-]*)(?:=(.*))?$/u;
const QUOTES = /["“”„«»]/gu;

/** A command line of these words: what `splitWords` reads as the same. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `"${word.replaceAll(QUOTES, '')}"`)).join(' ');
}

/** A word as it was written, in quotation marks. */
export function asWritten(word: string): string {
  return `“${cut(oneLine(word), LONGEST_SHOWN)}”`;
}

const LONGEST_SHOWN = 60;

/** Read as one word however it stands there. */
const PLAIN = /^[^\s"“”„«»'‘‚][^\s"“”„«»]*$/u;
