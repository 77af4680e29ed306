/**
 * Words of a command line; quotes (straight or typographic) hold names with spaces together. Forgiving as telephones need
 * it: `—client` is `--client`, since keyboards make one dash of two, and `--client=lakeside` is two words.
 */
export function splitWords(text: string): string[] {
  return [...text.matchAll(WORD)].flatMap(([whole, quoted]) => {
    if (quoted !== undefined) return [quoted];
    const [, flag, value = ''] = FLAG.exec(whole) ?? [];
    if (flag === undefined) return [whole];
    return value === '' ? [`--${flag}`] : [`--${flag}`, value.replaceAll(/["“”]/gu, '')];
  });
}

const WORD = /["“”]([^"“”]*)["“”]|(?:[^\s"“”=]+=["“”][^"“”]*["“”])|\S+/gu;
const FLAG = /^(?:--|[—–])([a-z][\w-]*)(?:=(.*))?$/u;

/** A command line of these words: what `splitWords` reads as the same. */
export function joinWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[^\s"“”]+$/u.test(word) ? word : `"${word.replaceAll(/["“”]/gu, '')}"`))
    .join(' ');
}
