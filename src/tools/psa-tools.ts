import { z } from 'zod';
import { CountersignError } from '../errors.ts';
import type { Psa, Ticket } from './psa.ts';
import { type ReadTool, readTool, type ToolScope } from './tool.ts';

const MOST = 10;

/**
 * What the model may look at in PSAs, in whichever of them the client has its tickets, confined to the client's company.
 * Looked for in the list each time: what is in it may change. Offered to no client whose PSA is not there.
 */
export function psaTools(psas: readonly Psa[]): readonly ReadTool[] {
  return [findEarlierTickets(psas)];
}

const EarlierTickets = z.strictObject({
  email: z.string().describe('E-mail address of the person whose tickets are wanted'),
  words: z.string().nullable().describe('Only tickets whose summary contains this text; null for all'),
});

function findEarlierTickets(psas: readonly Psa[]): ReadTool {
  return readTool<z.output<typeof EarlierTickets>>({
    name: 'find_earlier_tickets',
    version: 2,
    integration: 'psa',
    description:
      'Lists the latest tickets that a person of this client opened before, newest first, at most ten, with summary, status and dates. Use it to see whether this happened before or is already being worked on.',
    input: EarlierTickets,
    isFor: (scope) => psaOf(psas, scope) !== undefined,
    async run(scope, { email, words }) {
      const { psa, companyId } = clientsPsa(psas, scope);
      const { signal } = scope;
      const person = email.trim();
      const wanted = { companyId, email: person, words: words?.trim() ?? '', limit: MOST, signal };
      const tickets = await psa.earlierTickets(wanted);
      return {
        data: { tickets: tickets.map(forModel) },
        targets: tickets.map(({ id, summary }) => ({ kind: 'ticket', id, label: summary })),
        evidence: `Earlier tickets of ${person}: ${tickets.length === MOST ? `${MOST} or more` : tickets.length}`,
      };
    },
  });
}

function psaOf(psas: readonly Psa[], scope: ToolScope): Psa | undefined {
  return psas.find(({ name }) => name === scope.psa?.name);
}

function clientsPsa(psas: readonly Psa[], scope: ToolScope): { psa: Psa; companyId: string } {
  const psa = psaOf(psas, scope);
  if (psa && scope.psa) return { psa, companyId: scope.psa.companyId };
  throw new CountersignError('bad_configuration', 'the client has no company in a connected PSA', {
    vendor: scope.psa?.name ?? 'psa',
  });
}

function forModel({
  id,
  summary,
  statusName,
  closed,
  createdAt,
  updatedAt,
}: Ticket): Record<string, unknown> {
  return {
    id,
    summary,
    status: statusName,
    closed,
    openedAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
