import { cut, MAX_MODEL_TEXT } from './limits.ts';

const REMOVED = '(link removed)';

/** With a scheme, as `www.`, or as a host with a path: whatever a mail program or a PSA would make clickable. */
const ADDRESS =
  /\b[a-z][a-z\d+.-]*:\/\/\S+|\b(?:data|javascript|vbscript|file):\S+|\bwww\.\S+|(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}(?::\d+)?[/?#]\S*/giu;

/**
 * What the model wrote, fit to be shown: cut, and without addresses. A link could carry data out to whoever wrote the
 * ticket that the model has read, and people would click it because it comes from their service desk.
 */
export function modelText(text: string): string {
  return cut(withoutAddresses(text), MAX_MODEL_TEXT);
}

/** Without anything that some program would make clickable. */
export function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, REMOVED);
}
