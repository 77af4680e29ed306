/**
 * What a person wrote, from Slack's wire form: entities undone, links and mentions as they read. The bot's own mention
 * at the start is how it is called, and not part of what is asked.
 */
export function readText(wire: string, botUserId?: string): string {
  const called = botUserId === undefined ? wire : wire.replace(leadingMention(botUserId), '');
  return called
    .replace(/<([^<>]*)>/g, (_whole, inner: string) => readToken(inner))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

function leadingMention(botUserId: string): RegExp {
  return new RegExp(`^\\s*(?:<@${botUserId.replace(/\W/g, '')}(?:\\|[^<>]*)?>[\\s,:]*)+`);
}

/** What stands between angle brackets: a mention, a channel, a broadcast, a date, or a link. */
function readToken(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : inner.slice(bar + 1);
  if (target.startsWith('@')) return `@${label ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${label ?? target.slice(1)}`;
  if (target.startsWith('!')) return label ?? `@${target.slice(1).split('^')[0]}`;
  return readLink(target, label);
}

function readLink(target: string, label: string | undefined): string {
  const address = target.replace(/^(?:mailto|tel):/, '');
  if (label === undefined || label === address || label === target) return address;
  return target.includes(label) ? target : `${label} (${address})`;
}
