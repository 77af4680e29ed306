import { z } from 'zod';
import type { OutgoingActivity } from './activity.ts';
import { ADAPTIVE_CARD, type AdaptiveCard, type CardMessage } from './cards/adaptive-card.ts';
import { bytesOf } from './cards/elements.ts';
import { LIMITS } from './cards/limits.ts';

/*
 * Teams lets a bot read none of its own messages. When the answer to a call that sent one is lost, nothing can be asked
 * that tells whether it arrived. But a card can ask to be brought up to date when its reader looks at it, and then Teams
 * names the message that it stands in: so each card says which delivery it is.
 */

/** Asks for a card as it is: what is looked at has not changed, only we may not know that it arrived. */
const SEEN = 'seen';

const Seen = z.object({ verb: z.literal(SEEN), data: z.object({ card: z.record(z.string(), z.unknown()) }) });
const Tracked = z.object({ data: z.object({ delivery: z.string().min(1).max(400) }) });

/**
 * The card with the delivery's key in it, for one reader. A card that asks to be refreshed already carries the key along;
 * any other brings a copy of itself, since what Teams is answered replaces it in front of that reader.
 */
export function trackable(
  { card, summary }: CardMessage,
  delivery: string,
  reader: string | undefined,
): CardMessage {
  const tracked = card.refresh ? withKey(card, card.refresh, delivery) : withCopy(card, delivery, reader);
  return { summary, card: bytesOf(tracked) <= LIMITS.cardBytes ? tracked : card };
}

function withKey(
  card: AdaptiveCard,
  refresh: NonNullable<AdaptiveCard['refresh']>,
  delivery: string,
): AdaptiveCard {
  const action = { ...refresh.action, data: { ...refresh.action.data, delivery } };
  return { ...card, refresh: { ...refresh, action } };
}

function withCopy(card: AdaptiveCard, delivery: string, reader: string | undefined): AdaptiveCard {
  if (reader === undefined) return card;
  const data = { delivery, card };
  return {
    ...card,
    refresh: { action: { type: 'Action.Execute', title: 'Refresh', verb: SEEN, data }, userIds: [reader] },
  };
}

/** The delivery of which a card told us that it was seen. */
export function readDelivery(action: unknown): string | undefined {
  return Tracked.safeParse(action).data?.data.delivery;
}

/** The card that is to stay as it is; undefined for any other deed. */
export function readSeenCard(action: unknown): object | undefined {
  return Seen.safeParse(action).data?.data.card;
}

/** A message that is one card. */
export function cardActivity({ card, summary }: CardMessage): OutgoingActivity {
  return { type: 'message', summary, attachments: [{ contentType: ADAPTIVE_CARD, content: card }] };
}
