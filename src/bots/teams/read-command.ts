import { COMMAND_NAMES } from '../../flows/admin/command-language.ts';
import { splitWords } from '../../flows/admin/words.ts';

/**
 * Teams has no slash commands: commands are messages. A message is one when it could be nothing else; whatever reads like
 * a sentence stays a request. With a leading `/` it is one whatever follows.
 *
 * | written                                                 | is a command                               |
 * | ------------------------------------------------------- | ------------------------------------------ |
 * | `help`, `status`, `policy`, `client`: the first word of one | the word alone                         |
 * | `policy set …`, `client show …`                         | both words of one                          |
 * | `mode CLIENT plan|execute`, anything with `--option`    | whatever else there is                     |
 * | `mode CLIENT`, `request ID`, `help policy`              | if the desk understands it: at most 3 words |
 *
 * What has the form of a command and is not understood by the desk is a request after all; see `listeners/message.ts`.
 */
export type WrittenCommand =
  /** `sure`: it is answered as a command whatever the desk makes of it. */
  | { kind: 'command'; text: string; sure: boolean }
  /** What the person has with the bot, which Teams shows as a card. */
  | { kind: 'home' };

const HOME = /^(?:home|requests|my requests)$/i;
const OPTION = /\s(?:--|[—–])[a-z]/u;
/** Longer ones read like sentences. */
const MOST_WORDS = 3;

const NAMES = COMMAND_NAMES.map((name) => name.split(' '));
const NOUNS = new Set(NAMES.map(([noun = '']) => noun));

/** The command that a message is; undefined for everything else. */
export function readCommand(written: string): WrittenCommand | undefined {
  const text = written.replaceAll(/\s+/g, ' ').trim();
  const bare = text.replace(/^\/\s?/, '');
  if (HOME.test(bare)) return { kind: 'home' };
  if (bare !== text) return { kind: 'command', text: bare, sure: true };
  const words = splitWords(text.slice(0, 2_000)).map((word) => word.toLowerCase());
  const [first = ''] = words;
  if (!NOUNS.has(first)) return undefined;
  const named = NAMES.some(
    (parts) => parts.length > 1 && parts.every((part, index) => words[index] === part),
  );
  if (words.length === 1 || named || isMode(words) || OPTION.test(text))
    return { kind: 'command', text, sure: true };
  return words.length <= MOST_WORDS ? { kind: 'command', text, sure: false } : undefined;
}

function isMode([first, , mode = '', ...more]: readonly string[]): boolean {
  return first === 'mode' && more.length === 0 && /^(?:plan|execute)$/u.test(mode);
}
