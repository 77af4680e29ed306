import { compile, type FormatCallback } from 'html-to-text';
import { runbookTitle } from './runbook-characters.ts';

/** What is nested deeper is left out, with an ellipsis in its place. */
const MAX_DEPTH = 100;

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

type Node = Parameters<FormatCallback>[0];

/** Where a stroke is due: whether there is a blank before it is not known yet. Nobody can see one that a runbook has. */
const STROKE = '\u001f';
const STROKES = new RegExp(` ?${STROKE}`, 'gu');

/** Paragraphs of a cell stay on the row's line, a stroke between those that are seen. */
const cell: FormatCallback = (element, walk, builder) => {
  let isLineBegun = false;
  let wasParagraph = false;
  for (const child of element.children ?? []) {
    const isParagraph = isOneOf(child, PARAGRAPHS);
    const stroke = isLineBegun && (isParagraph || wasParagraph) ? STROKE : '';
    let isSeen = false;
    builder.pushWordTransform((word) => {
      // A blank that does not break: an editor's empty paragraph.
      if (word.trim() === '') return '';
      const text = isSeen ? word : `${stroke}${word}`;
      isSeen = true;
      return text;
    });
    walk([child], builder);
    builder.popWordTransform();
    if (!isSeen) continue;
    isLineBegun = !isOneOf(child, BREAKING);
    wasParagraph = isParagraph;
  }
};

function isOneOf({ name }: Node, names: ReadonlySet<string>): boolean {
  return name !== undefined && names.has(name);
}

function attributesOf(element: Node): Partial<Record<string, string>> {
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

const PARAGRAPHS = new Set(['p', 'div', ...HEADINGS]);
/** What follows them in a cell begins a line. */
const BREAKING = new Set(['blockquote', 'ol', 'pre', 'table', 'ul']);

/** Those that stand on lines of their own in a browser, too; the library takes them for a part of the line. */
const BLOCKS =
  'address center dd details dialog dl dt fieldset figcaption figure hgroup legend search summary'.split(' ');
/** Lists by another name. */
const LISTS = ['dir', 'menu'];

/** HTML as plain text, by what a browser would show of it. Lines may end in blanks. */
export function htmlAsText(html: string): string {
  return toText(html).replaceAll(STROKES, ' / ');
}

const toText = compile({
  wordwrap: false,
  limits: { maxDepth: MAX_DEPTH, ellipsis: '…' },
  formatters: { skip, link, picture, row, cell },
  selectors: [
    { selector: 'a', format: 'link' },
    { selector: 'img', format: 'picture' },
    { selector: 'table', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'tr', format: 'row' },
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' })),
    ...[...PARAGRAPHS].flatMap((name) =>
      [`td > ${name}`, `th > ${name}`].map((selector) => ({ selector, format: 'inline' })),
    ),
    { selector: 'ul', options: { itemPrefix: '- ' } },
    ...LISTS.map((selector) => ({ selector, format: 'unorderedList', options: { itemPrefix: '- ' } })),
    ...BLOCKS.map((selector) => ({ selector, format: 'block' })),
    { selector: 'hr', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ...HEADINGS.map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 },
    })),
    ...UNSEEN.map((selector) => ({ selector, format: 'skip' })),
  ],
});
