import { MINUTE_MS } from '../../clock.ts';
import type { IssueRecord } from './records.ts';
import { badJql } from './refusal.ts';

type Test = (issue: IssueRecord) => boolean;

/** A search that was read: which issues, in which order. */
export interface ReadJql {
  matches: Test;
  compare: (one: IssueRecord, other: IssueRecord) => number;
}

interface Reading {
  now: Date;
  /** What `currentUser()` is. */
  accountId: string;
  /** Keys of the projects that there are. */
  projectKeys: readonly string[];
}

type Token = { kind: 'word' | 'sign' | 'text'; text: string };

const TOKEN =
  /\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>[A-Za-z0-9_.-]+(?:\(\))?)|(?<sign><=|>=|!=|!~|[=<>~(),]))/y;

/**
 * Reads JQL: `= != ~ < <= > >=`, `in (…)`, `and`, `or`, `not`, parentheses, `order by`. Throws 400 for an unknown field, for
 * text that cannot be read, and for a search without any restriction, as Jira does.
 */
export function parseJql(text: string, reading: Reading): ReadJql {
  const [where = '', orderBy] = text.split(/\border\s+by\b/i);
  if (where.trim() === '')
    throw badJql(
      'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.',
    );
  return { matches: new Reader(tokenize(where), reading).whole(), compare: orderOf(orderBy) };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw badJql(`Error in the JQL Query: Expecting a value at character ${at}.`);
    const { quoted, word, sign } = groups;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll(/\\(.)/g, '$1') });
    else tokens.push({ kind: word === undefined ? 'sign' : 'word', text: word ?? sign ?? '' });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #reading: Reading;
  #position = 0;

  constructor(tokens: readonly Token[], reading: Reading) {
    this.#tokens = tokens;
    this.#reading = reading;
  }

  whole(): Test {
    const test = this.#either();
    if (this.#position < this.#tokens.length)
      throw badJql('Error in the JQL Query: Expecting either OR or AND.');
    return test;
  }

  #either(): Test {
    const parts = [this.#all()];
    while (this.#takes('or')) parts.push(this.#all());
    return (issue) => parts.some((part) => part(issue));
  }

  #all(): Test {
    const parts = [this.#one()];
    while (this.#takes('and')) parts.push(this.#one());
    return (issue) => parts.every((part) => part(issue));
  }

  #one(): Test {
    if (this.#takes('not')) {
      const test = this.#one();
      return (issue) => !test(issue);
    }
    if (!this.#takes('(')) return this.#comparison();
    const inner = this.#either();
    this.#needs(')');
    return inner;
  }

  #comparison(): Test {
    const field = this.#next().text.toLowerCase();
    const operator = this.#next().text.toLowerCase();
    if (field === 'created' || field === 'updated') return this.#inTime(field, operator);
    const read = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
    if (!read) throw badJql(`Field '${field}' does not exist or you do not have permission to view it.`);
    const values = (operator === 'in' ? this.#list() : [this.#value()]).map((value) => value.toLowerCase());
    if (field === 'project') this.#refuseUnknownProject(values);
    const isOne = ({ texts }: { texts: readonly string[] }) =>
      texts.some((text) => values.includes(text.toLowerCase()));
    switch (operator) {
      case '=':
      case 'in':
        return (issue) => isOne({ texts: read(issue) });
      case '!=':
        return (issue) => !isOne({ texts: read(issue) });
      case '~':
        return (issue) => hasWords(read(issue).join(' '), values[0] ?? '');
      default:
        throw badJql(`The operator '${operator}' is not supported by the '${field}' field.`);
    }
  }

  #refuseUnknownProject(values: readonly string[]): void {
    const known = this.#reading.projectKeys.map((key) => key.toLowerCase());
    const unknown = values.find((value) => !known.includes(value));
    if (unknown !== undefined) throw badJql(`The value '${unknown}' does not exist for the field 'project'.`);
  }

  /** A period such as `-5m` alone: a date and time would be in the time zone of the account's profile. */
  #inTime(field: 'created' | 'updated', operator: string): Test {
    const value = this.#value();
    const [, sign, count, unit = ''] = /^(-?)(\d+)([mhdw])$/.exec(value) ?? [];
    const unitMs = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 1_440 * MINUTE_MS, w: 10_080 * MINUTE_MS }[unit];
    if (unitMs === undefined || !['>=', '<=', '>', '<'].includes(operator))
      throw badJql(
        `Date value '${value}' for field '${field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
      );
    const instant = this.#reading.now.getTime() + Number(count) * unitMs * (sign === '-' ? -1 : 1);
    return (issue) => {
      const at = (field === 'created' ? issue.createdAt : issue.updatedAt).getTime();
      return operator.startsWith('>') ? at >= instant : at <= instant;
    };
  }

  #list(): string[] {
    this.#needs('(');
    const values = [this.#value()];
    while (this.#takes(',')) values.push(this.#value());
    this.#needs(')');
    return values;
  }

  #value(): string {
    const { kind, text } = this.#next();
    if (kind === 'sign') throw badJql('Error in the JQL Query: Expecting a value.');
    return kind === 'word' && text.toLowerCase() === 'currentuser()' ? this.#reading.accountId : text;
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#position];
    if (!token || token.kind === 'text' || token.text.toLowerCase() !== text) return false;
    this.#position += 1;
    return true;
  }

  #needs(text: string): void {
    if (!this.#takes(text)) throw badJql(`Error in the JQL Query: Expecting '${text}'.`);
  }

  #next(): Token {
    const token = this.#tokens[this.#position];
    if (!token) throw badJql('Error in the JQL Query: Unexpected end of the query.');
    this.#position += 1;
    return token;
  }
}

const FIELDS: Readonly<Record<string, (issue: IssueRecord) => readonly string[]>> = {
  project: ({ project }) => [project.key, project.id, project.name],
  key: ({ key }) => [key],
  reporter: ({ reporter }) => [reporter.accountId],
  creator: ({ creator }) => [creator.accountId],
  assignee: ({ assignee }) => (assignee ? [assignee.accountId] : []),
  status: ({ status }) => [status.name],
  summary: ({ summary }) => [summary],
};

/** Every word in any order, as the text search does; its operators and stems are not simulated. */
function hasWords(text: string, words: string): boolean {
  const known = new Set(text.toLowerCase().split(/\W+/));
  return words
    .split(/\W+/)
    .filter(Boolean)
    .every((word) => known.has(word));
}

function orderOf(text: string | undefined): ReadJql['compare'] {
  const keys = (text ?? 'created desc').split(',').map((part) => part.trim().toLowerCase().split(/\s+/));
  return (one, other) => {
    for (const [field = '', direction] of keys) {
      const difference = orderKey(one, field) - orderKey(other, field);
      if (difference !== 0) return direction === 'desc' ? -difference : difference;
    }
    return 0;
  };
}

function orderKey(issue: IssueRecord, field: string): number {
  if (field === 'created') return issue.createdAt.getTime();
  if (field === 'updated') return issue.updatedAt.getTime();
  if (field === 'key') return Number(issue.id);
  throw badJql(`Not able to sort using field '${field}'.`);
}
