import {
  type Collection,
  type Document,
  MongoBulkWriteError,
  MongoServerError,
  type WriteError,
} from 'mongodb';
import type { Connection } from 'mongoose';
import type { Logger } from '../../logger.ts';
import type { ServiceRequest } from '../request.ts';
import { isAtRest } from '../request-state.ts';
import type { RequestChange, RequestFields, RequestStore } from '../stores.ts';
import { createBatches } from './batches.ts';
import { durableCollection } from './collection.ts';
import { DUPLICATE_KEY, isDuplicateKey } from './database-error.ts';
import { decisionContextOf } from './decision-context.ts';
import {
  decidersMark,
  type RequestDocument,
  toApprovalDocuments,
  toDiagnosisDocument,
  toOutboxDocuments,
  toPlanDocument,
  toRequestDocument,
  waitingMark,
} from './request-document.ts';
import { outboxOf } from './request-outbox.ts';
import { queriesOf } from './request-queries.ts';
import { REQUESTS } from './request-schema.ts';
import { searchesOf } from './request-search.ts';

/**
 * Requests in MongoDB. Documents of an unknown schema version fail closed: reading one throws `unsupported`, and the
 * sweeps (`due`, `withDueOutbox`, `claimOutbox`) and lists leave it to a process that knows it, with one log line.
 */
export function createRequestStore(connection: Connection, logger: Logger): RequestStore {
  const requests = durableCollection<RequestDocument>(connection, REQUESTS);
  return {
    insert: inserting(requests),
    save: (request, change) => save(requests, request, change),
    ...outboxOf(requests, logger),
    ...queriesOf(requests, logger),
    ...searchesOf(requests, logger),
    decisionContext: (requestId, identity) => decisionContextOf(requests, requestId, identity),
  };
}

/** Messages that arrive together are stored together; a duplicate among them concerns itself alone. */
function inserting(requests: Collection<RequestDocument>): RequestStore['insert'] {
  const insert = createBatches<RequestDocument, 'inserted' | 'duplicate'>({
    atOnce: 4,
    mostItems: 100,
    async write(documents) {
      const refused = await insertAll(requests, documents);
      return documents.map((_, index) => {
        const error = refused.get(index);
        if (error === undefined) return { kind: 'done', result: 'inserted' };
        return error.code === DUPLICATE_KEY
          ? { kind: 'done', result: 'duplicate' }
          : {
              kind: 'failed',
              error: new MongoServerError({ message: error.errmsg ?? 'refused', code: error.code }),
            };
      });
    },
  });
  return (request) => insert(toRequestDocument(request));
}

/** The errors of those that were refused, by their place. */
async function insertAll(
  requests: Collection<RequestDocument>,
  documents: readonly RequestDocument[],
): Promise<ReadonlyMap<number, WriteError>> {
  try {
    await requests.insertMany([...documents], { ordered: false });
    return new Map();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const refused = error.result.getWriteErrors();
    // A connection that failed comes wrapped as well, with nothing said of any document.
    if (refused.length === 0 || error.result.getWriteConcernError()) throw error;
    return new Map(refused.map((one) => [one.index, one]));
  }
}

async function save(
  requests: Collection<RequestDocument>,
  request: ServiceRequest,
  change: RequestChange,
): Promise<ServiceRequest | undefined> {
  const keys = change.messages?.map(({ key }) => key) ?? [];
  // A unique index compares documents, not the elements of one document's array: the filter does that.
  const unseen = keys.length > 0 ? { 'messages.key': { $nin: keys } } : {};
  try {
    const { modifiedCount } = await requests.updateOne(
      { _id: request.id, version: request.version, ...unseen },
      updateOf(request, change),
      { hint: { _id: 1 } },
    );
    return modifiedCount === 1 ? withChange(request, change) : undefined;
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}

function updateOf(request: ServiceRequest, { set = {}, history, outbox, messages }: RequestChange): Document {
  const $set: Document = {};
  const $unset: Document = {};
  for (const [field, value] of Object.entries({ ...storedFields(set), ...marks(request, set) })) {
    if (value === null) $unset[field] = 1;
    else if (value !== undefined) $set[field] = value;
  }
  const $push = {
    ...pushing('history', history),
    ...pushing('outbox', outbox && toOutboxDocuments(outbox)),
    ...pushing('messages', messages),
  };
  return {
    $inc: { version: 1 },
    ...(isEmpty($set) ? {} : { $set }),
    ...(isEmpty($unset) ? {} : { $unset }),
    ...(isEmpty($push) ? {} : { $push }),
  };
}

/** The fields as they are stored; null removes. Copies of approvals are not among them: delivery records those. */
function storedFields({ diagnosis, plan, approvals, ...asTheyAre }: RequestFields): Document {
  return {
    ...asTheyAre,
    ...(diagnosis && { diagnosis: toDiagnosisDocument(diagnosis) }),
    ...(plan && { plan: toPlanDocument(plan) }),
    ...(approvals && { approvals: toApprovalDocuments(approvals) }),
  };
}

/** What the partial indexes go by follows from status and approvals. */
function marks(request: ServiceRequest, set: RequestFields): Document {
  if (!set.status && !set.approvals) return {};
  const { requester, plan, status, approvals } = { ...request, ...set };
  const { deciders = null } = decidersMark({ status, approvals });
  if (!set.status) return { deciders };
  const { waitingKey = null } = waitingMark({ status, requester, ...(plan && { plan }) });
  return { open: isAtRest(status) ? null : true, waitingKey, deciders };
}

function pushing(field: string, list: readonly unknown[] | undefined): Document {
  return list && list.length > 0 ? { [field]: { $each: list } } : {};
}

function isEmpty(document: Document): boolean {
  return Object.keys(document).length === 0;
}

/** What the stored document is after the save, without reading it. */
function withChange(
  request: ServiceRequest,
  { set = {}, history = [], outbox = [], messages = [] }: RequestChange,
): ServiceRequest {
  const changed: Record<string, unknown> = { ...request };
  for (const [field, value] of Object.entries(set)) {
    if (value === null) delete changed[field];
    else if (value !== undefined) changed[field] = value;
  }
  return {
    ...(changed as unknown as ServiceRequest),
    version: request.version + 1,
    history: [...request.history, ...history],
    outbox: [...request.outbox, ...outbox],
    messages: [...request.messages, ...messages],
  };
}
