import type { Client } from '../../models/client.ts';
import type { CommandChoice, TextAnswer } from '../desk.ts';
import type { CommandLine, CommandOption } from './command-spec.ts';
import { behind, lostPlace } from './page-place.ts';

/** Of one answer: more than a phone shows at once, and less than any surface cuts off. */
const MOST_CLIENTS = 40;
const MOST_CHARACTERS = 4_000;

/** For commands that list clients; `after` in their input. */
export const AFTER_CLIENT: CommandOption = {
  flags: '--after <client>',
  does: 'as the button `More` gives it',
};

/** Where there is nothing to list. */
export const NO_CLIENTS: TextAnswer = {
  kind: 'answer',
  text: 'There are no clients yet.',
  choices: [{ label: 'Add a client', command: 'client add', style: 'primary' }],
};

/** How a list of clients is shown. */
export interface ClientList {
  /** The line that was given, for the button with the next page. */
  line: CommandLine;
  /** Id of the client behind which the page begins, as the line has it. */
  after: string | undefined;
  lineOf: (client: Client) => string;
}

/** The lines of one page of clients, with the button for the next one; or that there is no client to go on after. */
export function clientsPage(
  all: readonly Client[],
  { line, after, lineOf }: ClientList,
): { kind: 'page'; text: string; choices: readonly CommandChoice[] } | { kind: 'lost'; answer: TextAnswer } {
  const place = all.findIndex(({ id }) => id === after);
  if (after !== undefined && place === -1) return { kind: 'lost', answer: lostPlace('client', after, line) };
  const rest = all.slice(place + 1);
  const shown = fitting(rest.map(lineOf));
  const last = rest[shown.length - 1];
  const left = rest.length - shown.length;
  if (!last) return { kind: 'page', text: 'There are no more clients.', choices: [] };
  return {
    kind: 'page',
    text: [...shown, ...(left > 0 ? [`…and ${left} more`] : [])].join('\n'),
    choices: left > 0 ? [{ label: 'More', command: behind(line, last.id) }] : [],
  };
}

/** The first one is shown however long it is. */
function fitting(lines: readonly string[]): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line) => {
    length += line.length + 1;
    return length > MOST_CHARACTERS;
  });
  return lines.slice(0, Math.min(end === -1 ? lines.length : Math.max(end, 1), MOST_CLIENTS));
}
