import type { Client } from '../../../models/client.ts';
import { isTechnician, type Person } from '../../../models/person.ts';
import { mayStandIn } from '../../fallback-approver.ts';
import type { CommandDependencies } from '../given-command.ts';

/** What clients would lack if somebody were as they are to be; nothing where others are there for them. */
export async function leftWithout(
  { clients, people }: Pick<CommandDependencies, 'clients' | 'people'>,
  after: Person,
): Promise<string[]> {
  const [all, technicians] = await Promise.all([clients.all(), people.technicians([])]);
  const others = new Set(technicians.map(({ id }) => id).filter((id) => id !== after.id));
  const alone = isTechnician(after)
    ? []
    : all.filter(({ technicianIds: ids }) => ids.includes(after.id) && !ids.some((id) => others.has(id)));
  const standsIn = all.filter(
    (client) => client.fallbackApproverId === after.id && !mayStandIn(client, after),
  );
  return [
    ...(alone.length > 0
      ? [`Nobody else is asked at ${named(alone)}: choose somebody (\`client technicians\`)`]
      : []),
    ...(standsIn.length > 0
      ? [`Being the fallback approver of ${named(standsIn)}: choose another one (\`client fallback\`)`]
      : []),
  ];
}

function named(clients: readonly Client[]): string {
  return clients.map(({ name }) => name).join(', ');
}
