import { z } from 'zod';
import { isTechnician } from '../../models/person.ts';
import { requestsOf } from '../show-requests.ts';
import { openCommand } from './command-spec.ts';
import type { Caller, CommandDependencies } from './given-command.ts';

/** `status`: for technicians how the desk is, for everybody else their own requests. */
export const statusCommand = openCommand(
  {
    name: 'status',
    summary: 'clients with their mode and what is waiting; employees see their own requests',
    examples: [{ line: 'status', does: 'how things stand' }],
    input: z.object({}),
  },
  async (dependencies, { caller }) => ({
    kind: 'answer',
    text:
      caller.person && isTechnician(caller.person)
        ? await statusText(dependencies)
        : await ownRequests(dependencies, caller),
  }),
);

async function statusText({
  clients,
  requests,
}: Pick<CommandDependencies, 'clients' | 'requests'>): Promise<string> {
  const [all, dead] = await Promise.all([clients.all(), requests.withDeadOutbox(5)]);
  const lines = await Promise.all(
    all.map(async ({ id, name, mode }) => {
      const counts = await requests.countByStatus(id);
      const waiting = counts['awaiting_approval'] ?? 0;
      const asked = counts['awaiting_requester'] ?? 0;
      return `• ${name}: ${mode} mode · ${waiting} waiting for approval · ${asked} waiting for an answer`;
    }),
  );
  const undelivered =
    dead.length > 0 ? `\nNot delivered, needs a look: ${dead.map(({ id }) => id).join(', ')}` : '';
  return `${lines.join('\n') || 'There are no clients yet.'}${undelivered}`;
}

async function ownRequests(dependencies: CommandDependencies, { by }: Caller): Promise<string> {
  const own = await requestsOf(dependencies, by);
  const lines = own.slice(0, 10).map(({ title, state }) => `• ${title}: ${state}`);
  return lines.length > 0
    ? `Your requests:\n${lines.join('\n')}`
    : 'You have no requests. Write me a message to make one.';
}
