/**
 * What a person typed, as Slack puts it on the wire: `&`, `<` and `>` escaped, addresses made links. Mentions that were
 * picked from Slack's list are written `<@U…>` and stay what they are.
 */
export function wireText(typed: string): string {
  return typed
    .split(/(<[@#!][^<>]+>)/)
    .map((part, index) => (index % 2 === 1 ? part : linked(escaped(part))))
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function linked(text: string): string {
  return text.replace(
    /(https?:\/\/[^\s<>&]+(?:&amp;[^\s<>&]+)*)|([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g,
    (whole, url?: string) => (url ? `<${whole}>` : `<mailto:${whole}|${whole}>`),
  );
}
