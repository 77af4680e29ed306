import { Router } from 'express';
import { z } from 'zod';
import type { Application } from './authentication.ts';
import { answerList, Query } from './listing.ts';
import { htmlFromText } from './note-html.ts';
import type { ActionRecord, OutcomeRecord } from './records.ts';
import { brokenRule, notFound } from './refusal.ts';
import type { Seed } from './seed.ts';
import type { ServiceDesk } from './service-desk.ts';
import { entriesOf, idIn, read } from './ticket-routes.ts';

const NewAction = z.object({
  ticket_id: z.int(),
  outcome: z.string().optional(),
  outcome_id: z.int().optional(),
  note: z.string().optional(),
  note_html: z.string().optional(),
  hiddenfromuser: z.boolean().optional(),
  sendemail: z.boolean().optional(),
  who_agentid: z.int().optional(),
});

const Answer = z.object({
  ticket_id: z.int(),
  seq: z.int(),
  actionnumber: z.int(),
  result: z.literal([1, 2]),
  approver_note: z.string().default(''),
});

/** `/Actions`, and `/TicketApproval`, with which approvers answer. */
export function actionRoutes({ seed, desk }: { seed: Seed; desk: ServiceDesk }): Router {
  const router = Router();
  router.get('/Actions', (request, response) => {
    const query = new Query(request);
    const ofTicket = desk.actionsOf(query.number('ticket_id') ?? 0);
    const found = ofTicket.filter(
      ({ action_systemid }) => action_systemid === 0 || !query.flag('excludesys'),
    );
    const rows = query.flag('includehtmlnote') ? found : found.map(withoutHtml);
    answerList({ request, response, key: 'actions' }, rows);
  });
  router.get('/Actions/:id', (request, response) => {
    const id = idIn(request.params.id, 'Action');
    const ofTicket = desk.actionsOf(new Query(request).number('ticket_id') ?? 0);
    const action = ofTicket.find((one) => one.id === id);
    if (!action) throw notFound('Action');
    response.json(action);
  });
  router.post('/Actions', ({ body }, response) => {
    const application = response.locals['application'] as Application;
    const written = entriesOf(body).map((entry) =>
      write({ seed, desk }, read(NewAction, entry), application),
    );
    response.json(written.at(-1));
  });
  router.post('/TicketApproval', ({ body }, response) => {
    response.json(
      entriesOf(body)
        .map((entry) => desk.answerApproval(read(Answer, entry)))
        .at(-1),
    );
  });
  return router;
}

function withoutHtml(action: ActionRecord): Partial<ActionRecord> & { id: number } {
  const row: Partial<ActionRecord> & { id: number } = { ...action };
  delete row.note_html;
  return row;
}

function write(
  { seed, desk }: { seed: Seed; desk: ServiceDesk },
  given: z.output<typeof NewAction>,
  application: Application,
): ActionRecord {
  if (!desk.tickets.some(({ id }) => id === given.ticket_id)) throw brokenRule('The Ticket is not valid');
  const note = {
    outcome: outcomeOf(seed, given),
    html: given.note_html ?? htmlFromText(given.note ?? ''),
    hidden: given.hiddenfromuser,
    mailed: given.sendemail,
  };
  const shownAgentId = given.who_agentid;
  return desk.addNote(given.ticket_id, note, {
    application,
    ...(shownAgentId !== undefined && { shownAgentId }),
  });
}

function outcomeOf(seed: Seed, { outcome, outcome_id }: z.output<typeof NewAction>): OutcomeRecord {
  const found = seed.outcomes.find(({ id, outcome: name }) =>
    outcome_id === undefined ? name.toLowerCase() === outcome?.toLowerCase() : id === outcome_id,
  );
  if (found) return found;
  throw brokenRule('An Outcome must be entered for this Action');
}
