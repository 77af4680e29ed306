import { Router } from 'express';
import type { Application } from './authentication.ts';
import { answerList, Query } from './listing.ts';
import type { UserRecord } from './records.ts';
import { notFound } from './refusal.ts';
import { isClosed, isStatusOf, type Seed } from './seed.ts';
import { idIn } from './ticket-routes.ts';

/** Clients and their users, agents, and the look-ups of tickets: types, statuses, outcomes. */
export function directoryRoutes(seed: Seed): Router {
  const router = Router();
  router.get('/Client', (request, response) =>
    answerList({ request, response, key: 'clients' }, seed.clients),
  );
  router.get('/Users', (request, response) =>
    answerList({ request, response, key: 'users' }, seed.users.filter(filterOf(new Query(request)))),
  );
  router.get('/Users/:id', ({ params }, response) => {
    const id = idIn(params.id, 'User');
    response.json(
      one(
        seed.users.find((user) => user.id === id),
        'User',
      ),
    );
  });
  router.get('/Agent', (request, response) => {
    const query = new Query(request);
    response.json(
      seed.agents.filter(
        ({ isapiagent, isdisabled }) =>
          (!isapiagent || query.flag('includeapiagents')) && (!isdisabled || query.flag('includedisabled')),
      ),
    );
  });
  router.get('/Agent/me', (_request, response) => {
    const { agentId } = response.locals['application'] as Application;
    response.json(
      one(
        seed.agents.find(({ id }) => id === agentId),
        'Agent',
      ),
    );
  });
  router.get('/Status', (request, response) => {
    const query = new Query(request);
    const typeId = query.number('tickettype_id');
    response.json(
      seed.statuses.filter(
        ({ id }) =>
          (typeId === undefined || isStatusOf(typeId, id)) && (!query.flag('excludeclosed') || !isClosed(id)),
      ),
    );
  });
  router.get('/TicketType', (_request, response) => void response.json(seed.ticketTypes));
  router.get('/Outcome', (_request, response) => void response.json(seed.outcomes));
  return router;
}

/** Loose, as Halo's search is: a part of the name or of the address will do. */
function filterOf(query: Query): (user: UserRecord) => boolean {
  const clientId = query.number('client_id');
  const search = query.text('search')?.toLowerCase();
  return ({ client_id, name, emailaddress, inactive }) =>
    (clientId === undefined || client_id === clientId) &&
    (!inactive || query.flag('includeinactive')) &&
    (search === undefined ||
      name.toLowerCase().includes(search) ||
      emailaddress.toLowerCase().includes(search));
}

function one<T>(record: T | undefined, kind: string): T {
  if (record === undefined) throw notFound(kind);
  return record;
}
