import { Router } from 'express';
import { z } from 'zod';
import type { Callbacks } from './callbacks.ts';
import { answerList, type Listing } from './listing.ts';
import type {
  BoardRecord,
  CallbackRecord,
  CommunicationItem,
  CompanyRecord,
  ContactRecord,
  MemberRecord,
  StatusRecord,
} from './records.ts';
import { missingField, recordNotFound } from './refusal.ts';
import type { Seed } from './seed.ts';

const COMPANIES: Listing<CompanyRecord> = {
  references: {
    id: (company) => company.id,
    identifier: (company) => company.identifier,
    name: (company) => company.name,
    website: (company) => company.website,
    deletedFlag: (company) => company.deletedFlag,
  },
};

const CONTACTS: Listing<ContactRecord, CommunicationItem> = {
  references: {
    id: (contact) => contact.id,
    firstName: (contact) => contact.firstName,
    lastName: (contact) => contact.lastName,
    'company/id': (contact) => contact.company.id,
    'company/identifier': (contact) => contact.company.identifier,
    inactiveFlag: (contact) => contact.inactiveFlag,
  },
  children: {
    of: (contact) => contact.communicationItems,
    references: {
      'communicationItems/value': (item) => item.value,
      'communicationItems/communicationType': (item) => item.communicationType,
      'communicationItems/domain': (item) => item.domain,
    },
  },
};

const MEMBERS: Listing<MemberRecord> = {
  references: {
    id: (member) => member.id,
    identifier: (member) => member.identifier,
    licenseClass: (member) => member.licenseClass,
    officeEmail: (member) => member.officeEmail,
    primaryEmail: (member) => member.primaryEmail,
    inactiveFlag: (member) => member.inactiveFlag,
  },
};

const BOARDS: Listing<BoardRecord> = {
  references: { id: (board) => board.id, name: (board) => board.name, inactive: (board) => board.inactive },
};

const STATUSES: Listing<StatusRecord> = {
  references: {
    id: (status) => status.id,
    name: (status) => status.name,
    sortOrder: (status) => status.sortOrder,
    inactive: (status) => status.inactive,
    closedStatus: (status) => status.closedStatus,
  },
};

const CALLBACKS: Listing<CallbackRecord> = {
  references: {
    id: (entry) => entry.id,
    url: (entry) => entry.url,
    type: (entry) => entry.type,
    level: (entry) => entry.level,
    inactiveFlag: (entry) => entry.inactiveFlag,
  },
};

const CallbackBody = z.object({
  description: z.string().max(100).optional(),
  url: z.string(),
  objectId: z.number(),
  type: z.string(),
  level: z.string(),
  isSelfSuppressedFlag: z.boolean().optional(),
  inactiveFlag: z.boolean().optional(),
});

/** Companies, contacts, members, boards with their statuses, and callbacks. */
export function directoryRoutes({ seed, callbacks }: { seed: Seed; callbacks: Callbacks }): Router {
  const router = Router();
  router.get('/company/companies', (request, response) =>
    answerList(request, response, seed.companies, COMPANIES),
  );
  router.get('/company/companies/:id', ({ params }, response) => {
    response.json(byId('Company', seed.companies, params.id));
  });
  router.get('/company/contacts', (request, response) =>
    answerList(request, response, seed.contacts, CONTACTS),
  );
  router.get('/company/contacts/:id', ({ params }, response) => {
    response.json(byId('Contact', seed.contacts, params.id));
  });
  router.get('/system/members', (request, response) => answerList(request, response, seed.members, MEMBERS));
  router.get('/service/boards', (request, response) => answerList(request, response, seed.boards, BOARDS));
  router.get('/service/boards/:id/statuses', (request, response) => {
    const { id } = byId('Board', seed.boards, request.params.id);
    const ofBoard = seed.statuses.filter((status) => status.board.id === id);
    answerList(request, response, ofBoard, STATUSES);
  });
  router.get('/system/callbacks', (request, response) =>
    answerList(request, response, callbacks.entries, CALLBACKS),
  );
  router.post('/system/callbacks', (request, response) => {
    const body = CallbackBody.safeParse(request.body);
    if (!body.success) throw missingField('callbackEntry', String(body.error.issues[0]?.path[0] ?? 'url'));
    response.status(201).json(callbacks.register(body.data, seed.apiMember));
  });
  router.delete('/system/callbacks/:id', ({ params }, response) => {
    callbacks.remove(Number(params.id));
    response.status(204).end();
  });
  return router;
}

function byId<T extends { id: number }>(kind: string, records: readonly T[], id: string): T {
  const found = records.find((record) => record.id === Number(id));
  if (!found) throw recordNotFound(kind, id);
  return found;
}
