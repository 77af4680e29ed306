/*
 * Text as people see it, on every surface: nothing in it that hides, or that changes the order in which it is read.
 * What a surface would interpret besides (mentions, links, formatting) is made inert in its own room.
 */

/** Zero-width characters, direction marks and overrides, other format characters, and controls but the line feed. */
const INVISIBLE = /[[\p{Cf}\p{Cc}\u115F\u1160\u3164\uFFA0\u2800]--[\n]]|\u034F/gv;

/** What can be seen of it, in lines that end in `\n`. */
export function visible(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(INVISIBLE, '');
}

/** One line of it. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}

/** `Fri 27 Nov 2026, 10:00 UTC`: an instant for readers whose time zone nobody fills in. */
export function plainInstant(at: Date): string {
  const [, day = '', date = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) (\d+:\d+)/.exec(at.toUTCString()) ?? [];
  return `${day} ${Number(date)} ${month} ${year}, ${time} UTC`;
}
