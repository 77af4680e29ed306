import { bodyText as bodyWithin, summaryLine as lineWithin, withMarker as marked } from '../psa-text.ts';

export { carriesAnyMarker, carriesMarker, keyText, plainText } from '../psa-text.ts';

/** Jira refuses longer summaries, and summaries of several lines. */
const MAX_SUMMARY = 255;
/** Jira takes 32,767 characters in a text. */
const MAX_TEXT = 30_000;

/** The comment as it is written, with the marker as its last line. */
export function withMarker(text: string, key: string): string {
  return marked(text, { key, most: MAX_TEXT });
}

/** A description as it is written. */
export function bodyText(text: string): string {
  return bodyWithin(text, MAX_TEXT);
}

/** One line that Jira takes. */
export function summaryLine(text: string): string {
  return lineWithin(text, MAX_SUMMARY);
}
