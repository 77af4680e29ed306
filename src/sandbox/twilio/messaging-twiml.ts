import type { WebhookAnswer } from './courier.ts';
import { parseXml, textOf, type XmlElement, XmlError } from './xml.ts';

/** What an answer to a message webhook says back. */
export type ParsedReplies =
  | { kind: 'replies'; bodies: readonly string[] }
  | { kind: 'broken'; code: number; message: string };

/** `<Message>` elements, or plain text; nothing at all is an answer, too. */
export function parseReplies({ contentType, text }: WebhookAnswer): ParsedReplies {
  if (text.trim() === '') return { kind: 'replies', bodies: [] };
  if (contentType === 'text/plain') return { kind: 'replies', bodies: [text] };
  if (!/^(?:text|application)\/xml$|^text\/html$/.test(contentType))
    return { kind: 'broken', code: 12300, message: `Invalid Content-Type: ${contentType || 'none'}` };
  try {
    const root = parseXml(text);
    if (root.name !== 'Response') throw new XmlError('the root element is not <Response>');
    return { kind: 'replies', bodies: elementsNamed(root, 'Message').map(bodyOf) };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { kind: 'broken', code: 12100, message: `Document parse failure: ${error.message}` };
  }
}

function bodyOf(message: XmlElement): string {
  return textOf(elementsNamed(message, 'Body')[0] ?? message).trim();
}

function elementsNamed({ children }: XmlElement, name: string): XmlElement[] {
  return children.flatMap((child) => (typeof child === 'string' || child.name !== name ? [] : [child]));
}
