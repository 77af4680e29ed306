import { badCondition } from './refusal.ts';

/** What a reference can stand for in a record. */
export type Value = string | number | boolean | null | undefined;
type Test<T> = (record: T) => boolean;

/** The references that may stand in the conditions of one kind of record, such as `company/id`. */
export type ReferencesOf<T> = Readonly<Record<string, (record: T) => Value>>;

/** A date in square brackets; compared by instant. */
interface DateLiteral {
  instant: number;
}
type Literal = string | number | boolean | null | DateLiteral;

type Token =
  | { kind: 'word'; text: string }
  | { kind: 'sign'; text: string }
  | { kind: 'literal'; value: Literal };

/**
 * Reads a `conditions` text of ConnectWise: references, `= != < <= > >=`, `contains`, `like`, `in (…)`, their `not`,
 * strings in double quotes, dates in brackets, booleans, numbers, `and`, `or`, parentheses. Throws `ApiFindCondition`.
 */
export function parseConditions<T>(text: string, references: ReferencesOf<T>): Test<T> {
  const reader = new Reader(tokenize(text), references);
  return reader.whole();
}

const TOKEN =
  /\s*(?:"(?<string>[^"]*)"|\[(?<date>[^\]]*)\]|(?<number>-?\d+(?:\.\d+)?)(?![\w/])|(?<word>[A-Za-z_]\w*(?:\/\w+)*)|(?<sign><=|>=|!=|<>|[=<>(),]))/y;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw badCondition(`Unexpected text at position ${at}`);
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>): Token {
  const { string, date, number, word, sign } = groups;
  if (string !== undefined) return { kind: 'literal', value: string };
  if (date !== undefined) return { kind: 'literal', value: dateLiteral(date) };
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  if (sign !== undefined) return { kind: 'sign', text: sign };
  const text = word ?? '';
  if (/^(true|false)$/i.test(text)) return { kind: 'literal', value: text.toLowerCase() === 'true' };
  if (/^null$/i.test(text)) return { kind: 'literal', value: null };
  return { kind: 'word', text };
}

function dateLiteral(text: string): DateLiteral {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw badCondition(`'${text}' is not a date`);
  return { instant };
}

class Reader<T> {
  readonly #tokens: readonly Token[];
  readonly #references: ReferencesOf<T>;
  #position = 0;

  constructor(tokens: readonly Token[], references: ReferencesOf<T>) {
    this.#tokens = tokens;
    this.#references = references;
  }

  whole(): Test<T> {
    const test = this.#either();
    if (this.#position < this.#tokens.length) throw badCondition('Unexpected text after the condition');
    return test;
  }

  #either(): Test<T> {
    const parts = [this.#all()];
    while (this.#takes('or')) parts.push(this.#all());
    return (record) => parts.some((part) => part(record));
  }

  #all(): Test<T> {
    const parts = [this.#one()];
    while (this.#takes('and')) parts.push(this.#one());
    return (record) => parts.every((part) => part(record));
  }

  #one(): Test<T> {
    if (!this.#takes('(')) return this.#comparison();
    const inner = this.#either();
    this.#needs(')');
    return inner;
  }

  #comparison(): Test<T> {
    const read = this.#reference();
    const negated = this.#takes('not');
    const test = this.#operation(read);
    return negated ? (record) => !test(record) : test;
  }

  #operation(read: (record: T) => Value): Test<T> {
    if (this.#takes('in')) {
      const literals = this.#list();
      return (record) => literals.some((literal) => compare(read(record), literal) === 0);
    }
    if (this.#takes('contains')) {
      const part = this.#text().toLowerCase();
      return (record) => textOf(read(record)).includes(part);
    }
    if (this.#takes('like')) {
      const pattern = likePattern(this.#text());
      return (record) => pattern.test(textOf(read(record)));
    }
    const sign = this.#next();
    const accept = sign?.kind === 'sign' ? SIGNS[sign.text] : undefined;
    if (!accept) throw badCondition('An operator was expected');
    const literal = this.#literal();
    return (record) => accept(compare(read(record), literal));
  }

  #list(): Literal[] {
    this.#needs('(');
    const literals = [this.#literal()];
    while (this.#takes(',')) literals.push(this.#literal());
    this.#needs(')');
    return literals;
  }

  #reference(): (record: T) => Value {
    const token = this.#next();
    const name = token?.kind === 'word' ? token.text : '';
    const read = Object.hasOwn(this.#references, name) ? this.#references[name] : undefined;
    if (!read) throw badCondition(`'${name}' is not a known field here`);
    return read;
  }

  #literal(): Literal {
    const token = this.#next();
    if (token?.kind !== 'literal') throw badCondition('A value was expected');
    return token.value;
  }

  #text(): string {
    const literal = this.#literal();
    if (typeof literal !== 'string') throw badCondition('A text was expected');
    return literal;
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#position];
    if (!token || token.kind === 'literal' || token.text.toLowerCase() !== text) return false;
    this.#position += 1;
    return true;
  }

  #needs(text: string): void {
    if (!this.#takes(text)) throw badCondition(`'${text}' was expected`);
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#position];
    this.#position += 1;
    return token;
  }
}

const SIGNS: Readonly<Record<string, ((difference: number | undefined) => boolean) | undefined>> = {
  '=': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '<>': (difference) => difference !== 0,
  '<': (difference) => difference !== undefined && difference < 0,
  '<=': (difference) => difference !== undefined && difference <= 0,
  '>': (difference) => difference !== undefined && difference > 0,
  '>=': (difference) => difference !== undefined && difference >= 0,
};

/** Below, equal or above zero; undefined when the two cannot be compared. Text is compared without case, as SQL Server does. */
function compare(value: Value, literal: Literal): number | undefined {
  if (literal === null) return value === null || value === undefined ? 0 : undefined;
  if (value === null || value === undefined) return undefined;
  if (typeof literal === 'object') return Date.parse(String(value)) - literal.instant;
  if (typeof literal === 'string') return order(textOf(value), literal.toLowerCase());
  return typeof value === typeof literal ? Number(value) - Number(literal) : undefined;
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function textOf(value: Value): string {
  return value === null || value === undefined ? '' : String(value).toLowerCase();
}

/** `%` and `*` are both described as the wildcard by those who use it. */
function likePattern(text: string): RegExp {
  const escaped = text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/[%*]/g, '.*');
  return new RegExp(`^${escaped}$`, 'is');
}
