import type { SlackBlock } from '../console-state.ts';

/** What an `input` block says of itself: a field to write in, or one to choose in. */
export interface InputWords {
  label: string;
  hint: string;
  placeholder: string;
  required: boolean;
  multiline: boolean;
  maxLength?: number;
  /** Where there is something to choose; one of them, unless `several`. */
  options?: readonly { value: string; label: string }[];
  several: boolean;
  /** What stands there from the start. */
  initial: FieldValue;
}

/** What is in a field. */
export type FieldValue = string | readonly string[];

interface Option {
  value: string;
  text: { text: string };
}

interface InputBlock {
  label?: { text: string };
  hint?: { text: string };
  optional?: boolean;
  element?: {
    type?: string;
    multiline?: boolean;
    max_length?: number;
    placeholder?: { text: string };
    options?: readonly Option[];
    initial_value?: string;
    initial_option?: Option;
    initial_options?: readonly Option[];
  };
}

/** The words around a form's field. */
export function inputWords(block: SlackBlock): InputWords {
  const { label, hint, optional, element } = block as InputBlock;
  return {
    label: label?.text ?? '',
    hint: hint?.text ?? '',
    placeholder: element?.placeholder?.text ?? '',
    required: optional !== true,
    multiline: element?.multiline === true,
    several: element?.type === 'multi_static_select',
    initial:
      element?.initial_options?.map(({ value }) => value) ??
      element?.initial_option?.value ??
      element?.initial_value ??
      '',
    ...(element?.options && {
      options: element.options.map(({ value, text }) => ({ value, label: text.text })),
    }),
    ...(element?.max_length !== undefined && { maxLength: element.max_length }),
  };
}
