import type { Effect } from '../models/outbox.ts';
import type { Person } from '../models/person.ts';
import type { ServiceRequest } from '../models/request.ts';
import { type Way, waysTo } from './reach.ts';
import type { Surface } from './surface.ts';

/** One approver's card. */
export type CardEffect = Extract<Effect, { kind: 'approval_card' }>;

/**
 * By which surfaces an approver can be sent this card, the chosen one first. Whoever is asked on that one alone, and
 * cannot be reached there after all, is asked wherever they can be; whoever is asked on others too has a card there.
 */
export function waysToAsk(
  surfaces: readonly Surface[],
  request: Pick<ServiceRequest, 'outbox' | 'approvals'>,
  effect: CardEffect,
  person: Person | undefined,
): readonly Way[] {
  const { surface: chosen } = effect;
  const ways = waysTo(surfaces, person, chosen).filter(({ surface }) => surface.can.approvalCards);
  return chosen && isAskedElsewhere(request, effect)
    ? ways.filter(({ surface }) => surface.name === chosen)
    : ways;
}

function isAskedElsewhere(
  { outbox, approvals }: Pick<ServiceRequest, 'outbox' | 'approvals'>,
  { approvalId, personId, surface: chosen }: CardEffect,
): boolean {
  const sent = approvals.find(({ id }) => id === approvalId)?.copies ?? [];
  return (
    sent.some((copy) => copy.personId === personId && copy.message.surface !== chosen) ||
    outbox.some(
      ({ effect }) =>
        effect.kind === 'approval_card' &&
        effect.approvalId === approvalId &&
        effect.personId === personId &&
        effect.surface !== chosen,
    )
  );
}
