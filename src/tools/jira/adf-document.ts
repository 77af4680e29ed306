/** A rich text in Atlassian's document format, of the few kinds of node that plain text needs. */
export interface AdfDocument {
  type: 'doc';
  version: 1;
  content: readonly AdfParagraph[];
}

interface AdfParagraph {
  type: 'paragraph';
  content: readonly ({ type: 'text'; text: string } | { type: 'hardBreak' })[];
}

/**
 * Plain text as a document: a blank line parts paragraphs, a line feed breaks the line. Everything stays literal: in a
 * text node nothing is a mention, a link or markup.
 */
export function documentOf(plain: string): AdfDocument {
  return { type: 'doc', version: 1, content: plain.split('\n\n').map(paragraphOf) };
}

function paragraphOf(text: string): AdfParagraph {
  const content = text.split('\n').flatMap((line, index) => [
    ...(index === 0 ? [] : [{ type: 'hardBreak' } as const]),
    // An empty text node is refused.
    ...(line === '' ? [] : [{ type: 'text', text: line } as const]),
  ]);
  return { type: 'paragraph', content };
}
