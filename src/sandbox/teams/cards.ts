import type { AdaptiveCard } from './state.ts';

/** How an Adaptive Card is read: its elements, its buttons, its form, and the words that a person sees. */

export type Json = Readonly<Record<string, unknown>>;

/** In which properties elements keep others, in reading order. */
const CONTENTS = ['body', 'items', 'columns', 'rows', 'cells', 'images'] as const;

/** An action, and the form that it sends along. */
export interface Button {
  action: Json;
  /** The inputs of its card and of those around it, not of what is hidden behind other buttons. */
  form: readonly Json[];
}

/** Every button of a card in reading order, what can be tapped whole and what is in its hidden cards included. */
export function buttonsOf(card: AdaptiveCard, outerForm: readonly Json[] = []): Button[] {
  const [whole, ...inside] = partsOf(card);
  const form = [...outerForm, ...inside.filter(isInput)];
  return [...inside, whole]
    .flatMap((part) => [...list([part?.['selectAction']]), ...list(part?.['actions'])])
    .flatMap((action) => [
      { action, form },
      ...list([action['card']]).flatMap((hidden) => buttonsOf(hidden, form)),
    ]);
}

/** Every element of a card from top to bottom, those inside others and inside its hidden cards included. */
export function elementsOf(card: AdaptiveCard): Json[] {
  const [, ...inside] = partsOf(card);
  const hidden = buttonsOf(card).flatMap(({ action }) => list([action['card']]));
  return [...inside, ...hidden.flatMap((one) => partsOf(one).slice(1))];
}

/** Whether an element is a field of the form. */
export function isInput({ type }: Json): boolean {
  return textOf(type).startsWith('Input.');
}

/** A part of a card with everything inside it, or what of it is wanted; hidden cards apart. */
function partsOf(part: Json, isWanted: (one: Json) => boolean = () => true): [Json, ...Json[]] {
  const inside = CONTENTS.flatMap((name) =>
    // Columns, and only they, may leave their type out.
    list(part[name]).map((one) => (name === 'columns' ? { type: 'Column', ...one } : one)),
  );
  return [part, ...inside.filter(isWanted).flatMap((one) => partsOf(one, isWanted))];
}

function isVisible(element: Json): boolean {
  return element['isVisible'] !== false;
}

/** A card's words line by line, as they are read: formatting taken away, dates written out in UTC. */
export function textOfCard(card: AdaptiveCard): string {
  const hidden = buttonsOf(card).flatMap(({ action }) => list([action['card']]));
  return [card, ...hidden]
    .flatMap((one) => partsOf(one, isVisible))
    .flatMap(linesOf)
    .join('\n');
}

/** Runs of a RichTextBlock, titles and labels are shown as they are; only texts and values have Markdown. */
function linesOf(element: Json): string[] {
  switch (element['type']) {
    case 'TextBlock':
      return [readableText(textOf(element['text']))];
    case 'RichTextBlock':
      return [
        list(element['inlines'])
          .map((run) => textOf(run['text']))
          .join(''),
      ];
    case 'FactSet':
      return list(element['facts']).map(
        ({ title, value }) => `${textOf(title)}: ${readableText(textOf(value))}`,
      );
    case 'Input.Toggle':
      return [textOf(element['label'] ?? element['title'])];
    default:
      return typeof element['label'] === 'string' ? [element['label']] : [];
  }
}

/** What is text of something that came over the wire; empty when it is not. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Teams' Markdown (bold, italic, links, escapes, entities) and the card functions DATE and TIME, as a person reads them. */
export function readableText(text: string): string {
  return text
    .replace(/\{\{DATE\((\d{4}-\d\d-\d\d)[^)]*\)\}\}/g, '$1')
    .replace(/\{\{TIME\([^)T]*T(\d\d:\d\d)[^)]*\)\}\}/g, '$1')
    .replace(/\[((?:\\.|[^\]\\])*)\]\([^)\s]*\)/g, '$1')
    .replace(/(?<!\\)(?:\*\*|\*(?=\S)|(?<=\S)\*|(?<![\w\\])_(?=\S)|(?<=\S)_(?!\w))/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~&])/g, '$1')
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&');
}

/** The objects of a list that came over the wire; nothing when it is none. */
export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}
