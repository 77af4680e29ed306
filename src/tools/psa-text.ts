/*
 * Text as every PSA is given it: plain, cut to the vendor's limit at a sensible place, and marked so that it is found
 * again. The limits are the vendors' own and come from their rooms.
 */

/** A key as it stands in a note or on a ticket: no spaces, quotes or brackets. */
export function keyText(key: string): string {
  return encodeURIComponent(key.toWellFormed());
}

/** A note as it is written: cleaned, cut to `most` characters with the marker, which is its last line. */
export function withMarker(text: string, { key, most }: { key: string; most: number }): string {
  const marker = markerOf(key);
  return `${bodyText(text, most - marker.length - 2)}\n\n${marker}`;
}

/** Whether this key's marker is the last line. Quoted in a reply it is not, or not alone on it. */
export function carriesMarker(text: string, key: string): boolean {
  return lastLine(text) === markerOf(key);
}

/** Whether we wrote it, for whatever request. */
export function carriesAnyMarker(text: string): boolean {
  return /^\[countersign [^\s\]]+\]$/.test(lastLine(text));
}

/** A description or the body of a note: at most `most` characters, the last words of it saying what is missing. */
export function bodyText(text: string, most: number): string {
  const plain = plainText(text);
  if (plain.length <= most) return plain;
  const kept = graphemesWithin(plain, most - ROOM_FOR_NOTICE);
  return `${kept}\n… (${plain.length - kept.length} more characters were left out)`;
}

/** Longer than the notice about any text that fits in memory. */
const ROOM_FOR_NOTICE = 60;

/** One line of at most `most` UTF-16 units, cut between graphemes; never empty, which vendors refuse. */
export function summaryLine(text: string, most: number): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim() || '(no summary)';
  return line.length <= most ? line : `${graphemesWithin(line, most - 1).trimEnd()}…`;
}

/**
 * Text of people as plain text: line feeds, no other control characters, no lone surrogates, and no characters that
 * turn the reading direction, with which a line can be made to read as another. Right-to-left text needs none of them.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(UNPRINTABLE, '');
}

const UNPRINTABLE = /[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/gu;

function markerOf(key: string): string {
  return `[countersign ${keyText(key)}]`;
}

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
