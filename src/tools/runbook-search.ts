/** What a runbook is found by. */
export interface Findable {
  title: string;
  /** Plain text or HTML, where the system's list has it. */
  body?: string | undefined;
}

const MAX_QUERY = 500;
const MAX_WORDS = 12;
const MAX_WORD = 64;
const MAX_BODY = 50_000;

/** Words that say nothing about what is looked for; kept when there is nothing else. */
const EMPTY_WORDS = new Set(
  'a an and are as at be by can do does for from get has have how i in is it its my need needs new of on or our please the their this to up us user we what when where who why with you your'.split(
    ' ',
  ),
);

/** The words of a query, in lower case and without accents, each once, at most twelve. Empty: there is nothing to look for. */
export function searchWords(query: string): string[] {
  const words = [...new Set(wordsOf(query.slice(0, MAX_QUERY)))].map((word) => word.slice(0, MAX_WORD));
  const telling = words.filter((word) => !EMPTY_WORDS.has(word));
  return (telling.length > 0 ? telling : words).slice(0, MAX_WORDS);
}

/**
 * Those that have one of the words, best first: by the title, where whole words count for more than beginnings, then by the
 * body; else in the given order. Vendors search loosely and rank oddly, and some ignore a filter that they do not know.
 */
export function rankRunbooks<T>(
  candidates: readonly T[],
  words: readonly string[],
  findable: (candidate: T) => Findable,
): T[] {
  return candidates
    .map((candidate) => ({ candidate, score: scoreOf(findable(candidate), words) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ candidate }) => candidate);
}

function scoreOf({ title, body }: Findable, words: readonly string[]): number {
  const folded = fold(title);
  const titleWords = wordsOf(title);
  const text = body === undefined ? '' : fold(withoutTags(body.slice(0, MAX_BODY)));
  return words.reduce((sum, word) => sum + scoreOfWord(word, { folded, titleWords, text }), 0);
}

interface Searched {
  folded: string;
  titleWords: readonly string[];
  text: string;
}

function scoreOfWord(word: string, { folded, titleWords, text }: Searched): number {
  if (titleWords.includes(word)) return 10;
  if (titleWords.some((one) => beginsAlike(one, word))) return 8;
  if (isPartOfWordIn(folded, word)) return 3;
  return isPartOfWordIn(text, word) ? 1 : 0;
}

const SHORTEST_STEM = 3;

/** `password` and `passwords`, `onboard` and `onboarding`. */
function beginsAlike(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.length >= SHORTEST_STEM && longer.startsWith(shorter);
}

/**
 * Whether the text has the word at the beginning of one of its own, or at the end as compounds do: `Zugriff` in
 * `Kontozugriff`. Not `Visio` in `provisioning`. Where nothing stands between words, anywhere.
 */
function isPartOfWordIn(text: string, word: string): boolean {
  if (UNSPACED.test(word)) return text.includes(word);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isLetter(text[at - 1])) return true;
    if (word.length >= SHORTEST_ENDING && !isLetter(text[at + word.length])) return true;
  }
  return false;
}

const SHORTEST_ENDING = 5;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Good enough to look for words in, and in time that grows with the length alone. */
function withoutTags(html: string): string {
  return html.replaceAll(/<[^<>]*>/g, ' ');
}
