import type { SlackBlock } from '../console-state.ts';

/** What an `input` block with a text field says of itself. */
export interface InputWords {
  label: string;
  hint: string;
  placeholder: string;
  required: boolean;
  multiline: boolean;
  maxLength?: number;
}

interface InputBlock {
  label?: { text: string };
  hint?: { text: string };
  optional?: boolean;
  element?: { multiline?: boolean; max_length?: number; placeholder?: { text: string } };
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
    ...(element?.max_length !== undefined && { maxLength: element.max_length }),
  };
}
