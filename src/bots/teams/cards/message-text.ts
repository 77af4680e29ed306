import type { SafeText } from '../../../flows/surface.ts';
import { inertCut } from './escape.ts';
import { LIMITS } from './limits.ts';

/** What of an activity is its text. */
export interface PlainMessage {
  text: string;
  textFormat: 'plain';
}

/**
 * Something said in words. `plain` is shown as it is, line breaks and `• ` included, where the default, markdown, would
 * join lines and format them. Not every client keeps to it, so that the text is made inert besides.
 */
export function plainMessage(text: SafeText): PlainMessage {
  return { text: inertCut(text, LIMITS.messageText).trim() || '–', textFormat: 'plain' };
}
