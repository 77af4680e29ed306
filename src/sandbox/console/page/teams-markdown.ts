/**
 * The part of Markdown that Teams reads in cards, as HTML: bold, italic, strikethrough and links. Everything is escaped
 * first, so that no tag can come of a text, and nothing of it leaves this machine: a link to a simulated vendor leads to the
 * ticket's panel, every other one shows its address and goes nowhere.
 */
export function teamsHtml(text: string): string {
  return escaped(text)
    .replace(/\[([^\]\n]+)\]\(([^()\s]+)\)/g, (_whole, label: string, address: string) =>
      link(label, address),
    )
    .replace(/\*\*(?=\S)([^*\n]*[^*\s])\*\*/g, '<b>$1</b>')
    .replace(/(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/g, '<i>$1</i>')
    .replace(/(?<!\w)_(?=\S)([^_\n]*[^_\s])_(?!\w)/g, '<i>$1</i>')
    .replace(/~~(?=\S)([^~\n]*[^~\s])~~/g, '<s>$1</s>')
    .replaceAll('\n', '<br>');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** Both are escaped already. Characters that begin emphasis are written as entities, so that nothing changes an address. */
function link(label: string, address: string): string {
  const inert = address.replace(/[*_~]/g, (character) => `&#${character.charCodeAt(0)};`);
  return isOnThisMachine(address)
    ? `<a href="#ticket-heading">${label}</a>`
    : `<span class="dead-link" title="${inert}">${label}</span>`;
}

function isOnThisMachine(address: string): boolean {
  return URL.canParse(address) && ['127.0.0.1', 'localhost'].includes(new URL(address).hostname);
}
