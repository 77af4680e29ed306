/** The words of a name, without accents, marks and case: what two spellings of one name have in common. */
export function nameWords(name: string): string[] {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}|['’]/gu, '');
  return plain.toLowerCase().match(/\p{L}+/gu) ?? [];
}

/**
 * Whether two names can be one person's: the same words in any order, where one of them may leave out middle names. A
 * single word is not enough.
 */
export function isSameName(one: string, other: string): boolean {
  const [a, b] = [nameWords(one), nameWords(other)];
  const [fewer, more] = a.length <= b.length ? [a, b] : [b, a];
  return fewer.length >= 2 && fewer.every((word) => more.includes(word));
}
