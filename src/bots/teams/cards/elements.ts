import type {
  AdaptiveCard,
  CardAction,
  CardElement,
  ExecuteAction,
  ShowCardAction,
  SubmitAction,
  TextBlock,
  TextRun,
} from './adaptive-card.ts';
import { inertCut, inertLineCut } from './escape.ts';
import { LIMITS } from './limits.ts';

/**
 * The few pieces that our cards are made of. Text from outside goes into runs, which Teams does not read as markdown,
 * and has been made inert besides: other hosts do read it.
 */

type Look = Omit<TextBlock, 'type' | 'text' | 'wrap'>;

/** Words of our own, where dates and links are filled in. */
export function block(text: string, look: Look = {}): CardElement {
  return { type: 'TextBlock', text, wrap: true, ...look };
}

/** A headline, which screen readers jump to. */
export function heading(text: string, look: Look = {}): CardElement {
  return block(text, { style: 'heading', weight: 'bolder', size: 'medium', ...look });
}

/** A line of runs. */
export function sentence(inlines: readonly TextRun[], spacing?: 'none' | 'small' | 'medium'): CardElement {
  return { type: 'RichTextBlock', inlines: [...inlines], ...(spacing ? { spacing } : {}) };
}

/** A piece of a line. Space belongs at its end: clients on phones drop it at the beginning. */
export function run(text: string, look: Omit<TextRun, 'type' | 'text'> = {}): TextRun {
  return { type: 'TextRun', text, ...look };
}

/** A piece that stands out. */
export function bold(text: string, look: Omit<TextRun, 'type' | 'text'> = {}): TextRun {
  return run(text, { weight: 'bolder', ...look });
}

/** Somebody's words, line by line, apart from ours. What has more than `mostLines` lines goes on in the last. */
export function quote(text: string, most: number, mostLines: number): CardElement {
  const lines = inertCut(text, most)
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean);
  const shown = [...lines.slice(0, mostLines - 1), lines.slice(mostLines - 1).join(' ')].filter(Boolean);
  return {
    type: 'Container',
    style: 'emphasis',
    spacing: 'small',
    items: (shown.length > 0 ? shown : ['–']).map((one, index) =>
      sentence([run(one)], index > 0 ? 'small' : undefined),
    ),
  };
}

/** A whole card. `refresh`: the deed that asks for its present state, and for whom Teams does so. */
export function cardOf(content: {
  fallbackText: string;
  body: CardElement[];
  actions?: CardAction[];
  refresh?: { verb: string; data: object; userIds: readonly string[] };
}): AdaptiveCard {
  const { fallbackText, body, actions = [], refresh } = content;
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: 'en',
    fallbackText,
    ...(refresh && refresh.userIds.length > 0 ? { refresh: refreshOf(refresh) } : {}),
    body,
    ...(actions.length > 0 ? { actions: actions.slice(0, LIMITS.actionsPerCard) } : {}),
  };
}

function refreshOf({ verb, data, userIds }: { verb: string; data: object; userIds: readonly string[] }) {
  const action: ExecuteAction = { type: 'Action.Execute', title: 'Refresh', verb, data };
  return { action, userIds: userIds.slice(0, LIMITS.refreshUserIds) };
}

export interface DeedButton {
  title: string;
  verb: string;
  data: object;
  style?: 'positive' | 'destructive';
  /** `none`: what is typed on the card does not go with it. */
  associatedInputs?: 'none';
  /** Of the title's characters, where a button has a line of its own. */
  most?: number;
}

/** A button that does something. Clients without Action.Execute send the same as a message, its verb in the data. */
export function deed({ title, verb, data, style, associatedInputs, most }: DeedButton): ExecuteAction {
  const look = {
    title: inertLineCut(title, most ?? LIMITS.buttonTitle),
    ...(style ? { style } : {}),
    ...(associatedInputs ? { associatedInputs } : {}),
  };
  const fallback: SubmitAction = { type: 'Action.Submit', ...look, data: { verb, ...data } };
  return { type: 'Action.Execute', ...look, verb, data, fallback };
}

/** A button that unfolds something. */
export function unfold(
  { title, style }: Pick<DeedButton, 'title' | 'style'>,
  body: CardElement[],
  ...actions: readonly CardAction[]
): ShowCardAction {
  return {
    type: 'Action.ShowCard',
    title: inertLineCut(title, LIMITS.buttonTitle),
    ...(style ? { style } : {}),
    card: { type: 'AdaptiveCard', body, actions: [...actions] },
  };
}

/** The length that the limit is about. */
export function bytesOf(card: AdaptiveCard): number {
  return Buffer.byteLength(JSON.stringify(card), 'utf8');
}

/** The first card that Teams takes; the last one where none is small enough, so it has to be. */
export function firstThatFits(ways: Iterable<() => AdaptiveCard>): AdaptiveCard {
  let card: AdaptiveCard | undefined;
  for (const way of ways) {
    card = way();
    if (bytesOf(card) <= LIMITS.cardBytes) return card;
  }
  if (!card) throw new RangeError('there is no way to draw this card');
  return card;
}
