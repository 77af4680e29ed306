import type { Client } from '../../models/client.ts';
import { plainWords } from './understanding.ts';

/** A company, as callers may name it. */
export type Company = Pick<Client, 'id' | 'name' | 'language'>;

/** One letter begins many names. */
const FEWEST_LETTERS = 4;

/**
 * The company with this name, or the only one whose name begins with these words. Nothing that is only similar: a request
 * in the wrong company would be worse than none.
 */
export function companyCalled(said: string, companies: readonly Company[]): Company | undefined {
  const words = plainWords(said);
  const exact = companies.filter(({ name }) => plainWords(name).join(' ') === words.join(' '));
  const [found, ...others] = exact.length > 0 ? exact : beginning(words, companies);
  return others.length === 0 ? found : undefined;
}

function beginning(words: readonly string[], companies: readonly Company[]): readonly Company[] {
  if (words.join('').length < FEWEST_LETTERS) return [];
  return companies.filter(({ name }) => {
    const own = plainWords(name);
    return words.every((word, index) => own[index] === word);
  });
}
