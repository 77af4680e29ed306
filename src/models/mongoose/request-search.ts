import type { Collection, Filter } from 'mongodb';
import type { Logger } from '../../logger.ts';
import { REQUEST_STATUSES } from '../request-state.ts';
import type { Decider, RequestSearch, RequestStore } from '../stores.ts';
import type { RequestDocument } from './request-document.ts';
import { readable } from './request-queries.ts';
import { BY_STATUS_INDEX } from './request-schema.ts';

type SearchMethods = Pick<RequestStore, 'search' | 'waitingForDecision'>;

/** Enough to know that there are very many. */
const MOST_COUNTED = 1_000;

/** Requests as people look for them. Ids sort by the time of creation, and no two are the same: pages go by them. */
export function searchesOf(requests: Collection<RequestDocument>, logger: Logger): SearchMethods {
  return {
    async search(search, limit) {
      const found = requests.find(filterOf(search)).sort({ _id: search.oldestFirst ? 1 : -1 });
      const byStatus = search.statuses && search.clientId === undefined && search.personId === undefined;
      const documents = (byStatus ? found.hint(BY_STATUS_INDEX) : found).limit(limit).toArray();
      return (await documents).flatMap((document) => readable(document, logger));
    },
    async waitingForDecision(decider, limit) {
      const filter = waitingFor(decider);
      const [documents, total] = await Promise.all([
        requests.find(filter).sort({ _id: 1 }).limit(limit).toArray(),
        requests.countDocuments(filter, { limit: MOST_COUNTED }),
      ]);
      return { requests: documents.flatMap((document) => readable(document, logger)), total };
    },
  };
}

function filterOf(search: RequestSearch): Filter<RequestDocument> {
  const { clientId, exceptClientIds = [], personId, after, oldestFirst } = search;
  // Every status by name, so that the index of one client's requests is in order within each.
  const statuses = search.statuses ?? (clientId === undefined ? undefined : REQUEST_STATUSES);
  const clients = {
    ...(clientId !== undefined && { $eq: clientId }),
    ...(exceptClientIds.length > 0 && { $nin: [...exceptClientIds] }),
  };
  return {
    ...(statuses && { status: { $in: [...statuses] } }),
    ...(Object.keys(clients).length > 0 && { clientId: clients }),
    ...(personId !== undefined && { 'requester.personId': personId }),
    ...(after !== undefined && { _id: oldestFirst ? { $gt: after } : { $lt: after } }),
  };
}

/** Nobody decides on their own request, and nobody gives both signatures. */
function waitingFor({ personId, technician, admin }: Decider): Filter<RequestDocument> {
  const asThemselves = { deciders: personId };
  const asAdmin = admin && {
    deciders: 'admin',
    ...(admin.since && { createdAt: { $gte: admin.since } }),
  };
  const asTechnician = technician && {
    deciders: 'technician',
    ...(technician.exceptClientIds.length > 0 && { clientId: { $nin: [...technician.exceptClientIds] } }),
  };
  return {
    $or: [asThemselves, asAdmin, asTechnician].flatMap((one) => one ?? []),
    'requester.personId': { $ne: personId },
    'approvals.state.by.personId': { $ne: personId },
  };
}
