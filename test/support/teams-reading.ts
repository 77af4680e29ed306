import type { SeenMessage, TeamsMessage } from '../../src/sandbox/teams/index.ts';
import type { ShownMessage } from '../contracts/surface-bench.ts';

/** Reads what the simulated Teams shows as a person does, and as Teams itself does: what in it would come alive. */

type Json = Readonly<Record<string, unknown>>;

/** `typing`: whether the bot is shown as typing in that conversation, to be told with its last message from a person. */
export function readMessage(seen: SeenMessage, { typing = false }: { typing?: boolean } = {}): ShownMessage {
  const ours = seen.from === 'bot';
  const texts = seen.cards.flatMap((card) => [
    ...textsOf(card),
    ...(typeof card['fallbackText'] === 'string' ? [interpreted(card['fallbackText'])] : []),
  ]);
  return {
    id: seen.id,
    text: seen.cards.length > 0 ? seen.cards.map(readCard).join('\n') : seen.message.text,
    buttons: seen.cards.flatMap((card) => list(card['actions']).map(({ title }) => String(title))),
    private: false,
    signs: typing && !ours ? ['typing'] : [],
    live: ours ? [...texts, ...textsOfMessage(seen.message)].flatMap(liveParts) : [],
  };
}

/** The line under a card that one person alone is shown: a message of its own, for them. */
export function readNotice(seen: SeenMessage): ShownMessage[] {
  if (!seen.notice) return [];
  const { text } = seen.notice;
  return [
    {
      id: `${seen.id}-notice`,
      text,
      buttons: [],
      private: true,
      signs: [],
      live: liveParts(interpreted(text)),
    },
  ];
}

/** A card's words line by line, as they are read where the time zone is UTC. */
export function readCard(card: Json): string {
  return textsOf(card)
    .map(({ text, literal }) => (literal ? text : readable(text)))
    .join('\n');
}

interface CardText {
  text: string;
  /** A line of runs, which Teams does not read as markdown. */
  literal: boolean;
}

const interpreted = (text: string): CardText => ({ text, literal: false });

/** What is shown: of what unfolds under a button the words too. Data that buttons carry is not. */
function textsOf(value: unknown): CardText[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== 'object' || value === null) return [];
  const {
    type,
    text,
    inlines,
    label,
    data: _data,
    refresh: _refresh,
    fallback: _fallback,
    ...rest
  } = value as Json;
  if (type === 'TextBlock') return [interpreted(String(text))];
  if (type === 'RichTextBlock')
    return [
      {
        text: list(inlines)
          .map((run) => String(run['text']))
          .join(''),
        literal: true,
      },
    ];
  return [
    ...(typeof label === 'string' ? [interpreted(label)] : []),
    ...Object.values(rest).flatMap(textsOf),
  ];
}

function textsOfMessage({ text, summary }: TeamsMessage): CardText[] {
  return [text, summary]
    .filter((one) => one !== undefined && one !== '')
    .map((one) => interpreted(String(one)));
}

const OUR_DATE = /\{\{DATE\(([0-9T:Z-]+), SHORT\)\}\} at \{\{TIME\(\1\)\}\}/g;
const OUR_LINK = /\[([^[\]]*)\]\(https:\/\/psa\.example\/[^\s()]*\)/g;
const OUR_EMPHASIS = /\*\*high risk\*\*/g;

function readable(text: string): string {
  return text
    .replace(OUR_DATE, (_whole, instant: string) => written(new Date(instant)))
    .replace(OUR_LINK, '$1')
    .replaceAll('**', '');
}

function written(at: Date): string {
  const [, day = '', rest = '', time = ''] = /^\w+, (\d+) (\w+ \d+) (\d+:\d+)/.exec(at.toUTCString()) ?? [];
  return `${Number(day)} ${rest}, ${time} UTC`;
}

const INVISIBLE = /[\p{Cf}\p{Cc}\u3164\u115F\u1160\uFFA0]/gu;

function liveParts({ text, literal }: CardText): string[] {
  const rest = text.replace(OUR_DATE, '').replace(OUR_LINK, '').replace(OUR_EMPHASIS, '');
  const everywhere = [
    ...matches(rest.replaceAll('\n', ''), INVISIBLE, 'invisible character'),
    ...matches(rest, /<\/?[a-z!]/gi, 'tag'),
    ...matches(rest, /\{\{|\$\{/g, 'card expression'),
  ];
  if (literal) return everywhere;
  return [
    ...everywhere,
    ...matches(rest, /\]\(|\]:|https?:\/\/|www\./gi, 'link'),
    ...matches(rest, /&(?:#\d+|\w+);/g, 'entity'),
    ...matches(rest, /[*`]|~~|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'formatting'),
    ...matches(rest, /^\s*(?:#{1,6}\s|>|[-+]\s|\d+[.)]\s)/gm, 'block formatting'),
  ];
}

function matches(text: string, pattern: RegExp, what: string): string[] {
  return [...text.matchAll(pattern)].map(([hit]) => `${what} ${hit} in ${text}`);
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
