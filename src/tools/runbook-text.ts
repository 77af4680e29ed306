import { visible, wholeCharacters } from './runbook-characters.ts';
import { htmlAsText } from './runbook-html.ts';

/** Text of a runbook, and whether some of it is missing. */
export interface RunbookText {
  text: string;
  truncated: boolean;
}

/** A piece of a runbook as its system keeps it; `mark` stands right before it, such as the number of a step. */
export type RunbookPart = { html: string; mark?: string } | { text: string };

/**
 * Of one part, embedded pictures apart. The parser's time grows with the square of the nesting: at this length the worst
 * that can be nested keeps the process busy for a tenth of a second.
 */
const MAX_HTML = 100_000;
const CUT_MARK = '[… cut here: the rest is in the runbook itself]';

/**
 * The parts as one plain text of at most `maxCharacters`: a blank line between paragraphs, list items on lines of their
 * own, no scripts, styles, comments or hidden text. Parts beyond the budget are not even converted.
 */
export function readableRunbook(parts: readonly RunbookPart[], maxCharacters: number): RunbookText {
  const texts: string[] = [];
  let length = 0;
  let truncated = false;
  for (const part of parts) {
    if (length > maxCharacters) return cutRunbook(texts.join('\n\n'), maxCharacters, true);
    const one = 'html' in part ? htmlPart(part) : plainPart(part.text);
    if (one.text !== '') texts.push(one.text);
    length += one.text.length;
    truncated ||= one.truncated;
  }
  return cutRunbook(texts.join('\n\n'), maxCharacters, truncated);
}

/** HTML as an editor in a browser saved it, as plain text. Links keep their address only where that is http or https. */
export function runbookText(html: string): RunbookText {
  const light = html.replaceAll(EMBEDDED_DATA, '$1').replaceAll(SPACED_STYLE, '$1:$2');
  return { text: tidy(htmlAsText(light.slice(0, MAX_HTML))), truncated: light.length > MAX_HTML };
}

function htmlPart({ html, mark = '' }: { html: string; mark?: string }): RunbookText {
  const { text, truncated } = runbookText(html);
  return { text: text === '' ? '' : `${mark}${text}`, truncated };
}

function plainPart(text: string): RunbookText {
  return { text: tidy(text.slice(0, MAX_HTML)), truncated: text.length > MAX_HTML };
}

/** A picture in an attribute: megabytes in front of the text that is wanted. */
const EMBEDDED_DATA = /(=\s*["']?)data:[^"'\s<>]*/gi;

/** A selector takes an attribute's text as it is written. */
const SPACED_STYLE = /\b(display|visibility)\s*:\s*(none|hidden)\b/gi;

/**
 * Cuts before a paragraph where that leaves most of the budget, else before a line, a word, or at least between
 * characters, and ends in a mark. `truncated`: something is missing already, so that the mark is due in any case.
 */
export function cutRunbook(text: string, maxCharacters: number, truncated = false): RunbookText {
  if (!truncated && text.length <= maxCharacters) return { text, truncated: false };
  const room = maxCharacters - CUT_MARK.length - 2;
  if (room < CUT_MARK.length) return { text: wholeCharacters(text, maxCharacters), truncated: true };
  const kept = text.length <= room ? text : text.slice(0, endOfCut(text, room));
  return { text: `${kept.trimEnd()}\n\n${CUT_MARK}`, truncated: true };
}

/** Best first, each with the least share of the budget that a cut there must leave. */
const BOUNDARIES = [
  ['\n\n', 0.6],
  ['\n', 0.7],
  ['. ', 0.8],
  [' ', 0.8],
] as const;

function endOfCut(text: string, room: number): number {
  const window = text.slice(0, room + 1);
  for (const [boundary, share] of BOUNDARIES) {
    const at = window.lastIndexOf(boundary);
    if (at >= room * share) return boundary === '. ' ? at + 1 : at;
  }
  return wholeCharacters(text, room).length;
}

function tidy(text: string): string {
  const lines = visible(text)
    .split('\n')
    .map((line) => line.trimEnd());
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
