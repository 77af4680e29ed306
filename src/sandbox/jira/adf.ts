/** A node of Atlassian's document format, as this simulator takes and shows it. */
export interface AdfNode {
  type: string;
  text?: string;
  attrs?: Record<string, unknown>;
  content?: AdfNode[];
}

/** A whole document. */
export interface AdfDocument extends AdfNode {
  type: 'doc';
  version: 1;
  content: AdfNode[];
}

const BLOCKS = new Set([
  'paragraph',
  'heading',
  'codeBlock',
  'bulletList',
  'orderedList',
  'blockquote',
  'panel',
  'rule',
]);
const INLINES = new Set(['text', 'hardBreak', 'mention', 'emoji', 'inlineCard']);

/** Undefined for what Jira would not take for a document: a plain text, an unknown node, an empty text. */
export function readDocument(given: unknown): AdfDocument | undefined {
  const isDocument = isRecord(given) && given['type'] === 'doc' && given['version'] === 1;
  if (!isDocument || !Array.isArray(given['content'])) return undefined;
  return given['content'].every(isBlock) ? (given as unknown as AdfDocument) : undefined;
}

function isBlock(node: unknown): boolean {
  if (!isRecord(node) || !BLOCKS.has(String(node['type']))) return false;
  const content = node['content'] ?? [];
  if (!Array.isArray(content)) return false;
  return node['type'] === 'paragraph' || node['type'] === 'heading'
    ? content.every(isInline)
    : content.every((child) => isBlock(child) || isInline(child) || isListItem(child));
}

function isListItem(node: unknown): boolean {
  return (
    isRecord(node) &&
    node['type'] === 'listItem' &&
    Array.isArray(node['content']) &&
    node['content'].every(isBlock)
  );
}

function isInline(node: unknown): boolean {
  if (!isRecord(node) || !INLINES.has(String(node['type']))) return false;
  return node['type'] !== 'text' || (typeof node['text'] === 'string' && node['text'] !== '');
}

/** What somebody types into the editor: a line feed in a portal breaks the line, a blank line parts paragraphs. */
export function typedDocument(text: string): AdfDocument {
  const content = text.split('\n\n').map((paragraph) => ({
    type: 'paragraph',
    content: paragraph
      .split('\n')
      .flatMap((line, index) => [
        ...(index > 0 ? [{ type: 'hardBreak' }] : []),
        ...(line === '' ? [] : [{ type: 'text', text: line }]),
      ]),
  }));
  return { type: 'doc', version: 1, content };
}

/** What people read on the page. */
export function readableText({ content }: AdfNode): string {
  return (content ?? []).map(textOf).join('\n\n');
}

function textOf({ type, text, attrs, content = [] }: AdfNode): string {
  if (type === 'hardBreak') return '\n';
  const shown = attrs?.['text'];
  return text ?? (content.map(textOf).join('') || (typeof shown === 'string' ? shown : ''));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
