import { CountersignError } from '../../errors.ts';

/** A JQL text that was built here and nowhere else. */
export type Jql = string & { readonly builtBy: unique symbol };

/** `project = "HELP"`. Throws `invalid_input` for a value with control characters. */
export function equals(field: JqlField, value: string): Jql {
  return jql(`${field} = ${quoted(value)}`);
}

/** Created by the account of our token. */
export function byOurselves(): Jql {
  return jql('creator = currentUser()');
}

/**
 * In the last so many minutes, by Jira's own clock. JQL reads a date and time in the time zone of the account's profile,
 * which is not ours to know; a period has none.
 */
export function withinMinutes(field: 'created' | 'updated', minutes: number): Jql {
  if (Number.isSafeInteger(minutes) && minutes > 0) return jql(`${field} >= "-${minutes}m"`);
  throw new TypeError('not a number of minutes');
}

/** Every one of them, in an order. */
export function search(conditions: readonly [Jql, ...Jql[]], order: 'oldest_first' | 'newest_first'): Jql {
  const direction = order === 'oldest_first' ? 'ASC' : 'DESC';
  return jql(`${conditions.join(' AND ')} ORDER BY created ${direction}, key ${direction}`);
}

/** The fields that we search by. */
export type JqlField = 'project' | 'reporter';

function quoted(value: string): string {
  if (/\p{Cc}/u.test(value)) {
    throw new CountersignError('invalid_input', 'a value cannot be searched for in Jira', { vendor: 'jira' });
  }
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function jql(text: string): Jql {
  return text as Jql;
}
