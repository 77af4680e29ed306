import { Router } from 'express';
import { z } from 'zod';
import { answerList, type Listing } from './listing.ts';
import type { NoteRecord, TicketRecord } from './records.ts';
import { invalidObject, missingField } from './refusal.ts';
import type { Seed } from './seed.ts';
import type { Actor, ServiceDesk } from './service-desk.ts';

const TICKETS: Listing<TicketRecord> = {
  references: {
    id: (ticket) => ticket.id,
    summary: (ticket) => ticket.summary,
    'board/id': (ticket) => ticket.board.id,
    'board/name': (ticket) => ticket.board.name,
    'status/id': (ticket) => ticket.status.id,
    'status/name': (ticket) => ticket.status.name,
    'company/id': (ticket) => ticket.company.id,
    'company/identifier': (ticket) => ticket.company.identifier,
    'contact/id': (ticket) => ticket.contact?.id,
    contactEmailAddress: (ticket) => ticket.contactEmailAddress,
    externalXRef: (ticket) => ticket.externalXRef,
    closedFlag: (ticket) => ticket.closedFlag,
    dateEntered: (ticket) => ticket._info.dateEntered,
    lastUpdated: (ticket) => ticket._info.lastUpdated,
  },
};

const NOTES: Listing<NoteRecord> = {
  references: {
    id: (note) => note.id,
    text: (note) => note.text,
    detailDescriptionFlag: (note) => note.detailDescriptionFlag,
    internalAnalysisFlag: (note) => note.internalAnalysisFlag,
    resolutionFlag: (note) => note.resolutionFlag,
    'member/id': (note) => note.member?.id,
    'member/identifier': (note) => note.member?.identifier,
    createdBy: (note) => note.createdBy,
    dateCreated: (note) => note.dateCreated,
  },
};

const Named = z.object({ id: z.number(), identifier: z.string(), name: z.string() }).partial();
type Named = z.infer<typeof Named>;

const TicketBody = z.object({
  summary: z.string().optional(),
  company: Named.optional(),
  board: Named.optional(),
  contact: Named.optional(),
  externalXRef: z.string().optional(),
  initialDescription: z.string().optional(),
});

const NoteBody = z.object({
  text: z.string().optional(),
  detailDescriptionFlag: z.boolean().optional(),
  internalAnalysisFlag: z.boolean().optional(),
  resolutionFlag: z.boolean().optional(),
  customerUpdatedFlag: z.boolean().optional(),
  processNotifications: z.boolean().optional(),
  member: Named.optional(),
  contact: Named.optional(),
});

const PatchBody = z.array(z.object({ op: z.string(), path: z.string(), value: z.unknown() }));

/** `/service/tickets` with its notes, `/service/boards` with its statuses. */
export function ticketRoutes({ seed, desk }: { seed: Seed; desk: ServiceDesk }): Router {
  const router = Router();
  const actor: Actor = { member: seed.apiMember };

  router.get('/service/tickets', (request, response) => answerList(request, response, desk.tickets, TICKETS));
  router.post('/service/tickets', (request, response) => {
    const body = readBody(TicketBody, request.body, 'ticket');
    const ticket = desk.openTicket(ticketInput(seed, body), actor);
    response.status(201).json(ticket);
  });
  router.get('/service/tickets/:id', ({ params }, response) => {
    response.json(desk.ticket(Number(params.id)));
  });
  router.patch('/service/tickets/:id', ({ params, body }, response) => {
    const ticketId = desk.ticket(Number(params.id)).id;
    for (const operation of readBody(PatchBody, body, 'ticket')) patch({ seed, desk }, ticketId, operation);
    response.json(desk.ticket(ticketId));
  });
  router.get('/service/tickets/:id/notes', (request, response) =>
    answerList(request, response, desk.notesOf(Number(request.params.id)), NOTES),
  );
  router.post('/service/tickets/:id/notes', ({ params, body }, response) => {
    const { member, contact, ...note } = readBody(NoteBody, body, 'serviceNote');
    refuseBadNote(note);
    const shownMember = member && pick('serviceNote', 'member', seed.members, member);
    const shownContact = contact && pick('serviceNote', 'contact', seed.contacts, contact);
    const input = { ...note, text: note.text ?? '', shownMember, shownContact };
    response.status(201).json(desk.addNote(Number(params.id), input, actor));
  });
  return router;
}

function ticketInput(seed: Seed, body: z.infer<typeof TicketBody>): Parameters<ServiceDesk['openTicket']>[0] {
  if (!body.summary) throw missingField('ticket', 'summary');
  if (!body.company) throw missingField('ticket', 'company');
  const company = pick('ticket', 'company', seed.companies, body.company);
  const theirs = seed.contacts.filter((contact) => contact.company.id === company.id);
  return {
    summary: body.summary,
    company,
    boardId: body.board ? pick('ticket', 'board', seed.boards, body.board).id : (seed.boards[0]?.id ?? 0),
    contact: body.contact && pick('ticket', 'contact', theirs, body.contact),
    externalXRef: body.externalXRef,
    description: body.initialDescription,
  };
}

function patch(
  { seed, desk }: { seed: Seed; desk: ServiceDesk },
  ticketId: number,
  operation: z.infer<typeof PatchBody>[number],
): void {
  const actor: Actor = { member: seed.apiMember };
  const field = operation.path.replace(/^\//, '');
  // Said to be answered with 200 although nothing changes; so it is here.
  if (field === 'status/id') return;
  if (operation.op === 'replace' && field === 'status') {
    const { board } = desk.ticket(ticketId);
    const ofBoard = seed.statuses.filter((status) => status.board.id === board.id);
    const wanted = readBody(Named, operation.value, 'ticket');
    desk.setStatus(ticketId, pick('ticket', 'status', ofBoard, wanted), actor);
  } else if (operation.op === 'replace' && field === 'summary') {
    desk.setSummary(ticketId, readBody(z.string(), operation.value, 'ticket'), actor);
  } else {
    throw invalidObject('ticket', { code: 'InvalidField', message: 'The field cannot be patched.', field });
  }
}

/** ConnectWise takes references by id, and by identifier or name where there is one. */
function pick<T extends { id: number; identifier?: string; name?: string }>(
  resource: string,
  field: string,
  records: readonly T[],
  wanted: Named,
): T {
  const found = records.find((record) =>
    wanted.id === undefined
      ? sameText(wanted.identifier, record.identifier) || sameText(wanted.name, record.name)
      : record.id === wanted.id,
  );
  if (found) return found;
  throw invalidObject(resource, { code: 'InvalidField', message: `The ${field} was not found.`, field });
}

function sameText(wanted: string | undefined, actual: string | undefined): boolean {
  return wanted !== undefined && wanted.toLowerCase() === actual?.toLowerCase();
}

function refuseBadNote(note: z.infer<typeof NoteBody>): void {
  if (!note.text) throw missingField('serviceNote', 'text');
  if (note.detailDescriptionFlag || note.internalAnalysisFlag || note.resolutionFlag) return;
  const message = 'Please choose where to display the notes in order to save this record.';
  throw invalidObject('serviceNote', { code: 'InvalidField', message, field: 'text' });
}

function readBody<T>(schema: z.ZodType<T>, body: unknown, resource: string): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join('/') ?? '';
  throw invalidObject(resource, { code: 'InvalidField', message: 'The value is not valid.', field });
}
