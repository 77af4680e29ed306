import { z } from 'zod';
import type { Client } from '../../../models/client.ts';
import type { CommandAnswer } from '../../desk.ts';
import { OLD_FORM, readCarried } from '../carried.ts';
import type { CommandDependencies } from '../given-command.ts';
import { clientChanged } from './save-client.ts';

const State = z.object({ id: z.string(), version: z.number() });

/** What a form about a client carries: whom it was opened for, and as they were then. */
export function stateOfClient({ id, version }: Client): string {
  return JSON.stringify({ id, version });
}

/** The client that a form was opened for, as long as nobody else has changed it since. */
export async function clientOfForm(
  { clients }: Pick<CommandDependencies, 'clients'>,
  state: string,
): Promise<{ kind: 'found'; client: Client } | { kind: 'not_found'; answer: CommandAnswer }> {
  const carried = readCarried(State, state);
  if (!carried) return { kind: 'not_found', answer: OLD_FORM };
  const client = await clients.find(carried.id);
  if (!client)
    return { kind: 'not_found', answer: { kind: 'refused', text: 'This client is not there any more.' } };
  return client.version === carried.version
    ? { kind: 'found', client }
    : { kind: 'not_found', answer: clientChanged(client) };
}
