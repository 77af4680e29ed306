import type { Collection, Filter, Sort } from 'mongodb';
import { errorCode } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ServiceRequest } from '../request.ts';
import { REQUEST_STATUSES } from '../request-state.ts';
import type { RequestStore, WaitingCounts } from '../stores.ts';
import { endingOf, fromRequestDocument, type RequestDocument, waitingKey } from './request-document.ts';
import { WAITING_ON_TICKET_INDEX } from './request-schema.ts';

type QueryMethods = Pick<
  RequestStore,
  | 'find'
  | 'newestInConversation'
  | 'ofRequester'
  | 'openByTicket'
  | 'hasMessage'
  | 'idsAwaitingApproval'
  | 'waitingOnTicket'
  | 'countByStatus'
  | 'waitingByClient'
  | 'recent'
  | 'byEnding'
  | 'byTicketId'
  | 'withDeadOutbox'
  | 'waitingWithDigest'
  | 'plannedWith'
  | 'countWaitingWith'
>;

const NEWEST_FIRST: Sort = { createdAt: -1 };
/** Requests whose ids have the same ending: two would be a great coincidence. */
const MOST_ALIKE = 10;

/** What is asked about requests. Each is answered by an index (request-schema.ts). */
export function queriesOf(requests: Collection<RequestDocument>, logger: Logger): QueryMethods {
  const newest = async (filter: Filter<RequestDocument>) => {
    const found = await requests.findOne(filter, { sort: NEWEST_FIRST });
    return found ? fromRequestDocument(found) : undefined;
  };
  const list = async (filter: Filter<RequestDocument>, limit: number, order = NEWEST_FIRST) => {
    const found = await requests.find(filter).sort(order).limit(limit).toArray();
    return found.flatMap((document) => readable(document, logger));
  };
  return {
    async find(id) {
      const found = await requests.findOne({ _id: id });
      return found ? fromRequestDocument(found) : undefined;
    },
    newestInConversation: (conversationKey, { provider, tenant, user }) =>
      newest({
        conversationKey,
        'requester.identity.user': user,
        'requester.identity.tenant': tenant,
        'requester.identity.provider': provider,
      }),
    ofRequester: (personId, limit) => list({ 'requester.personId': personId }, limit, { _id: -1 }),
    byTicketId: (ticketId, limit) => list({ 'ticket.id': ticketId }, limit),
    async byEnding(ending) {
      const found = await list({ ending: endingOf(ending) }, MOST_ALIKE, {});
      return found.filter(({ id }) => id.toUpperCase().endsWith(ending.toUpperCase()));
    },
    openByTicket: ({ psa, id }) => newest({ open: true, 'ticket.id': id, 'ticket.psa': psa }),
    async waitingOnTicket(psa, after, limit) {
      const found = requests.find({
        open: true,
        'approvals.code': { $exists: true },
        'ticket.psa': psa,
        createdAt: { $gt: after },
      });
      const documents = await found.hint(WAITING_ON_TICKET_INDEX).limit(limit).toArray();
      return documents.flatMap((document) => readable(document, logger));
    },
    idsAwaitingApproval: (of, limit) => idsAwaitingApproval(requests, of, limit),
    async hasMessage(key) {
      const found = await requests.findOne({ 'messages.key': key }, { projection: { _id: 1 } });
      return found !== null;
    },
    async recent(limit) {
      const found = await requests.find().sort({ _id: -1 }).limit(limit).toArray();
      return found.flatMap((document) => readable(document, logger));
    },
    withDeadOutbox: (limit, except = []) =>
      list({ 'outbox.dead': true, ...(except.length > 0 && { clientId: { $nin: [...except] } }) }, limit),
    async waitingWithDigest(personId, digest) {
      const found = await requests.findOne({ waitingKey: waitingKey(personId, digest) });
      return found ? fromRequestDocument(found) : undefined;
    },
    plannedWith: ({ clientId, tool, since }, limit) =>
      list({ clientId, 'plan.steps.tool': tool, createdAt: { $gte: since } }, limit),
    countWaitingWith: ({ clientIds, tools }) =>
      requests.countDocuments({
        open: true,
        clientId: { $in: [...clientIds] },
        'plan.steps.tool': { $in: [...tools] },
        status: 'awaiting_approval',
      }),
    countByStatus: (clientId) => countByStatus(requests, clientId),
    waitingByClient: () => waitingByClient(requests),
  };
}

/** A list goes on without the documents that this code cannot read. */
export function readable(document: RequestDocument, logger: Logger): ServiceRequest[] {
  try {
    return [fromRequestDocument(document)];
  } catch (error) {
    if (errorCode(error) !== 'unsupported') throw error;
    logger.error({ err: error, requestId: document._id }, 'request of an unknown schema version is left out');
    return [];
  }
}

/** Nobody's departure happens often: the status narrows it down, and the documents tell who was asked. */
async function idsAwaitingApproval(
  requests: Collection<RequestDocument>,
  { clientId, personId }: { clientId?: string; personId?: string },
  limit: number,
): Promise<string[]> {
  const found = await requests
    .find(
      {
        status: 'awaiting_approval',
        ...(clientId !== undefined && { clientId }),
        ...(personId !== undefined && {
          $or: [{ 'approvals.approvers.personId': personId }, { 'copies.personId': personId }],
        }),
      },
      { projection: { _id: 1 } },
    )
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

async function countByStatus(
  requests: Collection<RequestDocument>,
  clientId: string | undefined,
): Promise<Readonly<Record<string, number>>> {
  const counts = await requests
    .aggregate<{ _id: string; count: number }>([
      // Naming every status lets the index answer, without a look at the documents.
      {
        $match: { status: { $in: [...REQUEST_STATUSES] }, ...(clientId !== undefined && { clientId }) },
      },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ])
    .toArray();
  return Object.fromEntries(counts.map(({ _id, count }) => [_id, count]));
}

interface WaitingGroup {
  _id: { clientId: string; status: string };
  count: number;
}

/** One look at an index for all clients together. */
async function waitingByClient(
  requests: Collection<RequestDocument>,
): Promise<ReadonlyMap<string, WaitingCounts>> {
  const groups = await requests
    .aggregate<WaitingGroup>([
      { $match: { status: { $in: ['awaiting_approval', 'awaiting_requester'] } } },
      { $group: { _id: { clientId: '$clientId', status: '$status' }, count: { $sum: 1 } } },
    ])
    .toArray();
  const counts = new Map<string, WaitingCounts>();
  for (const { _id, count } of groups) {
    const waiting = counts.get(_id.clientId) ?? { approval: 0, answer: 0 };
    counts.set(_id.clientId, {
      ...waiting,
      [_id.status === 'awaiting_approval' ? 'approval' : 'answer']: count,
    });
  }
  return counts;
}
