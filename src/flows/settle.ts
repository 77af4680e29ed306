import type { Effect } from '../models/outbox.ts';
import type { ServiceRequest } from '../models/request.ts';
import { isAtRest } from '../models/request-state.ts';
import { type DeliverDependencies, type Delivery, deliver, mark, ownEntries } from './deliver.ts';
import { sideEffects } from './side-effects.ts';

/** Something that technicians must hear of, since nobody else can put it right. */
interface Alert {
  text: string;
  /** Whether an internal note can be trusted with it. */
  onTicket: boolean;
}

const SECRET_LOST: Alert = {
  text: 'A new password was set, and its owner could not be told how to see it. Please set another one and hand it over yourself.',
  onTicket: true,
};
const CALLER_UNTOLD: Alert = {
  text: 'The requester called, and could be told neither by text message nor by a call. Please get back to them yourself.',
  onTicket: true,
};
const NOTE_VISIBLE: Alert = {
  text: 'An internal note on this ticket turned out to be visible to people outside. Please hide or delete it, and look at the rules of the PSA that show internal notes.',
  onTicket: false,
};
const NOT_NOTED: Alert = {
  text: 'The requester was told nothing, since the internal note that comes first is not on the ticket as it should be. Please get back to them yourself.',
  onTicket: false,
};

/** Marks what deliveries of one request did, and tells technicians what went wrong for good. */
export async function settle(
  dependencies: DeliverDependencies,
  ...deliveries: readonly Delivery[]
): Promise<void> {
  await mark(dependencies, ...deliveries);
  const alerts = [
    ...(deliveries.some((one) => hasDied(one, 'secret_offer')) ? [SECRET_LOST] : []),
    ...(deliveries.some(isCallerUntold) ? [CALLER_UNTOLD] : []),
    ...(deliveries.some(isShownAfterTheEnd) ? [NOTE_VISIBLE] : []),
    ...(deliveries.some(isUnsaid) ? [NOT_NOTED] : []),
  ];
  const [first] = deliveries;
  if (first && alerts.length > 0) await raise(dependencies, first.request, alerts);
}

/** A side effect of this kind will never be delivered. */
function hasDied({ request, failed }: Delivery, kind: Effect['kind']): boolean {
  const dead = new Set(failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId));
  return request.outbox.some(({ id, effect }) => effect.kind === kind && dead.has(id));
}

/** Whoever wrote looks at the same place again; somebody who called waits for us. */
function isCallerUntold(delivery: Delivery): boolean {
  return delivery.request.requester.identification !== undefined && hasDied(delivery, 'reply');
}

/** A request that is under way is stopped for it, with a word of its own. */
function isShownAfterTheEnd({ request, failed }: Delivery): boolean {
  return isAtRest(request.status) && failed.some(({ error }) => error === 'note_visible');
}

/** What has to be noted first was not: an answer or the word of a hand-over stays unsaid. One under way is stopped for it. */
function isUnsaid(delivery: Delivery): boolean {
  const { request, failed } = delivery;
  return (
    isAtRest(request.status) &&
    request.requester.identification === undefined &&
    hasDied(delivery, 'reply') &&
    failed.some(({ error }) => error === 'waited_for_dead')
  );
}

/** A report that came later: what was said to a caller did not arrive after all. */
export async function tellOfUntoldCaller(
  dependencies: DeliverDependencies,
  requestId: string,
): Promise<void> {
  await raise(dependencies, { id: requestId }, [CALLER_UNTOLD]);
}

/** Losing the save costs a second look at the dead entry only. */
async function raise(
  dependencies: DeliverDependencies,
  { id }: Pick<ServiceRequest, 'id'>,
  alerts: readonly Alert[],
): Promise<void> {
  const request = await dependencies.requests.find(id);
  if (!request) return;
  const effects = sideEffects(request, dependencies.clock.now());
  for (const { text, onTicket } of alerts) {
    if (onTicket) effects.add({ kind: 'note', visibility: 'internal', text });
    effects.add({ kind: 'tell_technicians', text });
  }
  const saved = await dependencies.requests.save(request, { outbox: effects.entries() });
  if (saved) await mark(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}
