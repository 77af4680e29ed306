import type { AnyBulkWriteOperation, Collection, Document, UpdateOneModel } from 'mongodb';
import { addMs } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { OwedFacts } from '../audit.ts';
import { REQUEST_SCHEMA_VERSION, type ServiceRequest } from '../request.ts';
import type { Delivered, FailedDelivery, RequestStore } from '../stores.ts';
import { createBatches } from './batches.ts';
import { pushing } from './owed-facts.ts';
import { fromRequestDocument, type RequestDocument } from './request-document.ts';
import { DUE_OUTBOX_INDEX } from './request-schema.ts';
import { watchForStrangers } from './unknown-versions.ts';

type OutboxMethods = Pick<
  RequestStore,
  'markDelivered' | 'claimOutbox' | 'reviveOutbox' | 'withDueOutbox' | 'due'
>;

/** A lost mark is harmless: the next delivery finds by its key what was delivered. So it does not wait for the journal. */
const NOT_JOURNALLED = { w: 1, journal: false } as const;

/** What deliverers and sweeps do with requests raises no version: a save in between stays valid. */
export function outboxOf(requests: Collection<RequestDocument>, logger: Logger): OutboxMethods {
  const watch = watchForStrangers(requests, logger);
  return {
    markDelivered: marking(requests),
    reviveOutbox: (request, now, facts) => revive(requests, request, now, facts),
    claimOutbox: (id, now, leaseMs) => claim(requests, id, now, leaseMs),
    async withDueOutbox(now, limit) {
      const due = { 'outbox.nextTryAt': { $lte: now } };
      await watch(due);
      // The index's own order is oldest first. Asking to sort by a field of an array would sort in memory instead.
      const found = requests.find(
        { schemaVersion: REQUEST_SCHEMA_VERSION, ...due },
        { projection: { _id: 1 } },
      );
      return idsOf(await found.hint(DUE_OUTBOX_INDEX).limit(limit).toArray());
    },
    async due(now, limit) {
      const due = { dueAt: { $lte: now } };
      await watch(due);
      const found = requests.find(
        { schemaVersion: REQUEST_SCHEMA_VERSION, ...due },
        { projection: { _id: 1 } },
      );
      return idsOf(await found.sort({ dueAt: 1 }).limit(limit).toArray());
    },
  };
}

function idsOf(documents: readonly { _id: string }[]): string[] {
  return documents.map(({ _id }) => _id);
}

async function claim(
  requests: Collection<RequestDocument>,
  id: string,
  now: Date,
  leaseMs: number,
): ReturnType<RequestStore['claimOutbox']> {
  const leaseEnd = addMs(now, leaseMs);
  const found = await requests.findOneAndUpdate(
    { _id: id, schemaVersion: REQUEST_SCHEMA_VERSION, 'outbox.nextTryAt': { $lte: now } },
    { $inc: { 'outbox.$[due].attempts': 1 }, $set: { 'outbox.$[due].nextTryAt': leaseEnd } },
    { arrayFilters: [{ 'due.nextTryAt': { $lte: now } }], returnDocument: 'before', hint: { _id: 1 } },
  );
  if (!found) return undefined;
  const before = fromRequestDocument(found);
  const isDue = ({ nextTryAt }: { nextTryAt?: Date }) => nextTryAt !== undefined && nextTryAt <= now;
  return {
    request: {
      ...before,
      outbox: before.outbox.map((entry) =>
        isDue(entry) ? { ...entry, attempts: entry.attempts + 1, nextTryAt: leaseEnd } : entry,
      ),
    },
    entryIds: before.outbox.filter(isDue).map((entry) => entry.id),
  };
}

/** The first try is behind them, so that the next one, the second, looks for what the others may have left. */
async function revive(
  requests: Collection<RequestDocument>,
  { id, version }: Pick<ServiceRequest, 'id' | 'version'>,
  now: Date,
  facts: OwedFacts | undefined,
): ReturnType<RequestStore['reviveOutbox']> {
  const entry = 'outbox.$[dead]';
  const found = await requests.findOneAndUpdate(
    { _id: id, version, 'outbox.dead': true },
    {
      $inc: { version: 1 },
      $set: { [`${entry}.attempts`]: 1, [`${entry}.nextTryAt`]: now },
      $unset: { [`${entry}.dead`]: 1, [`${entry}.lastError`]: 1 },
      ...pushing(facts),
    },
    { arrayFilters: [{ 'dead.dead': true }], returnDocument: 'before', hint: { _id: 1 } },
  );
  return found ? fromRequestDocument(found).outbox.filter(({ dead }) => dead) : undefined;
}

/** Marks of many requests share a round trip. One update cannot both remove entries of an array and change others. */
function marking(requests: Collection<RequestDocument>): RequestStore['markDelivered'] {
  const mark = createBatches<readonly AnyBulkWriteOperation<RequestDocument>[], void>({
    atOnce: 2,
    mostItems: 200,
    async write(marks) {
      await requests.bulkWrite(marks.flat(), { ordered: true, writeConcern: NOT_JOURNALLED });
      return marks.map(() => ({ kind: 'done', result: undefined }));
    },
  });
  return async (id, delivered, failed) => {
    const filter = { _id: id };
    const updates: UpdateOneModel<RequestDocument>[] = [];
    if (failed.length > 0) updates.push({ filter, ...failures(failed) });
    if (delivered.length > 0) updates.push({ filter, update: deliveries(delivered) });
    if (updates.length > 0) await mark(updates.map((updateOne) => ({ updateOne })));
  };
}

function deliveries(delivered: readonly Delivered[]): Document {
  const ticket = delivered.find((one) => one.ticket)?.ticket;
  const copies = delivered.flatMap(({ copy }) => (copy ? [copyDocument(copy)] : []));
  const started = delivered.flatMap(({ psaApproval }) => (psaApproval ? [psaApproval] : []));
  return {
    $pull: { outbox: { id: { $in: delivered.map(({ entryId }) => entryId) } } },
    ...(ticket && { $set: { ticket } }),
    ...((copies.length > 0 || started.length > 0) && {
      $addToSet: {
        ...(copies.length > 0 && { copies: { $each: copies } }),
        ...(started.length > 0 && { psaApprovals: { $each: started } }),
      },
    }),
  };
}

/** Fields in one fixed order: `$addToSet` compares byte by byte. */
function copyDocument({ approvalId, personId, message }: NonNullable<Delivered['copy']>): Document {
  const { surface, tenant, conversation, message: messageId } = message;
  return { approvalId, personId, message: { surface, tenant, conversation, message: messageId } };
}

function failures(failed: readonly FailedDelivery[]): { update: Document; arrayFilters: Document[] } {
  const $set: Document = {};
  const $unset: Document = {};
  for (const [index, { error, nextTryAt }] of failed.entries()) {
    const entry = `outbox.$[failed${index}]`;
    $set[`${entry}.lastError`] = error;
    if (nextTryAt) $set[`${entry}.nextTryAt`] = nextTryAt;
    else {
      $set[`${entry}.dead`] = true;
      $unset[`${entry}.nextTryAt`] = 1;
    }
  }
  return {
    update: { $set, ...(Object.keys($unset).length > 0 && { $unset }) },
    arrayFilters: failed.map(({ entryId }, index) => ({ [`failed${index}.id`]: entryId })),
  };
}
