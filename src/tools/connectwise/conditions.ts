import { CountersignError } from '../../errors.ts';

/** A `conditions` text that was built here and nowhere else. */
export type Condition = string & { readonly builtBy: unique symbol };

/** `company/id = 42`, `board/name = "Help Desk"`. Throws `invalid_input` for a value that cannot be quoted. */
export function equals(field: string, value: string | number | boolean): Condition {
  return condition(`${fieldName(field)} = ${literal(value)}`);
}

/** The field has the text in it. */
export function contains(field: string, text: string): Condition {
  return condition(`${fieldName(field)} contains ${literal(text)}`);
}

/** At or after; ConnectWise keeps whole seconds, so the second that `instant` lies in counts. */
export function atOrAfter(field: string, instant: Date): Condition {
  return condition(`${fieldName(field)} >= [${instant.toISOString().slice(0, 19)}Z]`);
}

/** `values` must not be empty. */
export function oneOf(field: string, values: readonly (string | number)[]): Condition {
  return condition(`${fieldName(field)} in (${values.map(literal).join(',')})`);
}

/** Every one of them. */
export function all(...conditions: readonly Condition[]): Condition {
  return condition(conditions.join(' and '));
}

/** Whether a text can stand in a condition at all; one that cannot is found nowhere. */
export function isQuotable(text: string): boolean {
  return text.length <= MAX_TEXT && !UNQUOTABLE.test(text);
}

const MAX_TEXT = 500;

/** How a quote is escaped inside a value is documented nowhere, nor what a backslash does: neither is let in. */
const UNQUOTABLE = /["\\]|\p{Cc}/u;

function literal(value: string | number | boolean): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && isQuotable(value)) return `"${value}"`;
  throw new CountersignError('invalid_input', 'a value cannot be searched for in ConnectWise', {
    vendor: 'connectwise',
  });
}

function fieldName(field: string): string {
  if (/^[A-Za-z]\w*(\/[A-Za-z]\w*)*$/.test(field)) return field;
  throw new TypeError('not a field of ConnectWise');
}

function condition(text: string): Condition {
  return text as Condition;
}
