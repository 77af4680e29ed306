/** A string literal of OData: single quotes are doubled, everything else stands for itself. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A `$search` over several properties: each word must begin a word of one of them. Quotes and backslashes delimit
 * clauses, and nobody's name needs them.
 */
export function searchFor(properties: readonly string[], words: string): string {
  const clean = words.replaceAll(/["\\]/g, ' ').replaceAll(/\s+/g, ' ').trim();
  return properties.map((property) => `"${property}:${clean}"`).join(' OR ');
}

/** A path with every id encoded: the `#` of a guest's name would end it. */
export function path(parts: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: parts }, ...ids.map(encodeURIComponent));
}
