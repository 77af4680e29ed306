import type { Client } from '../../models/client.ts';
import type { ClientStore } from '../../models/stores.ts';

export type FoundClient = { kind: 'found'; client: Client } | { kind: 'not_found'; text: string };

/** By id or by the beginning of the name; several matches are listed instead of guessed among. */
export async function findClient(clients: ClientStore, word: string): Promise<FoundClient> {
  const all = await clients.all();
  const wanted = word.toLowerCase();
  const exact = all.filter(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  const begins = all.filter(({ name }) => wanted !== '' && name.toLowerCase().startsWith(wanted));
  const matches = exact.length > 0 ? exact : begins;
  const [client] = matches;
  if (client && matches.length === 1) return { kind: 'found', client };
  const names = (matches.length > 0 ? matches : all).map(({ name }) => `• ${name}`).join('\n');
  const why =
    matches.length > 0
      ? `Several clients match “${word}”:`
      : `I know no client “${word.slice(0, 60)}”. The clients are:`;
  return { kind: 'not_found', text: `${why}\n${names}` };
}
