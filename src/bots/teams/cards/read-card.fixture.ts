import type { AdaptiveCard } from './adaptive-card.ts';

/** What a card says, from top to bottom, whatever it says it with; without what is only under a button. */
export function textOf(card: AdaptiveCard): string {
  return everyObject(card.body)
    .flatMap((one) => {
      if (one['type'] === 'TextBlock') return [String(one['text'])];
      if (one['type'] === 'RichTextBlock')
        return [(one['inlines'] as { text: string }[]).map((run) => run.text).join('')];
      return [];
    })
    .join('\n');
}

export type Plain = Record<string, unknown>;

/** A value and all that is in it. */
export function everyObject(value: unknown): Plain[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(everyObject);
  return Array.isArray(value) ? inner : [value as Plain, ...inner];
}

/** Elements or actions of one type, wherever they are. */
export const ofType = (value: unknown, type: string) =>
  everyObject(value).filter((one) => one['type'] === type);

/** Far more than fits anywhere. */
export const HUGE = [
  '"\\'.repeat(20_000),
  '漢字 '.repeat(20_000),
  '&<😀>\n'.repeat(10_000),
  'x'.repeat(100_000),
];
