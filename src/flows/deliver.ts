import { addMs, type Clock } from '../clock.ts';
import { CountersignError, type ErrorCode, errorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { OUTBOX_MAX_ATTEMPTS, type OutboxEntry, retryDelayMs } from '../models/outbox.ts';
import type { ServiceRequest } from '../models/request.ts';
import type { Delivered, FailedDelivery, RequestStore } from '../models/stores.ts';
import { carryOut } from './carry-out.ts';
import type { CarryOutDependencies, Left } from './effect-dependencies.ts';

/** What delivering needs beside what carries an effect out. */
export interface DeliverDependencies extends CarryOutDependencies {
  requests: RequestStore;
  logger: Logger;
}

export interface Delivery {
  delivered: readonly Delivered[];
  failed: readonly FailedDelivery[];
  /** The request with what delivering left in it. */
  request: ServiceRequest;
}

/** Faults that another try cannot mend. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'not_found',
  'unsupported',
  'note_visible',
]);

/**
 * Delivers claimed outbox entries of one request: those that wait for nothing side by side, then what waited for them.
 * Nothing is marked here (see `settle`), so that several deliveries can share one save.
 */
export async function deliver(
  dependencies: DeliverDependencies,
  claimed: ServiceRequest,
  entryIds: readonly string[],
): Promise<Delivery> {
  let request = claimed;
  const delivered: Delivered[] = [];
  const failed: FailedDelivery[] = [];
  let waiting = claimed.outbox.filter(({ id }) => entryIds.includes(id));
  while (waiting.length > 0) {
    waiting = waiting.filter((entry) => isOurs(dependencies.clock, entry));
    const blockers = blockersAmong(claimed, delivered, failed);
    const ready = waiting.filter((entry) => blockers(entry).length === 0);
    waiting = waiting.filter((entry) => !ready.includes(entry));
    if (ready.length === 0) {
      // In their order: what an entry waits for comes before it.
      for (const entry of waiting) failed.push(held(dependencies.clock, entry, { claimed, failed }));
      break;
    }
    for (const outcome of await Promise.all(ready.map((entry) => attempt(dependencies, request, entry)))) {
      if ('error' in outcome) failed.push(outcome);
      else delivered.push(outcome);
    }
    request = withLeftovers(request, delivered);
  }
  return { delivered, failed, request };
}

/**
 * Whatever goes before may have taken longer than the claim lasts: then somebody else delivers the rest. Any one call
 * ends within the margin.
 */
function isOurs(clock: Clock, { nextTryAt }: OutboxEntry): boolean {
  return nextTryAt !== undefined && addMs(clock.now(), CALL_MARGIN_MS) < nextTryAt;
}

const CALL_MARGIN_MS = 30_000;

/** What keeps an entry from being delivered. What only goes before it for order's sake does not when it is dead. */
function blockersAmong(
  claimed: ServiceRequest,
  delivered: readonly Delivered[],
  failed: readonly FailedDelivery[],
): (entry: OutboxEntry) => readonly string[] {
  const gone = new Set(delivered.map(({ entryId }) => entryId));
  const dead = deadIds(claimed, failed);
  const pending = new Set(claimed.outbox.map(({ id }) => id).filter((id) => !gone.has(id)));
  return ({ after, behind = [] }) => [
    ...after.filter((id) => pending.has(id)),
    ...behind.filter((id) => pending.has(id) && !dead.has(id)),
  ];
}

function deadIds(claimed: ServiceRequest, failed: readonly FailedDelivery[]): ReadonlySet<string> {
  return new Set([
    ...claimed.outbox.filter(({ dead }) => dead).map(({ id }) => id),
    ...failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId),
  ]);
}

async function attempt(
  dependencies: DeliverDependencies,
  request: ServiceRequest,
  entry: OutboxEntry,
): Promise<Delivered | FailedDelivery> {
  try {
    const left: Left = await carryOut(dependencies, request, entry);
    return { entryId: entry.id, ...left };
  } catch (error) {
    const fate = afterFailure(dependencies.clock, entry, error);
    const fields = {
      err: error,
      requestId: request.id,
      clientId: request.clientId,
      effect: entry.effect.kind,
      attempts: entry.attempts,
    };
    if (fate.nextTryAt)
      dependencies.logger.warn(fields, 'a side effect could not be delivered and will be tried again');
    else dependencies.logger.error(fields, 'a side effect could not be delivered');
    return fate;
  }
}

function afterFailure(clock: Clock, entry: OutboxEntry, error: unknown): FailedDelivery {
  const code = errorCode(error);
  const retryAfterMs = error instanceof CountersignError ? error.facts.retryAfterMs : undefined;
  if (HOPELESS.has(code) || entry.attempts >= OUTBOX_MAX_ATTEMPTS) return { entryId: entry.id, error: code };
  return {
    entryId: entry.id,
    error: code,
    nextTryAt: addMs(clock.now(), retryDelayMs(entry.attempts, retryAfterMs)),
  };
}

/** An entry waits with what it waits for, and dies with it. */
function held(
  clock: Clock,
  entry: OutboxEntry,
  { claimed, failed }: { claimed: ServiceRequest; failed: readonly FailedDelivery[] },
): FailedDelivery {
  const dead = deadIds(claimed, failed);
  if (entry.after.some((id) => dead.has(id))) return { entryId: entry.id, error: 'waited_for_dead' };
  const tries = failed.flatMap(({ entryId, nextTryAt }) =>
    [...entry.after, ...(entry.behind ?? [])].includes(entryId) && nextTryAt ? [nextTryAt.getTime()] : [],
  );
  return {
    entryId: entry.id,
    error: 'waits',
    nextTryAt:
      tries.length > 0 ? new Date(Math.max(...tries)) : addMs(clock.now(), retryDelayMs(entry.attempts)),
  };
}

function withLeftovers(request: ServiceRequest, delivered: readonly Delivered[]): ServiceRequest {
  const ticket = request.ticket ?? delivered.find((one) => one.ticket)?.ticket;
  const approvals = request.approvals.map((approval) => {
    const known = new Set(approval.copies.map(({ message }) => message.message));
    const fresh = delivered.flatMap(({ copy }) =>
      copy?.approvalId === approval.id && !known.has(copy.message.message) ? [copy] : [],
    );
    return fresh.length > 0
      ? {
          ...approval,
          copies: [...approval.copies, ...fresh.map(({ personId, message }) => ({ personId, message }))],
        }
      : approval;
  });
  return { ...request, ...(ticket ? { ticket } : {}), approvals };
}

/** Marks what deliveries of one request did; not journalled, since a lost mark is found again by its key. */
export async function mark(
  { requests }: Pick<DeliverDependencies, 'requests'>,
  ...deliveries: readonly Delivery[]
): Promise<void> {
  const delivered = deliveries.flatMap((one) => one.delivered);
  const failed = deliveries.flatMap((one) => one.failed);
  const id = deliveries[0]?.request.id;
  if (id !== undefined && delivered.length + failed.length > 0)
    await requests.markDelivered(id, delivered, failed);
}

/** The entries that the saving process delivers itself: those it has just made, claimed for it. */
export function ownEntries(request: ServiceRequest, before: Pick<ServiceRequest, 'outbox'>): string[] {
  const known = new Set(before.outbox.map(({ id }) => id));
  return request.outbox.map(({ id }) => id).filter((id) => !known.has(id));
}
