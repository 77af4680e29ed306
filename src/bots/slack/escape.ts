import { plainInstant, visible, visibleLine } from '../../visible-text.ts';
import { LIMITS } from './limits.ts';

/**
 * Makes text from outside inert in Slack: what a person, a ticket or a directory wrote is shown as they wrote it, and
 * can neither mention, link, format, nor change the order in which it is read.
 */

/**
 * For `mrkdwn` objects and message text. `&`, `<` and `>` become entities: no mention, channel, broadcast or link can
 * begin. Slack has no escape for its formatting characters, so that where they could format (not inside of a word, as in
 * `finance_rw`) they become characters that look alike.
 */
export function inert(text: string): string {
  return visible(text)
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/gu, (mark) => LOOK_ALIKE[mark] ?? mark)
    .replace(/:(?=[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:)/gi, '꞉')
    .replace(/^(\s*)>/gm, '$1›')
    .replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? mark);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** As `inert`, but what stands between two backticks on one line is shown as code, exactly as it is typed. */
export function inertWithCode(text: string): string {
  return text
    .split(/(`[^`\n]+`)/u)
    .map((part) =>
      part.length > 2 && part.startsWith('`')
        ? `\`${visible(part.slice(1, -1)).replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? mark)}\``
        : inert(part),
    )
    .join('');
}

const LOOK_ALIKE: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼' };

/** One line of it. */
export function inertLine(text: string): string {
  return inert(visibleLine(text));
}

/** `inert` text of at most `most` characters once escaped, cut at a code point and marked where it was cut. */
export function inertCut(text: string, most: number): string {
  return cutTo(text, most, inert);
}

/** Text on one line that does nothing, of at most `most` characters. */
export function inertLineCut(text: string, most: number): string {
  return cutTo(visibleLine(text), most, inert);
}

/** `visible` text on one line of at most `most` characters. */
export function visibleLineCut(text: string, most: number): string {
  return cutTo(visibleLine(text), most, visible);
}

function cutTo(text: string, most: number, escape: (text: string) => string): string {
  const whole = escape(text);
  if (whole.length <= most) return whole;
  const points = Array.from(text);
  let keep = Math.min(points.length, most);
  let cut = escape(points.slice(0, keep).join(''));
  while (keep > 0 && cut.length > most - 1) {
    keep -= Math.max(1, Math.ceil((cut.length - most + 1) / LONGEST_ENTITY));
    cut = escape(points.slice(0, keep).join(''));
  }
  return `${cut.trimEnd()}…`;
}

/** `&amp;` */
const LONGEST_ENTITY = 5;

/** A link that we made ourselves, its label cut to `most`; plain text when the address is not plainly a web address. */
export function link(url: string, label: string, most: number): string {
  const shown = inertLineCut(label, most).replaceAll('|', '¦') || '–';
  if (!URL.canParse(url)) return shown;
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return shown;
  const address = href.replace(/[<>|\s]/g, encodeURIComponent).replaceAll('&', '&amp;');
  return address.length > LIMITS.url ? shown : `<${address}|${shown}>`;
}

/** An instant in the reader's own time zone, with UTC for clients that cannot. */
export function instant(at: Date): string {
  return `<!date^${Math.floor(at.getTime() / 1_000)}^{date_short_pretty} {time}|${plainInstant(at)}>`;
}
