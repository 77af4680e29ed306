import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { type ReadTool, readTool, type ToolScope } from '../tool.ts';
import type { ConnectWiseApi } from './api.ts';
import { all, contains, equals } from './conditions.ts';
import { findContact, vendorId } from './psa.ts';
import type { TicketRecord } from './schema.ts';

const MOST = 10;

/** What the model may look at in ConnectWise. Confined to the client's own company. */
export function connectWiseTools(api: ConnectWiseApi): readonly ReadTool[] {
  return [findEarlierTickets(api)];
}

const EarlierTickets = z.strictObject({
  email: z.string().describe('E-mail address of the person whose tickets are wanted'),
  words: z.string().nullable().describe('Only tickets whose summary contains this text; null for all'),
});

function findEarlierTickets(api: ConnectWiseApi): ReadTool {
  return readTool<z.output<typeof EarlierTickets>>({
    name: 'find_earlier_tickets',
    version: 1,
    integration: 'connectwise',
    description:
      'Lists the latest tickets that a person of this client opened before, newest first, at most ten, with summary, status and dates. Use it to see whether this happened before or is already being worked on.',
    input: EarlierTickets,
    async run(scope, { email, words }) {
      const tickets = await ticketsOf(api, scope, email.trim(), words?.trim() ?? '');
      return {
        data: { tickets: tickets.map(forModel) },
        targets: tickets.map(({ id, summary }) => ({ kind: 'ticket', id: String(id), label: summary })),
        evidence: `Earlier tickets of ${email.trim()}: ${tickets.length === MOST ? `${MOST} or more` : tickets.length}`,
      };
    },
  });
}

async function ticketsOf(
  api: ConnectWiseApi,
  { psaCompanyId, signal }: ToolScope,
  email: string,
  words: string,
): Promise<TicketRecord[]> {
  const companyId = psaCompanyId === undefined ? undefined : vendorId(psaCompanyId);
  if (companyId === undefined) throw failure('bad_configuration', 'the client has no ConnectWise company');
  const contactId = await findContact(api, companyId, email, signal);
  if (contactId === undefined)
    throw failure('not_found', 'no contact with this e-mail address in the company');

  const theirs = all(equals('company/id', companyId), equals('contact/id', contactId));
  return api.latestTickets(words === '' ? theirs : all(theirs, contains('summary', words)), MOST, signal);
}

function forModel({
  id,
  summary,
  status,
  closed,
  enteredAt,
  updatedAt,
}: TicketRecord): Record<string, unknown> {
  return {
    id,
    summary,
    status: status?.name ?? '',
    closed,
    ...(enteredAt && { openedAt: enteredAt.toISOString() }),
    updatedAt: updatedAt.toISOString(),
  };
}

function failure(code: 'bad_configuration' | 'not_found', message: string): CountersignError {
  return new CountersignError(code, message, { vendor: 'connectwise' });
}
