import type { Client } from '../../models/client.ts';
import type { ClientStore } from '../../models/stores.ts';
import type { CommandAnswer } from '../desk.ts';
import type { CommandLine } from './command-spec.ts';
import { match } from './matching.ts';
import { whichOne } from './which-one.ts';

export type FoundClient = { kind: 'found'; client: Client } | { kind: 'not_found'; answer: CommandAnswer };

/**
 * By id or by the beginning of the name; several matches are offered instead of guessed among. The id alone, as it is
 * written, is nobody else's: buttons and forms name clients by it, whatever others are called.
 */
export async function findClient(
  clients: ClientStore,
  word: string,
  line: CommandLine,
): Promise<FoundClient> {
  const all = await clients.all();
  const named = all.find(({ id }) => id === word);
  if (named) return { kind: 'found', client: named };
  const found = match(word, all, ({ id, name }) => [id, name]);
  if (found.kind === 'one') return { kind: 'found', client: found.item };
  const answer = whichOne({
    noun: 'client',
    word,
    line,
    match: found,
    all,
    optionOf: ({ id, name }) => ({ label: name, word: id }),
  });
  return { kind: 'not_found', answer };
}
