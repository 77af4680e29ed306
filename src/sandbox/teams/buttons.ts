import { type Button, buttonsOf, type Json, list, textOf } from './cards.ts';
import type { AdaptiveCard } from './state.ts';

/** A button by its title, verb or id, as this client has it. */
export function findButton(
  cards: readonly AdaptiveCard[],
  name: string,
  client: 'modern' | 'legacy',
): Button {
  for (const { action: shown, form } of cards.flatMap((card) => buttonsOf(card))) {
    const action = client === 'legacy' ? legacyAction(shown) : shown;
    const names = [action?.['title'] ?? shown['title'], action?.['verb'], action?.['id']];
    if (!action || !names.includes(name)) continue;
    if (shown['isEnabled'] === false) throw new Error(`${name} is greyed out`);
    return { action, form };
  }
  throw new Error(`there is no button ${name} to tap`);
}

/** What an old client, which does not know Action.Execute, has instead of it; undefined when it shows nothing. */
function legacyAction(action: Json): Json | undefined {
  if (action['type'] !== 'Action.Execute') return action;
  const { fallback } = action;
  return typeof fallback === 'object' && fallback !== null ? (fallback as Json) : undefined;
}

/**
 * What a button sends: its own data, with what is filled in beside it unless it takes no inputs. Throws what the client
 * would show at a field that is not filled in right.
 */
export function dataOf({ action, form }: Button, inputs: Readonly<Record<string, string>> = {}): Json {
  const { data, associatedInputs } = action;
  const own = typeof data === 'object' && data !== null ? data : {};
  if (textOf(associatedInputs).toLowerCase() === 'none') return { ...own };
  const filled = { ...untouched(form), ...inputs };
  const [problem] = problemsInForm(form, filled);
  if (problem) throw new Error(problem);
  return { ...own, ...filled };
}

/** What a form holds before anybody touches it. */
function untouched(form: readonly Json[]): Record<string, string> {
  return Object.fromEntries(
    form.flatMap(({ id, type, value, valueOff }) => {
      const initial = value ?? (type === 'Input.Toggle' ? (valueOff ?? 'false') : undefined);
      return initial === undefined ? [] : [[textOf(id), textOf(initial)]];
    }),
  );
}

function problemsInForm(form: readonly Json[], filled: Readonly<Record<string, string>>): string[] {
  const unknown = Object.keys(filled).filter((id) => !form.some((input) => input['id'] === id));
  return [
    ...unknown.map((id) => `there is no input ${id}`),
    ...form.flatMap((input) => problemsInInput(input, filled[textOf(input['id'])] ?? '')),
  ];
}

function problemsInInput(input: Json, value: string): string[] {
  const id = textOf(input['id']);
  const { isRequired, maxLength, regex, type, choices, isMultiSelect } = input;
  if (isRequired === true && value === '') return [`${id} must be filled in`];
  if (typeof maxLength === 'number' && value.length > maxLength)
    return [`${id} takes ${maxLength} characters at most`];
  if (typeof regex === 'string' && value !== '' && !new RegExp(regex).test(value))
    return [`${id} is not of the form that is asked for`];
  if (type !== 'Input.ChoiceSet' || value === '') return [];
  const offered = list(choices).map((choice) => choice['value']);
  const chosen = isMultiSelect === true ? value.split(',') : [value];
  return chosen.every((one) => offered.includes(one)) ? [] : [`${id} has no such choice`];
}
