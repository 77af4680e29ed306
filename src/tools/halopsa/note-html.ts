import { createHash } from 'node:crypto';
import { compile } from 'html-to-text';
import { keyText, withMarker } from '../psa-text.ts';

/** Ours: Halo publishes no limit for a summary. */
export const MAX_SUMMARY = 200;
/** Ours: Halo publishes no limit for a note or a description. */
export const MAX_NOTE = 30_000;
/** Ours: Halo publishes no limit for a reference. */
const MAX_REFERENCE = 100;

const REFERENCE_START = 'countersign:';

/** What our tickets carry as `third_party_id_string`: the key, or a digest of one that is too long. */
export function referenceOf(key: string): string {
  const text = `${REFERENCE_START}${keyText(key)}`;
  if (text.length <= MAX_REFERENCE) return text;
  return `${REFERENCE_START}${createHash('sha256').update(key).digest('hex')}`;
}

/** Whether a ticket with this reference was opened by us. */
export function isOurReference(reference: string): boolean {
  return reference.startsWith(REFERENCE_START);
}

/** A note of ours as it is written: with the marker as its last line, as HTML. */
export function noteHtml(text: string, key: string): string {
  return htmlOf(withMarker(text, { key, most: MAX_NOTE }));
}

/** Plain text as HTML that shows it as it is: nothing in it is markup, lines and indentation stay. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? character);
  const spaced = escaped.replaceAll(/^ | (?= )/gm, '&nbsp;').replaceAll('\t', '&nbsp; ');
  return `<p>${spaced.replaceAll('\n', '<br>')}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * What somebody reads of a note: from its HTML where Halo gives it, since the plain field may have lost the lines. The
 * plain field itself may be HTML. Characters without width, and those that turn the reading direction, stay: a decision
 * must be able to be refused for them.
 */
export function readText({ html, plain }: { html: string; plain: string }): string {
  if (html !== '') return fromHtml(html);
  return MARKUP.test(plain) ? fromHtml(plain) : withLineFeeds(plain);
}

function withLineFeeds(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n');
}

const MARKUP = /<(?:br|p|div|span|table|ul|ol|b|i|strong|em|html|body)\b[^>]*>/i;

function fromHtml(html: string): string {
  const light = html.slice(0, MAX_HTML).replaceAll(SPACED_STYLE, '$1:$2');
  return withLineFeeds(toText(light).replaceAll('\u00a0', ' ')).trimEnd();
}

/** The longest note of ours with every character escaped; the parser's time grows with the square of the nesting. */
const MAX_HTML = 200_000;
const MAX_DEPTH = 100;

/** A selector takes an attribute's text as it is written. */
const SPACED_STYLE = /\b(display|visibility)\s*:\s*(none|hidden)\b/gi;

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

/** What the person who opens the note does not see either; pictures are no words. */
const UNSEEN = [
  'img',
  'head',
  'style',
  'script',
  'template',
  '[hidden]',
  '[style*="display:none" i]',
  '[style*="visibility:hidden" i]',
];

/** What somebody has struck out: no line that they simply wrote. */
const STRUCK = ['s', 'del', 'strike', '[style*="line-through" i]'];

const toText = compile({
  wordwrap: false,
  whitespaceCharacters: ' \t\r\n\f',
  limits: { maxDepth: MAX_DEPTH },
  formatters: {
    struck(element, walk, builder) {
      builder.addLiteral('~~');
      walk(element.children, builder);
      builder.addLiteral('~~');
    },
  },
  selectors: [
    ...STRUCK.map((selector) => ({ selector, format: 'struck' })),
    { selector: 'a', options: { ignoreHref: true } },
    ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
    ...UNSEEN.map((selector) => ({ selector, format: 'skip' })),
  ],
});
