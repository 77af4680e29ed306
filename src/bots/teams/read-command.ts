/**
 * Teams has no slash commands: commands are messages. A message is one when it could be nothing else; whatever reads like
 * a sentence stays a request. With a leading `/` it is one whatever follows.
 *
 * | written                                            | is a command            |
 * | -------------------------------------------------- | ----------------------- |
 * | `help`, `status`, `mode`, `policy`, `requests`     | the word alone          |
 * | `mode CLIENT`, `policy CLIENT`                     | one name, or one quoted |
 * | `mode CLIENT plan|execute`                         | with exactly that end   |
 * | `policy CLIENT TOOL`, `policy CLIENT TOOL POLICY`  | a tool's name has `_`   |
 *
 * What has the form of a command and is not understood by the desk is a request after all; see `listeners/message.ts`.
 */
export type WrittenCommand =
  /** `sure`: it is answered as a command whatever the desk makes of it. */
  | { kind: 'command'; text: string; sure: boolean }
  /** The list of the person's own requests, which Teams shows as a card. */
  | { kind: 'home' };

/** Names a client: a word, or several in quotes. */
const NAME = String.raw`(?:"[^"]+"|“[^“”]+”|[^\s"“”]+)`;
const TOOL = String.raw`[a-z]+(?:_[a-z0-9]+)+`;
const POLICY = String.raw`(?:auto|disabled|default|approval[ _-]?needed(?: (?:with|\+) manager)?)`;

const HOME = /^(?:home|requests|my requests)$/i;
const SURE = new RegExp(
  String.raw`^(?:help|status|mode|policy|mode ${NAME} (?:plan|execute)|policy ${NAME} ${TOOL}(?: ${POLICY})?)$`,
  'iu',
);
const LIKELY = new RegExp(String.raw`^(?:mode|policy) ${NAME}$`, 'iu');

/** The command that a message is; undefined for everything else. */
export function readCommand(written: string): WrittenCommand | undefined {
  const text = written.replaceAll(/\s+/g, ' ').trim();
  const bare = text.replace(/^\/\s?/, '');
  if (HOME.test(bare)) return { kind: 'home' };
  if (bare !== text) return { kind: 'command', text: bare, sure: true };
  if (SURE.test(text)) return { kind: 'command', text, sure: true };
  return LIKELY.test(text) ? { kind: 'command', text, sure: false } : undefined;
}
