import { Router } from 'express';
import { z } from 'zod';
import type { Authentication } from './authentication.ts';
import { invalid, unknownPath } from './refusal.ts';
import type { ServiceDesk } from './service-desk.ts';

const TicketBody = z
  .strictObject({
    title: z.string(),
    description: z.string().nullable(),
    companyID: z.int(),
    contactID: z.int().nullable(),
    status: z.int(),
    priority: z.int(),
    queueID: z.int().nullable(),
    source: z.int().nullable(),
    assignedResourceID: z.int().nullable(),
    dueDateTime: z.iso.datetime().nullable(),
    externalID: z.string().nullable(),
  })
  .partial();

const NoteBody = z
  .strictObject({ title: z.string(), description: z.string(), noteType: z.int(), publish: z.int() })
  .partial();

const WithId = z.looseObject({ id: z.int() });

/** Tickets and their notes, as far as they are written. Each write is answered with no more than an id. */
export function ticketRoutes({
  desk,
  authentication,
}: {
  desk: ServiceDesk;
  authentication: Authentication;
}): Router {
  const router = Router();
  router.post('/Tickets', (request, response) => {
    const ticket = desk.openTicket(given(TicketBody, request.body), authentication.actorOf(request));
    response.json({ itemId: ticket.id });
  });
  router.patch('/Tickets', (request, response) => {
    const { id, ...changes } = given(WithId, request.body);
    desk.changeTicket(id, given(TicketBody, changes), authentication.actorOf(request));
    response.json({ itemId: id });
  });
  router.post('/Tickets/:id/Notes', (request, response) => {
    const input = given(NoteBody, request.body);
    const note = desk.addNote(Number(request.params.id), input, authentication.actorOf(request));
    response.json({ itemId: note.id });
  });
  router.post('/TicketNotes', () => {
    throw unknownPath();
  });
  return router;
}

function given<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join('.') ?? '';
  throw invalid(`The value of the field ${field} is not valid.`);
}
