import { createHash } from 'node:crypto';
import {
  bodyText as bodyWithin,
  keyText,
  summaryLine as lineWithin,
  withMarker as marked,
} from '../psa-text.ts';

export { carriesAnyMarker, carriesMarker, plainText } from '../psa-text.ts';

/** ConnectWise refuses longer summaries. */
const MAX_SUMMARY = 100;
/** And longer external references. */
const MAX_REFERENCE = 100;
/** Ours: ConnectWise names no limit for a note. */
const MAX_NOTE = 30_000;

const REFERENCE_START = 'countersign:';

/** What our tickets carry in `externalXRef`: the key, or a digest of one that is too long for ConnectWise. */
export function referenceOf(key: string): string {
  const text = `${REFERENCE_START}${keyText(key)}`;
  if (text.length <= MAX_REFERENCE) return text;
  return `${REFERENCE_START}${createHash('sha256').update(key).digest('hex')}`;
}

/** Whether a ticket's `externalXRef` is one of ours. */
export function isOurReference(text: string | undefined): boolean {
  return text?.startsWith(REFERENCE_START) ?? false;
}

/** The note as it is written, with the marker as its last line. */
export function withMarker(text: string, key: string): string {
  return marked(text, { key, most: MAX_NOTE });
}

/** A description as it is written. */
export function bodyText(text: string): string {
  return bodyWithin(text, MAX_NOTE);
}

/** One line that ConnectWise takes. */
export function summaryLine(text: string): string {
  return lineWithin(text, MAX_SUMMARY);
}
