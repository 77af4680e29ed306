import { OPEN_STATUSES } from '../../models/request-state.ts';
import type { CommandDependencies } from './given-command.ts';

/** How many requests of a client are under way. */
export async function countOpenRequests(
  { requests }: Pick<CommandDependencies, 'requests'>,
  clientId: string,
): Promise<number> {
  const counts = await requests.countByStatus(clientId);
  return OPEN_STATUSES.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}
