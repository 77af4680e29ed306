import { z } from 'zod';

/** Any node of a document; which kinds there are is Atlassian's to extend. */
const Node = z.object({
  type: z.string(),
  text: z.string().optional().catch(undefined),
  attrs: z.record(z.string(), z.unknown()).optional().catch(undefined),
  content: z.array(z.unknown()).optional().catch(undefined),
  marks: z
    .array(z.object({ type: z.string(), attrs: z.record(z.string(), z.unknown()).optional() }))
    .optional()
    .catch(undefined),
});
type Node = z.output<typeof Node>;

/** Deeper than people nest; what lies below is left out. */
const DEEPEST = 40;

/**
 * A document as plain text, lines kept. Quotes begin with `>`, list items with `-` or a number, struck-out text stands in
 * `~~`: none of them is a line that somebody simply wrote. Of a node that is not known its text and content are taken.
 */
export function plainTextOf(document: unknown): string {
  if (typeof document === 'string') return document;
  return blocksOf(document, 0).trimEnd();
}

function blocksOf(given: unknown, depth: number): string {
  const node = Node.safeParse(given).data;
  if (!node || depth > DEEPEST) return '';
  const render = Object.hasOwn(BLOCKS, node.type) ? BLOCKS[node.type] : undefined;
  if (render) return render(node, depth);
  return isInline(node) ? inlineOf(node, depth) : stacked(node, depth, '\n\n');
}

/** Nodes that hold text hold nothing else; whatever holds blocks has them one below the other. */
function stacked(node: Node, depth: number, between: string): string {
  const { content = [], attrs } = node;
  if (content.some((child) => isInline(Node.safeParse(child).data))) return lineOf(node, depth);
  const blocks = content.map((child) => blocksOf(child, depth + 1)).filter((text) => text !== '');
  return blocks.length > 0 ? blocks.join(between) : textOf(attrs?.['text'] ?? attrs?.['title']);
}

const BLOCKS: Readonly<Record<string, (node: Node, depth: number) => string>> = {
  // Empty paragraphs are blank lines; they are kept.
  doc: ({ content = [] }, depth) => content.map((child) => blocksOf(child, depth + 1)).join('\n\n'),
  paragraph: lineOf,
  heading: lineOf,
  codeBlock: lineOf,
  rule: () => '---',
  media: () => '[file]',
  blockCard: ({ attrs }) => textOf(attrs?.['url']),
  embedCard: ({ attrs }) => textOf(attrs?.['url']),
  blockquote: (node, depth) => prefixed(stacked(node, depth, '\n\n'), '> ', '> '),
  bulletList: (node, depth) => listOf(node, depth, () => '- '),
  orderedList: (node, depth) => {
    const first = Number(node.attrs?.['order'] ?? 1);
    return listOf(node, depth, (index) => `${(Number.isSafeInteger(first) ? first : 1) + index}. `);
  },
  listItem: (node, depth) => stacked(node, depth, '\n'),
  taskList: (node, depth) => stacked(node, depth, '\n'),
  taskItem: (node, depth) => `- [${node.attrs?.['state'] === 'DONE' ? 'x' : ' '}] ${lineOf(node, depth)}`,
  decisionList: (node, depth) => listOf(node, depth, () => '- '),
  decisionItem: lineOf,
  table: (node, depth) => stacked(node, depth, '\n'),
  tableRow: ({ content = [] }, depth) =>
    content.map((cell) => blocksOf(cell, depth + 1).replaceAll(/\n+/g, ' ')).join(' | '),
  expand: (node, depth) => titled(node, depth),
  nestedExpand: (node, depth) => titled(node, depth),
};

function listOf({ content = [] }: Node, depth: number, bullet: (index: number) => string): string {
  return content
    .map((item, index) =>
      prefixed(blocksOf(item, depth + 1), bullet(index), ' '.repeat(bullet(index).length)),
    )
    .join('\n');
}

function titled(node: Node, depth: number): string {
  const title = textOf(node.attrs?.['title']);
  return [title, stacked({ ...node, attrs: undefined }, depth, '\n\n')].filter(Boolean).join('\n');
}

function prefixed(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n');
}

const INLINE = new Set([
  'text',
  'hardBreak',
  'mention',
  'emoji',
  'date',
  'status',
  'inlineCard',
  'mediaInline',
  'inlineExtension',
  'placeholder',
]);

function lineOf({ content = [] }: Node, depth: number): string {
  return content.map((child) => inlineOf(child, depth + 1)).join('');
}

function isInline(node: Node | undefined): boolean {
  return node !== undefined && (INLINE.has(node.type) || (node.text !== undefined && !node.content));
}

function inlineOf(given: unknown, depth: number): string {
  const node = Node.safeParse(given).data;
  if (!node || depth > DEEPEST) return '';
  const attrs = node.attrs ?? {};
  switch (node.type) {
    case 'text':
      return marked(node);
    case 'hardBreak':
      return '\n';
    case 'mention':
      return textOf(attrs['text']) || '@somebody';
    case 'emoji':
      return textOf(attrs['text']) || textOf(attrs['shortName']);
    case 'date':
      return dateOf(attrs['timestamp']);
    case 'inlineCard':
      return textOf(attrs['url']);
    case 'mediaInline':
      return '[file]';
    case 'placeholder':
      return '';
    default:
      return node.text ?? (textOf(attrs['text']) || lineOf(node, depth));
  }
}

/** A link that says something else than where it leads is shown with both. */
function marked({ text = '', marks = [] }: Node): string {
  const href = textOf(marks.find(({ type }) => type === 'link')?.attrs?.['href']);
  const linked = href === '' || href === text ? text : `${text} (${href})`;
  return marks.some(({ type }) => type === 'strike') ? `~~${linked}~~` : linked;
}

function dateOf(timestamp: unknown): string {
  const date = new Date(Number(timestamp));
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
