import type { SlackBlock, SlackMessage } from '../../src/sandbox/slack/index.ts';
import type { ShownMessage } from '../contracts/surface-bench.ts';

/** Reads what the simulated Slack holds as a person does, and as Slack itself does: what in it would come alive. */

type Json = Readonly<Record<string, unknown>>;

export function readMessage(message: SlackMessage, botUserId?: string): ShownMessage {
  const objects =
    message.blocks.length > 0
      ? textObjects(message.blocks)
      : [{ type: 'mrkdwn', text: message.text, verbatim: true }];
  return {
    id: message.ts,
    text: objects.map(readable).join('\n'),
    buttons: buttonsOf(message.blocks),
    private: message.ephemeralTo !== undefined,
    signs: message.reactions
      .filter(({ users }) => !botUserId || users.includes(botUserId))
      .map(({ name }) => name),
    live: message.byBot
      ? [...objects.flatMap(liveParts), ...liveParts({ type: 'mrkdwn', text: message.text, verbatim: true })]
      : [],
  };
}

export function readBlocks(blocks: readonly SlackBlock[]): string {
  return textObjects(blocks).map(readable).join('\n');
}

/** Every text object of the blocks, buttons and all, and the literal texts of rich text. */
function textObjects(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(textObjects);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  const isText = typeof object['text'] === 'string' && typeof object['type'] === 'string';
  return isText ? [object] : Object.values(object).flatMap(textObjects);
}

function buttonsOf(blocks: readonly SlackBlock[]): string[] {
  return blocks
    .flatMap((block) => (block['elements'] as Json[] | undefined) ?? [])
    .filter(({ type }) => type === 'button')
    .map(({ text }) => String((text as Json)['text']));
}

/** Tokens that we write ourselves: a date, and a link to the ticket. */
const OUR_TOKENS =
  /<!date\^\d+\^\{date_short_pretty\} \{time\}\|([^<>|]*)>|<https:\/\/psa\.example\/[^<>|\s]*\|([^<>|]*)>/g;

function readable({ type, text }: Json): string {
  if (type !== 'mrkdwn') return String(text);
  return String(text)
    .replace(OUR_TOKENS, (_whole, date?: string, label?: string) => date ?? label ?? '')
    .replaceAll('*', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const INVISIBLE = /[\p{Cf}\p{Cc}\u3164\u115F\u1160\uFFA0]/gu;

function liveParts({ type, text, emoji, verbatim }: Json): string[] {
  const shown = String(text);
  const invisible = [...shown.replaceAll('\n', '').matchAll(INVISIBLE)].map(
    () => `invisible character in ${shown}`,
  );
  if (type !== 'mrkdwn')
    return emoji === false || type === 'text' ? invisible : [...invisible, `emoji: ${shown}`];
  const rest = shown.replace(OUR_TOKENS, '');
  return [
    ...invisible,
    ...(verbatim === true ? [] : [`links made by Slack: ${shown}`]),
    ...matches(rest, /<[^>]*>?|>(?<!^>)/gm, 'markup'),
    ...matches(rest, /&(?!amp;|lt;|gt;)/g, 'bare ampersand'),
    ...matches(rest, /`|(?<![\p{L}\p{N}])[_~]|[_~](?![\p{L}\p{N}])/gu, 'formatting'),
    ...matches(rest, /\*bold\*|\*Approved\* by Tess|^\s*(?:&gt;)/gm, 'formatting'),
    ...matches(rest.replace(OUR_EMOJI, ''), /:[a-z0-9_]*[a-z][a-z0-9_]*:/g, 'emoji'),
  ];
}

/** At the start of a line of ours. */
const OUR_EMOJI =
  /^:(?:warning|white_check_mark|no_entry|hourglass|wastebasket|information_source): ?(?=\*)/gm;

function matches(text: string, pattern: RegExp, what: string): string[] {
  return [...text.matchAll(pattern)].map(([hit]) => `${what} ${hit} in ${text}`);
}
