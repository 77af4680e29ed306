import type { AdaptiveCard } from '../../src/bots/teams/cards/adaptive-card.ts';
import { LIMITS } from '../../src/bots/teams/cards/limits.ts';
import { problemsOf } from '../../src/bots/teams/cards/microsoft.fixture.ts';
import type { SimulatedTeams } from '../../src/sandbox/teams/index.ts';

/** Every card that the bot has sent, or answered a tap or a dialog with, whatever else lies around it. */
export function cardsSentTo({ calls, courier }: SimulatedTeams): AdaptiveCard[] {
  const sent = calls.filter(({ path }) => path.includes('/activities')).map(({ body }) => body);
  const answered = courier.deliveries.map(({ answer }) => answer);
  const cards = [...sent, ...answered].flatMap(cardsIn);
  return [...new Map(cards.map((card) => [JSON.stringify(card), card])).values()];
}

/** What Microsoft has to say against them, and which are larger than Teams is sure to take. */
export function problemsWithCards(cards: readonly AdaptiveCard[]): string[] {
  return cards.flatMap((card) => {
    const bytes = Buffer.byteLength(JSON.stringify(card));
    const tooLarge = bytes > LIMITS.cardBytes ? [`${bytes} bytes`] : [];
    return [...problemsOf(card), ...tooLarge].map((problem) => `${problem}: ${JSON.stringify(card)}`);
  });
}

/** Cards stand in attachments, in answers and in dialogs; a card within a card is part of it. */
function cardsIn(value: unknown): AdaptiveCard[] {
  if (Array.isArray(value)) return value.flatMap(cardsIn);
  if (typeof value !== 'object' || value === null) return [];
  return 'type' in value && value.type === 'AdaptiveCard'
    ? [value as AdaptiveCard]
    : Object.values(value).flatMap(cardsIn);
}
