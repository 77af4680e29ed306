import { actionsOf, initialInputs, type Json, legacyAction, problemsInInputs } from './cards.ts';
import type { AdaptiveCard } from './state.ts';

/** An action of a card as this client has it, with the card. */
export function findButton(
  cards: readonly AdaptiveCard[],
  button: string,
  client: 'modern' | 'legacy',
): { action: Json; card: AdaptiveCard } {
  for (const card of cards)
    for (const shown of actionsOf(card)) {
      const action = client === 'legacy' ? legacyAction(shown) : shown;
      const names = [action?.['title'] ?? shown['title'], action?.['verb'], action?.['id']];
      if (!action || !names.includes(button)) continue;
      if (shown['isEnabled'] === false) throw new Error(`${button} is greyed out`);
      return { action, card };
    }
  throw new Error(`there is no button ${button} to tap`);
}

/** The whole form of the card, unless the action takes none; what is not filled in right is not sent. */
export function fill(
  card: AdaptiveCard,
  action: Json,
  inputs: Readonly<Record<string, string>> = {},
): Record<string, string> {
  if (String(action['associatedInputs']).toLowerCase() === 'none') return {};
  const filled = { ...initialInputs(card), ...inputs };
  const [problem] = problemsInInputs(card, filled);
  if (problem) throw new Error(problem);
  return filled;
}

/** An action's own data with the inputs beside it. */
export function dataOf(action: Json, inputs: Record<string, string>): Record<string, unknown> {
  const { data } = action;
  return typeof data === 'object' && data !== null ? { ...data, ...inputs } : inputs;
}
