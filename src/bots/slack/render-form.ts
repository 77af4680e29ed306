import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { FormField, FormOption, FormSpec, FormValues } from '../../flows/form.ts';
import { plainText, section } from './blocks.ts';
import { COMMAND_FORM, type CommandForm } from './buttons.ts';
import { inertCut, inertWithCode } from './escape.ts';
import { LIMITS } from './limits.ts';

/** A form as a modal. `intro` may be said anew, above the fields. */
export function renderForm(form: FormSpec, key: string): ModalView {
  const { id, state } = form;
  return {
    type: 'modal',
    callback_id: COMMAND_FORM,
    private_metadata: JSON.stringify({ id, state, key } satisfies CommandForm),
    title: plainText(form.title, LIMITS.modalTitle),
    submit: plainText(form.submit, LIMITS.modalTitle),
    close: plainText('Cancel', LIMITS.modalTitle),
    blocks: [...introduction(form.intro), ...form.fields.map((field) => renderField(id, field))].slice(
      0,
      LIMITS.blocksPerView,
    ),
  };
}

function introduction(intro: string | undefined): KnownBlock[] {
  if (!intro) return [];
  const coded = inertWithCode(intro);
  return [section(coded.length <= LIMITS.sectionText ? coded : inertCut(intro, LIMITS.sectionText))];
}

function renderField(formId: string, field: FormField): InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: plainText(field.label, LIMITS.labelText),
    ...(field.hint ? { hint: plainText(field.hint, LIMITS.labelText) } : {}),
    optional: field.optional === true,
    element: renderElement(formId, field),
  };
}

/**
 * Slack keeps what was entered where a window's next view has inputs with the same ids ("Preserving input entry",
 * docs.slack.dev/surfaces/modals): a form that follows another has its own.
 */
function renderElement(formId: string, field: FormField): InputBlock['element'] {
  const action_id = `${formId}:${field.name}`.slice(0, LIMITS.actionId);
  switch (field.kind) {
    case 'text':
      return {
        type: 'plain_text_input',
        action_id,
        multiline: field.multiline === true,
        max_length: Math.min(field.maxLength ?? LIMITS.inputLength, LIMITS.inputLength),
        ...(field.value ? { initial_value: field.value.slice(0, LIMITS.inputLength) } : {}),
        ...(field.example ? { placeholder: plainText(field.example, LIMITS.placeholder) } : {}),
      };
    case 'secret':
      return {
        type: 'plain_text_input',
        action_id,
        max_length: Math.min(field.maxLength ?? LIMITS.inputLength, LIMITS.inputLength),
      };
    case 'choice': {
      const initial = field.options.find(({ value }) => value === field.value);
      return {
        type: 'static_select',
        action_id,
        options: optionsOf(field.options),
        ...(initial ? { initial_option: optionOf(initial) } : {}),
      };
    }
    case 'choices': {
      const initial = field.options.filter(({ value }) => field.values?.includes(value));
      return {
        type: 'multi_static_select',
        action_id,
        options: optionsOf(field.options),
        ...(initial.length > 0 ? { initial_options: optionsOf(initial) } : {}),
      };
    }
  }
}

function optionsOf(options: readonly FormOption[]): PlainTextOption[] {
  return options.slice(0, LIMITS.options).map(optionOf);
}

function optionOf({ value, label }: FormOption): PlainTextOption {
  return { value, text: plainText(label, LIMITS.optionText) };
}

/** As Slack sends what was filled in: by block and action id. */
export type FilledFields = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        {
          value?: string | null;
          selected_option?: { value?: string } | null;
          selected_options?: readonly { value?: string }[];
        }
      >
    >
  >
>;

/** What was filled in, by the fields' names; what was left empty is absent. */
export function readFormValues(filled: FilledFields): FormValues {
  const values: [string, string | readonly string[]][] = [];
  for (const [name, actions] of Object.entries(filled)) {
    const [given] = Object.values(actions);
    const several = given?.selected_options?.flatMap(({ value }) => value ?? []);
    const value = several ?? given?.selected_option?.value ?? given?.value?.trim();
    if (value !== undefined && value.length > 0) values.push([name, value]);
  }
  return Object.fromEntries(values);
}
