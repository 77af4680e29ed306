import type { AdaptiveCard } from './state.ts';

/** How an Adaptive Card is read: its elements, its buttons, its form, and the words that a person sees. */

export type Json = Readonly<Record<string, unknown>>;

/** In which properties elements keep others, in reading order. */
const CONTENTS = ['body', 'items', 'columns', 'rows', 'cells', 'images'] as const;

/** Every element of a card from top to bottom, those inside others and inside its hidden cards included. */
export function elementsOf(card: AdaptiveCard): Json[] {
  return partsOf(card).filter(({ type }) => type !== 'AdaptiveCard');
}

/** Every action of a card: its own, those of its action sets and hidden cards, and of what can be tapped whole. */
export function actionsOf(card: AdaptiveCard): Json[] {
  return partsOf(card).flatMap((part) => [...list(part['actions']), ...list([part['selectAction']])]);
}

function partsOf(part: Json): Json[] {
  // Columns may leave their type out.
  const inner = CONTENTS.flatMap((name) => list(part[name])).map((one) => ({ type: 'Column', ...one }));
  const hidden = list(part['actions']).flatMap(({ card }) => list([card]));
  return [part, ...[...inner, ...hidden].flatMap(partsOf)];
}

/** The inputs of a card's form. */
export function inputsOf(card: AdaptiveCard): Json[] {
  return elementsOf(card).filter(({ type }) => String(type).startsWith('Input.'));
}

/** What a form holds before anybody touches it. */
export function initialInputs(card: AdaptiveCard): Record<string, string> {
  return Object.fromEntries(
    inputsOf(card).flatMap((input) => {
      const untouched = input['type'] === 'Input.Toggle' ? (input['valueOff'] ?? 'false') : undefined;
      const value = input['value'] ?? untouched;
      return value === undefined ? [] : [[textOf(input['id']), textOf(value)]];
    }),
  );
}

/** What the client finds wrong in a filled-in form; it does not send it then. */
export function problemsInInputs(card: AdaptiveCard, filled: Readonly<Record<string, string>>): string[] {
  const inputs = inputsOf(card);
  const unknown = Object.keys(filled).filter((id) => !inputs.some((input) => input['id'] === id));
  return [
    ...unknown.map((id) => `there is no input ${id}`),
    ...inputs.flatMap((input) => problemsInInput(input, filled[String(input['id'])] ?? '')),
  ];
}

function problemsInInput(input: Json, value: string): string[] {
  const id = String(input['id']);
  const most = Number(input['maxLength'] ?? Number.POSITIVE_INFINITY);
  if (input['isRequired'] === true && value === '') return [`${id} must be filled in`];
  if (value.length > most) return [`${id} takes ${most} characters at most`];
  if (typeof input['regex'] === 'string' && value !== '' && !new RegExp(input['regex']).test(value))
    return [`${id} is not of the form that is asked for`];
  if (input['type'] !== 'Input.ChoiceSet' || value === '') return [];
  const choices = list(input['choices']).map((choice) => String(choice['value']));
  const chosen = input['isMultiSelect'] === true ? value.split(',') : [value];
  return chosen.every((one) => choices.includes(one)) ? [] : [`${id} has no such choice`];
}

/** What an old client, which does not know Action.Execute, has instead of it; undefined when it shows nothing. */
export function legacyAction(action: Json): Json | undefined {
  if (action['type'] !== 'Action.Execute') return action;
  const fallback = action['fallback'];
  return typeof fallback === 'object' && fallback !== null ? (fallback as Json) : undefined;
}

/** A card's words line by line, as they are read: formatting taken away, dates written out in UTC. */
export function textOfCard(card: AdaptiveCard): string {
  return elementsOf(card)
    .filter(({ isVisible }) => isVisible !== false)
    .flatMap(linesOf)
    .map(readableText)
    .join('\n');
}

function linesOf(element: Json): string[] {
  switch (element['type']) {
    case 'TextBlock':
      return [textOf(element['text'])];
    case 'RichTextBlock':
      return [
        list(element['inlines'])
          .map((run) => textOf(run['text']))
          .join(''),
      ];
    case 'FactSet':
      return list(element['facts']).map(({ title, value }) => `${textOf(title)}: ${textOf(value)}`);
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

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}
