import type { CommandDependencies } from './given-command.ts';

/** For technicians and admins: clients with their mode, and what is under way. */
export async function statusText({
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
