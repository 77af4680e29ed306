import { visible, visibleLine } from '../../../visible-text.ts';
import { LIMITS } from './limits.ts';

/**
 * Makes text from outside inert in Teams: what a person, a ticket or a directory wrote is shown as they wrote it, and
 * can neither mention, link, format, compute, nor change the order in which it is read. Backslashes do not serve: Teams
 * on phones shows them (microsoft/AdaptiveCards issues 4677 and 5590). What would do something becomes a character that
 * looks alike instead, and stays readable where a client does not interpret it at all.
 */

/** Applied one after the other. `^` and `$` are those of each line. */
const INERT: readonly [RegExp, string | ((found: string) => string)][] = [
  // Lists, numbers, headlines, rules, underlines of headlines, indented code: what begins or is a whole line.
  [/^[ \u00A0]{2,}/gm, ' '],
  [/^( ?)[*+-](?=\s|$)/gm, '$1•'],
  [/^( ?\d{1,9})([.)])(?=\s|$)/gm, '$1\u2024'],
  [/^( ?)(#{1,6})(?=\s|$)/gm, '$1♯'],
  [/^[ |:=-]+$/gm, (line) => line.replaceAll('-', '\u2013').replaceAll('=', '═')],
  // Emphasis, strikethrough and code. An underscore inside of a word, as in finance_rw, formats nothing.
  [/\*/g, '∗'],
  [/~/g, '∼'],
  [/`/g, 'ˋ'],
  [/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ'],
  // Links and images, references to them, and addresses that clients turn into links by themselves.
  [/\](?=[([:])/g, '] '],
  [/:\/\//g, ':∕∕'],
  [/\b(www)\./gi, '$1\u2024'],
  [/\b(mailto|tel|sip|xmpp|msteams):(?=\S)/gi, '$1꞉'],
  // Tags, mentions, entities; on iPhones a text with one of these is drawn as HTML, in another typeface.
  [/</g, '‹'],
  [/>/g, '›'],
  [/&(?=#?\w+;)/g, '＆'],
  // Functions and template expressions of cards, and markdown's own escapes.
  [/\{(?=\{)/g, '{ '],
  [/\}(?=\})/g, '} '],
  [/\$(?=\{)/g, '＄'],
  [/\\(?=[!-/:-@[-`{-~])/g, '⧵'],
];

/** What most names and sentences are made of; nothing in it can do anything. */
const HARMLESS = /^(?! {2})[\p{L}\p{N} ,;'"’“”!?%@/…→]*$/u;

/** For everything that Teams may interpret: text blocks, messages, summaries. Line breaks are kept. */
export function inert(text: string): string {
  const shown = visible(text);
  if (HARMLESS.test(shown)) return shown;
  return INERT.reduce(
    (done, [live, alike]) =>
      typeof alike === 'string' ? done.replace(live, alike) : done.replace(live, alike),
    shown,
  );
}

/** One line of it. */
export function inertLine(text: string): string {
  return inert(visibleLine(text));
}

/** `inert` text of at most `most` characters, cut at a code point and marked where it was cut. */
export function inertCut(text: string, most: number): string {
  const begin = text.slice(0, most * GENEROUS);
  const whole = inert(begin);
  if (whole.length <= most && begin.length === text.length) return whole;
  const points = Array.from(visible(begin).slice(0, most));
  let cut = inert(points.join(''));
  while (cut.length > most - 1) {
    points.length -= Math.max(1, Math.ceil((cut.length - most + 1) / 2));
    cut = inert(points.join(''));
  }
  return `${withoutHalf(cut).trimEnd()}…`;
}

/** Of a text that is longer than this many times what is shown, the rest is not looked at: it may be of any length. */
const GENEROUS = 2;

/** A pair of surrogates cut in two by a length in code units leaves a half that nothing can show. */
function withoutHalf(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}

/** Text on one line that does nothing, of at most `most` characters. */
export function inertLineCut(text: string, most: number): string {
  const begin = text.slice(0, most * GENEROUS);
  const cut = inertCut(visibleLine(begin), most);
  return begin.length === text.length || cut.endsWith('…') ? cut : `${cut}…`;
}

/** A link that we made ourselves, its label cut to `most`; plain text when the address is not plainly a web address. */
export function link(url: string, label: string, most: number): string {
  const shown = inertLineCut(label, most).replaceAll('[', '⟦').replaceAll(']', '⟧') || '–';
  if (!URL.canParse(url)) return shown;
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return shown;
  const address = href.replace(/[^\w\-./:?=&%#~+,;@]/g, percentEncoded);
  return address.length > LIMITS.url ? shown : `[${shown}](${address})`;
}

/** Also what `encodeURIComponent` leaves as it is. */
function percentEncoded(character: string): string {
  const encoded = encodeURIComponent(character);
  return encoded === character
    ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
    : encoded;
}

/** An instant in the reader's own time zone and manner; the function is filled in by the client, in text blocks only. */
export function instant(at: Date): string {
  const utc = `${at.toISOString().slice(0, 19)}Z`;
  return `{{DATE(${utc}, SHORT)}} at {{TIME(${utc})}}`;
}
