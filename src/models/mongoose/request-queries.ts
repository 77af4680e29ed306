import type { Collection, Filter, Sort } from 'mongodb';
import { errorCode } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { ServiceRequest } from '../request.ts';
import { REQUEST_STATES } from '../request-state.ts';
import type { RequestStore } from '../stores.ts';
import { fromRequestDocument, type RequestDocument, waitingKey } from './request-document.ts';
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
  | 'recent'
  | 'withDeadOutbox'
  | 'waitingWithDigest'
  | 'plannedWith'
  | 'countWaitingWith'
>;

const NEWEST_FIRST: Sort = { createdAt: -1 };

/** What is asked about requests. Each is answered by an index (request-schema.ts). */
export function queriesOf(requests: Collection<RequestDocument>, logger: Logger): QueryMethods {
  const newest = async (filter: Filter<RequestDocument>) => {
    const found = await requests.findOne(filter, { sort: NEWEST_FIRST });
    return found ? fromRequestDocument(found) : undefined;
  };
  const list = async (filter: Filter<RequestDocument>, limit: number) => {
    const found = await requests.find(filter).sort(NEWEST_FIRST).limit(limit).toArray();
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
    ofRequester: (personId, limit) => list({ 'requester.personId': personId }, limit),
    openByTicket: ({ psa, id }) => newest({ open: true, 'ticket.id': id, 'ticket.psa': psa }),
    async waitingOnTicket(psa, limit) {
      const found = requests.find({ open: true, 'approvals.code': { $exists: true }, 'ticket.psa': psa });
      const documents = await found.hint(WAITING_ON_TICKET_INDEX).limit(limit).toArray();
      return documents.flatMap((document) => readable(document, logger));
    },
    async hasMessage(key) {
      const found = await requests.findOne({ 'messages.key': key }, { projection: { _id: 1 } });
      return found !== null;
    },
    async recent(limit) {
      const found = await requests.find().sort({ _id: -1 }).limit(limit).toArray();
      return found.flatMap((document) => readable(document, logger));
    },
    withDeadOutbox: (limit) => list({ 'outbox.dead': true }, limit),
    async waitingWithDigest(personId, digest) {
    idsAwaitingApproval: (of, limit) => idsAwaitingApproval(requests, of, limit),
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
  };
}

/** A list goes on without the documents that this code cannot read. */
function readable(document: RequestDocument, logger: Logger): ServiceRequest[] {
  try {
    return [fromRequestDocument(document)];
  } catch (error) {
    if (errorCode(error) !== 'unsupported') throw error;
    logger.error({ err: error, requestId: document._id }, 'request of an unknown schema version is left out');
    return [];
  }
}

async function countByStatus(
  requests: Collection<RequestDocument>,
  clientId: string | undefined,
): Promise<Readonly<Record<string, number>>> {
  const counts = await requests
    .aggregate<{ _id: string; count: number }>([
      // Naming every status lets the index answer, without a look at the documents.
      {
        $match: { status: { $in: Object.keys(REQUEST_STATES) }, ...(clientId !== undefined && { clientId }) },
      },
      { $group: { _id: '$status', count: { $sum: 1 } } },
    ])
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

    .toArray();
  return Object.fromEntries(counts.map(({ _id, count }) => [_id, count]));
}
