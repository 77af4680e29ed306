import type { ServiceRequest } from '../models/request.ts';
import { type DeliverDependencies, type Delivery, deliver, ownEntries, settle } from './deliver.ts';
import { sideEffects } from './side-effects.ts';

const LOST =
  'A new password was set, and its owner could not be told how to see it. Please set another one and hand it over yourself.';

/** Whether a one-time secret of this delivery will never be offered to anybody. */
export function isSecretLost({ request, failed }: Delivery): boolean {
  const dead = new Set(failed.filter(({ nextTryAt }) => !nextTryAt).map(({ entryId }) => entryId));
  return request.outbox.some(({ id, effect }) => effect.kind === 'secret_offer' && dead.has(id));
}

/** The technicians hear of it, since the owner is locked out. Losing the save costs a second look at the dead entry only. */
export async function tellOfLostSecret(
  dependencies: DeliverDependencies,
  { id }: Pick<ServiceRequest, 'id'>,
): Promise<void> {
  const request = await dependencies.requests.find(id);
  if (!request) return;
  const effects = sideEffects(request, dependencies.clock.now());
  effects.add({ kind: 'note', visibility: 'internal', text: LOST });
  effects.add({ kind: 'tell_technicians', text: LOST });
  const saved = await dependencies.requests.save(request, { outbox: effects.entries() });
  if (saved) await settle(dependencies, await deliver(dependencies, saved, ownEntries(saved, request)));
}
