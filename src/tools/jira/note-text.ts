/** Jira refuses longer summaries, and summaries of several lines. */
const MAX_SUMMARY = 255;
/** Jira takes 32,767 characters in a text; the rest is for our marker and the words about what is missing. */
const MAX_TEXT = 30_000;

/** A key as it stands in a comment: no spaces, quotes or brackets. */
export function keyText(key: string): string {
  return encodeURIComponent(key);
}

/** The last line of every comment that we write: how it is found again where its property is not shown. */
export function markerOf(key: string): string {
  return `[countersign ${keyText(key)}]`;
}

/** The comment as it is written: cleaned, cut if it must be, with the marker as its last line. */
export function withMarker(text: string, key: string): string {
  return `${bodyText(text)}\n\n${markerOf(key)}`;
}

/** A description or the body of a comment: plain text, cut at our limit with a word about what is missing. */
export function bodyText(text: string): string {
  const plain = plainText(text);
  if (plain.length <= MAX_TEXT) return plain;
  const kept = graphemesWithin(plain, MAX_TEXT);
  return `${kept}\n… (${plain.length - kept.length} more characters were left out)`;
}

/** Quoted in a reply it is not the last line, or not alone on it. */
export function carriesMarker(text: string, key: string): boolean {
  return lastLine(text) === markerOf(key);
}

/** Whether we wrote it, for whatever request. */
export function carriesAnyMarker(text: string): boolean {
  return /^\[countersign [^\s\]]+\]$/.test(lastLine(text));
}

/** One line of at most 255 UTF-16 units, cut between graphemes; never empty, which Jira would refuse. */
export function summaryLine(text: string): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim() || '(no summary)';
  return line.length <= MAX_SUMMARY ? line : `${graphemesWithin(line, MAX_SUMMARY - 1).trimEnd()}…`;
}

/**
 * Text of people as plain text: line feeds, no other control characters, no lone surrogates, and no characters that
 * turn the reading direction, with which a line can be made to read as another. Right-to-left text needs none of them.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(UNPRINTABLE, '');
}

const UNPRINTABLE = /[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu;

function graphemesWithin(text: string, length: number): string {
  // A grapheme that straddles the limit is left out; the segmenter sees no more than it needs.
  const segments = new Intl.Segmenter().segment(text.slice(0, length + GRAPHEME_SLACK));
  let end = 0;
  for (const { index, segment } of segments) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** Longer than any grapheme that is not itself an attack. */
const GRAPHEME_SLACK = 64;

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
