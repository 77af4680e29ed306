import { buttonsOf, elementsOf, isInput, type Json, textOf } from './cards.ts';
import type { AdaptiveCard, TeamsAttachment, TeamsMessage } from './state.ts';

/**
 * What Teams does not take in an Adaptive Card, from Microsoft's card reference (schema 1.5) and its pages on universal
 * actions, as a check that says what is wrong. No contract of the connector contains it.
 */

/** Content type of an Adaptive Card in an attachment. */
export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';

const MOST_REFRESHED_USERS = 60;
const NEWEST_VERSION = 1.5;
/** Action.Execute and refresh came with it. */
const UNIVERSAL_ACTIONS_VERSION = 1.4;

const ACTION_TYPES = new Set([
  'Action.Execute',
  'Action.OpenUrl',
  'Action.ShowCard',
  'Action.Submit',
  'Action.ToggleVisibility',
]);

/** By type: the property that an element cannot be without. */
const REQUIRED: Readonly<Record<string, string>> = {
  ActionSet: 'actions',
  Column: '',
  ColumnSet: '',
  Container: 'items',
  FactSet: 'facts',
  Image: 'url',
  ImageSet: 'images',
  'Input.ChoiceSet': 'id',
  'Input.Date': 'id',
  'Input.Number': 'id',
  'Input.Text': 'id',
  'Input.Time': 'id',
  'Input.Toggle': 'id',
  Media: 'sources',
  RichTextBlock: 'inlines',
  Table: '',
  TableCell: 'items',
  TableRow: '',
  TextBlock: 'text',
};

/** What Teams would find wrong in a message's attachments; empty when nothing is. */
export function problemsInAttachments(attachments: readonly TeamsAttachment[]): string[] {
  return attachments.flatMap(({ contentType, content, contentUrl }) => {
    if (!contentType) return ['Attachment has no contentType'];
    if (contentType !== ADAPTIVE_CARD) return content || contentUrl ? [] : ['Attachment has no content'];
    return problemsInCard(content);
  });
}

/** What Teams would find wrong in a card. */
export function problemsInCard(content: unknown): string[] {
  const card = content as Json | undefined;
  if (typeof card !== 'object' || card === null || card['type'] !== 'AdaptiveCard')
    return ['content is not an AdaptiveCard'];
  const version = Number(card['version']);
  if (!(version >= 1 && version <= NEWEST_VERSION))
    return [`version ${String(card['version'])} is not supported`];
  const elements = elementsOf(card);
  const actions = buttonsOf(card).map(({ action }) => action);
  return [
    ...elements.flatMap(problemsInElement),
    ...actions.flatMap((action) => problemsInAction(action, version)),
    ...problemsInIds(elements),
    ...problemsInRefresh(card['refresh'] as Json | undefined, version),
  ];
}

function problemsInElement(element: Json): string[] {
  const type = String(element['type']);
  const required = REQUIRED[type];
  if (required === undefined) return element['fallback'] ? [] : [`unknown element ${type}`];
  return required && element[required] === undefined ? [`${type} has no ${required}`] : [];
}

function problemsInAction(action: Json, version: number): string[] {
  const type = String(action['type']);
  if (!ACTION_TYPES.has(type)) return [`unknown action ${type}`];
  if (type === 'Action.Execute' && version < UNIVERSAL_ACTIONS_VERSION)
    return ['Action.Execute needs version 1.4'];
  if (type === 'Action.OpenUrl' && !/^(https?|mailto|msteams|tel):/.test(String(action['url'])))
    return ['Action.OpenUrl has no usable url'];
  return [];
}

/** Inputs are told apart by their ids, in a card and all its parts. */
function problemsInIds(elements: readonly Json[]): string[] {
  const ids = elements.filter(isInput).map(({ id }) => textOf(id));
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  return repeated === undefined ? [] : [`two inputs are called ${repeated}`];
}

function problemsInRefresh(refresh: Json | undefined, version: number): string[] {
  if (refresh === undefined) return [];
  if (version < UNIVERSAL_ACTIONS_VERSION) return ['refresh needs version 1.4'];
  const action = refresh['action'] as Json | undefined;
  if (action?.['type'] !== 'Action.Execute') return ['refresh needs an Action.Execute'];
  const userIds = refresh['userIds'];
  if (userIds !== undefined && (!Array.isArray(userIds) || userIds.length > MOST_REFRESHED_USERS))
    return [`refresh takes ${MOST_REFRESHED_USERS} users at most`];
  return [];
}

/** The Adaptive Cards among a message's attachments. */
export function adaptiveCardsOf({ attachments }: TeamsMessage): AdaptiveCard[] {
  return attachments.flatMap(({ contentType, content }) =>
    contentType === ADAPTIVE_CARD ? [content as AdaptiveCard] : [],
  );
}
