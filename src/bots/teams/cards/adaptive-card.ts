/** The part of Adaptive Cards 1.5 that we use, as types; the whole is at adaptivecards.io/explorer. */

export interface AdaptiveCard {
  type: 'AdaptiveCard';
  $schema: string;
  version: '1.5';
  lang: 'en';
  /** Instead of the card, on clients that know no 1.5. */
  fallbackText: string;
  refresh?: Refresh;
  body: CardElement[];
  actions?: CardAction[];
}

/** For whom Teams asks us for the card's present state when they look at it. */
export interface Refresh {
  action: ExecuteAction;
  /** Teams ids (`29:…`), at most sixty. */
  userIds: string[];
}

export type CardElement = TextBlock | RichTextBlock | Container | ActionSet | TextInput | ChoiceInput;

type Spacing = 'none' | 'small' | 'default' | 'medium' | 'large';
type Colour = 'default' | 'good' | 'warning' | 'attention' | 'accent';

interface Look {
  size?: 'small' | 'default' | 'medium' | 'large';
  weight?: 'lighter' | 'default' | 'bolder';
  color?: Colour;
  isSubtle?: boolean;
  fontType?: 'default' | 'monospace';
}

/** Teams reads its text as markdown and fills in `{{DATE(…)}}`. */
export interface TextBlock extends Look {
  type: 'TextBlock';
  text: string;
  wrap: true;
  style?: 'heading';
  spacing?: Spacing;
}

/** Runs of text that Teams does not read as markdown; it always wraps. */
export interface RichTextBlock {
  type: 'RichTextBlock';
  inlines: TextRun[];
  spacing?: Spacing;
}

export interface TextRun extends Look {
  type: 'TextRun';
  text: string;
  italic?: boolean;
}

export interface Container {
  type: 'Container';
  items: CardElement[];
  style?: 'default' | 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';
  bleed?: boolean;
  separator?: boolean;
  spacing?: Spacing;
}

export interface ActionSet {
  type: 'ActionSet';
  actions: CardAction[];
  spacing?: Spacing;
}

export interface TextInput {
  type: 'Input.Text';
  id: string;
  label?: string;
  placeholder?: string;
  value?: string;
  isMultiline?: boolean;
  maxLength?: number;
  /** `password`: what is typed is not shown. */
  style?: 'text' | 'password';
  isRequired?: boolean;
  /** Shown when it is required and empty; Teams wants one then. */
  errorMessage?: string;
}

/** One of several choices, or any number of them: then the value is a list with commas. */
export interface ChoiceInput {
  type: 'Input.ChoiceSet';
  id: string;
  label?: string;
  choices: { title: string; value: string }[];
  value?: string;
  isMultiSelect?: boolean;
  style?: 'compact' | 'expanded';
  wrap?: boolean;
  isRequired?: boolean;
  errorMessage?: string;
}

export type CardAction = ExecuteAction | SubmitAction | ShowCardAction;

interface Button {
  title: string;
  style?: 'default' | 'positive' | 'destructive';
}

/** Arrives as an invoke `adaptiveCard/action`; the answer may be the card's next state. */
export interface ExecuteAction extends Button {
  type: 'Action.Execute';
  verb: string;
  data: object;
  associatedInputs?: 'auto' | 'none';
  fallback?: SubmitAction;
}

/** Arrives as a message with `value`, or as `task/fetch` when its data says so. */
export interface SubmitAction extends Button {
  type: 'Action.Submit';
  data: object;
  associatedInputs?: 'auto' | 'none';
}

/** Unfolds below the buttons. */
export interface ShowCardAction extends Button {
  type: 'Action.ShowCard';
  card: { type: 'AdaptiveCard'; body: CardElement[]; actions: CardAction[] };
}

/** A message that is one card: the attachment's content type, what it holds, and the line that notifications show. */
export interface CardMessage {
  /** The activity's `summary`. */
  summary: string;
  card: AdaptiveCard;
}

/** A dialog of Teams: the `value` of a task module's `continue` answer. */
export interface CardDialog {
  title: string;
  width: 'small' | 'medium' | 'large';
  height: 'small' | 'medium' | 'large';
  card: AdaptiveCard;
}

/** The attachment's `contentType`. */
export const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';
