import type { FormField, FormOption, FormSpec, FormValues } from '../../../flows/form.ts';
import type { CardDialog, CardElement, CardMessage, ChoiceInput, TextInput } from './adaptive-card.ts';
import { textLines } from './answer-card.ts';
import { FIELD, type FilledCard, OPEN_FORM, SUBMIT_FORM } from './card-actions.ts';
import { cardOf, heading, run, sentence } from './elements.ts';
import { inertLineCut } from './escape.ts';
import { LIMITS } from './limits.ts';

/**
 * A form is filled in in a dialog: what is typed there is in no message of the chat. The card in the chat opens it, by
 * the command line that the form answers.
 */
export function formOffer(form: FormSpec, command: string): CardMessage {
  const summary = inertLineCut(form.title, LIMITS.summary) || '–';
  return {
    summary,
    card: cardOf({
      fallbackText: `${summary}: this form needs a newer Teams.`,
      body: [heading(summary), ...introduction(form)],
      actions: [
        {
          type: 'Action.Submit',
          title: 'Open the form',
          style: 'positive',
          data: { msteams: { type: 'task/fetch' }, verb: OPEN_FORM, command },
        },
      ],
    }),
  };
}

export interface FormDialogOptions {
  /** The line that the form answers. */
  command: string;
  /** A sentence for each field that cannot be taken as it is. */
  problems?: Readonly<Record<string, string>>;
  /** What was filled in before, where a field that is absent was left empty; secrets are typed again. */
  values?: FormValues;
}

/** The form itself. */
export function formDialog(
  form: FormSpec,
  { command, problems = {}, values }: FormDialogOptions,
): CardDialog {
  const { id: formId, state, fields } = form;
  const several = fields.flatMap(({ kind, name }) => (kind === 'choices' ? name : []));
  const known = new Set(fields.map(({ name }) => name));
  const others = Object.entries(problems).filter(([name]) => !known.has(name));
  return {
    title: inertLineCut(form.title, LIMITS.summary),
    width: 'medium',
    height: 'large',
    card: cardOf({
      fallbackText: 'This form needs a newer Teams.',
      body: [
        ...introduction(form),
        ...others.map(([, problem]) => problemLine(problem)),
        ...fields.flatMap((field) =>
          fieldElements(field, problems[field.name], values && (values[field.name] ?? '')),
        ),
      ],
      actions: [
        {
          type: 'Action.Submit',
          title: inertLineCut(form.submit, LIMITS.buttonTitle),
          style: 'positive',
          data: { verb: SUBMIT_FORM, formId, state, command, several },
        },
      ],
    }),
  };
}

function introduction({ intro }: FormSpec): CardElement[] {
  return intro ? textLines(intro) : [];
}

function fieldElements(
  field: FormField,
  problem: string | undefined,
  given: string | readonly string[] | undefined,
): CardElement[] {
  const hint = field.hint
    ? [sentence([run(inertLineCut(field.hint, LIMITS.summary), { isSubtle: true, size: 'small' })], 'none')]
    : [];
  return [inputOf(field, given), ...hint, ...(problem ? [problemLine(problem)] : [])];
}

function problemLine(text: string): CardElement {
  return sentence([run(inertLineCut(text, LIMITS.summary) || '–', { color: 'attention' })], 'none');
}

function inputOf(field: FormField, given: string | readonly string[] | undefined): TextInput | ChoiceInput {
  const common = {
    id: `${FIELD}${field.name}`,
    label: inertLineCut(field.label, LIMITS.summary) || '–',
    ...(field.optional ? {} : { isRequired: true, errorMessage: 'This is needed.' }),
  };
  switch (field.kind) {
    case 'text':
      return { ...textInput(field, common), ...valueOf(String(given ?? field.value ?? '')) };
    case 'secret':
      return { ...textInput(field, common), style: 'password' };
    case 'choice':
      return { ...choiceInput(field, common), ...valueOf(String(given ?? field.value ?? '')) };
    case 'choices':
      return {
        ...choiceInput(field, common),
        isMultiSelect: true,
        ...valueOf([given ?? field.values ?? []].flat().join(',')),
      };
  }
}

type Common = Pick<TextInput, 'id' | 'label' | 'isRequired' | 'errorMessage'>;

function textInput(field: FormField & { kind: 'text' | 'secret' }, common: Common): TextInput {
  const maxLength = Math.min(field.maxLength ?? LIMITS.inputLength, LIMITS.inputLength);
  if (field.kind === 'secret') return { type: 'Input.Text', ...common, maxLength };
  return {
    type: 'Input.Text',
    ...common,
    maxLength,
    ...(field.multiline ? { isMultiline: true } : {}),
    ...(field.example ? { placeholder: inertLineCut(field.example, LIMITS.summary) } : {}),
  };
}

function choiceInput({ options }: { options: readonly FormOption[] }, common: Common): ChoiceInput {
  return {
    type: 'Input.ChoiceSet',
    ...common,
    style: 'compact',
    wrap: true,
    choices: options.map(({ value, label }) => ({
      title: inertLineCut(label, LIMITS.summary) || '–',
      value,
    })),
  };
}

function valueOf(value: string): { value?: string } {
  return value === '' ? {} : { value };
}

/** What was filled in, by the fields' names; what was left empty is absent. */
export function readFilled({ inputs, several }: Pick<FilledCard, 'inputs' | 'several'>): FormValues {
  const values: [string, string | readonly string[]][] = [];
  for (const [name, text] of Object.entries(inputs)) {
    const value = several.includes(name) ? text.split(',').filter(Boolean) : text.trim();
    if (value.length > 0) values.push([name, value]);
  }
  return Object.fromEntries(values);
}
