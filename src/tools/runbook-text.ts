import { compile, type FormatCallback } from 'html-to-text';

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
/** What is nested deeper is left out, with an ellipsis in its place. */
const MAX_DEPTH = 100;
const MAX_TITLE = 200;
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
  return { text: tidy(toText(light.slice(0, MAX_HTML))), truncated: light.length > MAX_HTML };
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

/** Longer than any character, as people count them, that is not itself an attack. */
const LONGEST_CHARACTER = 64;

function wholeCharacters(text: string, length: number): string {
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

function visible(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll(INVISIBLE, '');
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

const skip: FormatCallback = () => undefined;

/** The text, and the address after it where it is one that a person could open. */
const link: FormatCallback = (element, walk, builder) => {
  let shown = '';
  builder.pushWordTransform((word) => {
    shown += word;
    return word;
  });
  walk(element.children, builder);
  builder.popWordTransform();
  const address = webAddress(attributesOf(element)['href']);
  if (address !== undefined && !isSame(shown, address)) builder.addInline(` (${address})`);
};

/** A picture is what its author called it. */
const picture: FormatCallback = (element, _walk, builder) => {
  const { alt } = attributesOf(element);
  if (alt?.trim()) builder.addInline(`[picture: ${runbookTitle(alt)}]`);
};

/** Cells of a row on one line, a bar between them. */
const row: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  const cells = (element.children ?? []).filter(({ type }) => type === 'tag');
  for (const [index, one] of cells.entries()) {
    if (index > 0) builder.addInline(' | ');
    walk([one], builder);
  }
  builder.closeBlock({ trailingLineBreaks: 1 });
};

function attributesOf(element: Parameters<FormatCallback>[0]): Partial<Record<string, string>> {
  return (element.attribs as Partial<Record<string, string>> | undefined) ?? {};
}

const MAX_ADDRESS = 500;

function webAddress(href: string | undefined): string | undefined {
  if (href === undefined || href.length > MAX_ADDRESS || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  // A name and password in front of the host are somebody's secret, or a disguise.
  return isWeb && !url.username && !url.password ? url.href : undefined;
}

function isSame(shown: string, address: string): boolean {
  return shown.replace(/\/$/, '') === address.replace(/\/$/, '');
}

/** What the person who opens the page does not see either. */
const UNSEEN = [
  'script',
  'style',
  'head',
  'template',
  'noscript',
  'iframe',
  'object',
  'embed',
  'svg',
  'math',
  'select',
  'textarea',
  'input',
  '[hidden]',
  '[style*="display:none" i]',
  '[style*="visibility:hidden" i]',
];

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

const toText = compile({
  wordwrap: false,
  limits: { maxDepth: MAX_DEPTH, ellipsis: '…' },
  formatters: { skip, link, picture, row },
  selectors: [
    { selector: 'a', format: 'link' },
    { selector: 'img', format: 'picture' },
    { selector: 'table', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'tr', format: 'row' },
    ...['td > p', 'th > p', 'td > div', 'th > div'].map((selector) => ({ selector, format: 'inline' })),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ...HEADINGS.map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 },
    })),
    ...UNSEEN.map((selector) => ({ selector, format: 'skip' })),
  ],
});
