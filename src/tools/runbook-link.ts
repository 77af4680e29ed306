/**
 * Where a technician opens a runbook. Of the address that the system gives, which may be whole or a path, only the path
 * counts: a link in a note leads to the configured site and nowhere else. Without one that is usable, `otherwise`.
 */
export function runbookLink(site: string, given: string | undefined, otherwise: string): string {
  return `${site}${(given !== undefined && pathOf(given, site)) || otherwise}`;
}

function pathOf(given: string, site: string): string | undefined {
  if (!URL.canParse(given, site)) return undefined;
  const { protocol, pathname } = new URL(given, site);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && pathname !== '/' ? pathname : undefined;
}
