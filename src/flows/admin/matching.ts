import { distance } from 'fastest-levenshtein';

/** What a word names among many: one thing, or what it may have meant. */
export type Match<Item> =
  | { kind: 'one'; item: Item }
  /** The word begins several names. */
  | { kind: 'several'; items: readonly Item[] }
  /** Nothing has such a name; `close` are spelled alike, closest first. */
  | { kind: 'none'; close: readonly Item[] };

const MOST_CLOSE = 3;
/** Of the word's letters that may be wrong. */
const WRONG_SHARE = 0.4;

/**
 * Finds a thing by any of its names: exactly, else by the beginning of a name, without regard to case. It is never guessed
 * among several, nor from what is only spelled alike.
 */
export function match<Item>(
  word: string,
  items: readonly Item[],
  namesOf: (item: Item) => readonly string[],
): Match<Item> {
  const wanted = word.trim().toLowerCase();
  const named = items.map((item) => ({ item, names: namesOf(item).map((name) => name.toLowerCase()) }));
  const exact = named.filter(({ names }) => names.includes(wanted));
  const begins = named.filter(({ names }) => wanted !== '' && names.some((name) => name.startsWith(wanted)));
  const found = (exact.length > 0 ? exact : begins).map(({ item }) => item);
  const [item] = found;
  if (item !== undefined && found.length === 1) return { kind: 'one', item };
  if (found.length > 1) return { kind: 'several', items: found };
  const most = Math.max(1, Math.floor(wanted.length * WRONG_SHARE));
  const close = named
    .map(({ item: one, names }) => ({ one, off: Math.min(...names.map((name) => mistakes(wanted, name))) }))
    .filter(({ off }) => wanted !== '' && off <= most)
    .sort((a, b) => a.off - b.off);
  return { kind: 'none', close: close.slice(0, MOST_CLOSE).map(({ one }) => one) };
}

/** Letters that are wrong, missing or too many; two that are swapped, as `shwo`, are one mistake. */
function mistakes(word: string, name: string): number {
  const swapped = Array.from(
    { length: Math.max(0, Math.min(word.length, LONGEST_SWAPPED) - 1) },
    (_none, index) => {
      const [one = '', other = ''] = word.slice(index, index + 2);
      return distance(`${word.slice(0, index)}${other}${one}${word.slice(index + 2)}`, name) + 1;
    },
  );
  return Math.min(distance(word, name), ...swapped);
}

const LONGEST_SWAPPED = 40;
