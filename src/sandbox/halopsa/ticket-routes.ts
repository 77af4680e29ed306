import { Router } from 'express';
import { z } from 'zod';
import type { Application } from './authentication.ts';
import { answerList, Query } from './listing.ts';
import type { TicketRecord } from './records.ts';
import { brokenRule, notFound } from './refusal.ts';
import type { Seed } from './seed.ts';
import type { ServiceDesk } from './service-desk.ts';

const NewTicket = z.object({
  summary: z.string().default(''),
  details: z.string().optional(),
  details_html: z.string().optional(),
  tickettype_id: z.int(),
  client_id: z.int(),
  site_id: z.int().optional(),
  user_id: z.int().optional(),
  third_party_id_string: z.string().optional(),
});
const TicketUpdate = z.object({ id: z.int(), status_id: z.int() });

/** `/Tickets` */
export function ticketRoutes({ seed, desk }: { seed: Seed; desk: ServiceDesk }): Router {
  const router = Router();
  router.get('/Tickets', (request, response) => {
    const found = desk.tickets.filter(filterOf(new Query(request)));
    answerList({ request, response, key: 'tickets', most: 1_000 }, found.map(inList));
  });
  router.get('/Tickets/:id', ({ params }, response) => {
    response.json(desk.ticket(idIn(params.id, 'Ticket')));
  });
  router.post('/Tickets', ({ body }, response) => {
    const application = response.locals['application'] as Application;
    const saved = entriesOf(body).map((entry) => save({ seed, desk }, entry, application));
    response.json(saved.at(-1));
  });
  return router;
}

function save(
  { seed, desk }: { seed: Seed; desk: ServiceDesk },
  entry: unknown,
  application: Application,
): TicketRecord {
  const update = TicketUpdate.safeParse(entry).data;
  if (update) return desk.setStatus(update.id, update.status_id, { application });
  const given = read(NewTicket, entry);
  const user = seed.users.find(({ id }) => id === given.user_id);
  if (given.user_id !== undefined && !user) throw brokenRule('The User is not valid');
  if (user && given.site_id !== user.site_id_int) throw brokenRule('The Site must be that of the User');
  return desk.openTicket(
    {
      summary: given.summary,
      details:
        given.details_html === undefined ? { text: given.details ?? '' } : { html: given.details_html },
      typeId: given.tickettype_id,
      clientId: given.client_id,
      user,
      reference: given.third_party_id_string,
    },
    { application },
  );
}

const NOT_IN_LISTS = ['details', 'details_html', 'approvers', 'approvers_history'] as const;

function inList(ticket: TicketRecord): Partial<TicketRecord> & { id: number } {
  const row: Partial<TicketRecord> & { id: number } = { ...ticket };
  for (const field of NOT_IN_LISTS) delete row[field];
  return row;
}

/** The columns that Halo searches by date; one that it does not know is passed over. */
const DATE_COLUMNS: Readonly<Record<string, (ticket: TicketRecord) => string>> = {
  dateoccured: (ticket) => ticket.dateoccurred,
  datecleared: (ticket) => ticket.dateclosed,
  lastactiondate: (ticket) => ticket.lastactiondate,
};

function filterOf(query: Query): (ticket: TicketRecord) => boolean {
  const [clientId, userId] = [query.number('client_id'), query.number('user_id')];
  const summary = query.text('search_summary')?.toLowerCase();
  const column = DATE_COLUMNS[query.text('datesearch') ?? ''];
  const from = query.text('startdate') ?? '';
  const until = query.text('enddate') ?? '9999';
  return (ticket) =>
    (clientId === undefined || ticket.client_id === clientId) &&
    (userId === undefined || ticket.user_id === userId) &&
    (summary === undefined || ticket.summary.toLowerCase().includes(summary)) &&
    (!column || (column(ticket) >= from && column(ticket) <= until));
}

/** The id at the end of a path. */
export function idIn(text: string | undefined, kind: string): number {
  if (!/^\d{1,9}$/.test(text ?? '')) throw notFound(kind);
  return Number(text);
}

/** Halo takes arrays and nothing else. */
export function entriesOf(body: unknown): unknown[] {
  if (Array.isArray(body) && body.length > 0) return body;
  throw brokenRule('Cannot deserialize the current JSON object because the type requires a JSON array');
}

/** What a body must have, as Halo says it. */
export function read<T>(schema: z.ZodType<T>, entry: unknown): T {
  const parsed = schema.safeParse(entry);
  if (parsed.success) return parsed.data;
  throw brokenRule(`The field ${parsed.error.issues[0]?.path.join('.') ?? ''} is not valid`);
}
