const MAX_TITLE = 200;

/** A title, or another short text, on one line of at most 200 characters; never empty. */
export function runbookTitle(text: string | null | undefined): string {
  const line = visible((text ?? '').slice(0, MAX_TITLE * 4))
    .replaceAll(/\s+/g, ' ')
    .trim();
  const kept = line.length <= MAX_TITLE ? line : `${wholeCharacters(line, MAX_TITLE - 1)}…`;
  return kept || '(no title)';
}

/**
 * Controls, characters that turn the reading direction, and characters that show nothing: with these a text can be one
 * thing to a person and another to a model. Joiners stay, which scripts and emoji need.
 */
const INVISIBLE =
  /(?![\n\t])\p{Cc}|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** What a person would see of it, in lines that end in `\n`. */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll(INVISIBLE, '');
}

/** Longer than any character, as people count them, that is not itself an attack. */
const LONGEST_CHARACTER = 64;

/** Of the beginning of a text, as many whole characters as have room in this length. */
export function wholeCharacters(text: string, length: number): string {
  if (text.length <= length) return text;
  const from = Math.max(0, length - LONGEST_CHARACTER);
  let end = from;
  for (const { index, segment } of new Intl.Segmenter().segment(
    text.slice(from, length + LONGEST_CHARACTER),
  )) {
    if (from + index + segment.length > length) break;
    end = from + index + segment.length;
  }
  return text.slice(0, end).toWellFormed();
}
