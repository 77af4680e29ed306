/** A Graph object as it goes over the wire. */
export type Entity = Readonly<Record<string, unknown>>;

export interface Filter {
  matches(entity: Entity): boolean;
  /** Uses an operator that Graph only evaluates as an "advanced query". */
  advanced: boolean;
}

type Token = { kind: 'text' | 'word' | 'mark'; value: string };

const TOKEN = /\s*(?:'((?:[^']|'')*)'|([\w.@/:-]+)|([(),]))/y;

/**
 * Reads the part of OData's `$filter` that Graph's directory objects take: `eq`, `ne`, `and`, `or`, `not`, parentheses,
 * `startswith`, `endswith` and `collection/any(x:x eq '…')`. Undefined when it is no valid filter.
 */
export function parseFilter(text: string): Filter | undefined {
  const tokens = tokenize(text);
  if (!tokens) return undefined;
  const reader = new FilterReader(tokens);
  const filter = reader.readOr();
  return filter && reader.atEnd ? filter : undefined;
}

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    const [, quoted, word, mark] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll("''", "'") });
    else tokens.push({ kind: word === undefined ? 'mark' : 'word', value: word ?? mark ?? '' });
  }
  return tokens;
}

class FilterReader {
  #position = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#position === this.#tokens.length;
  }

  readOr(): Filter | undefined {
    return this.#readChain(
      'or',
      () => this.#readAnd(),
      (parts, entity) => parts.some((part) => part.matches(entity)),
    );
  }

  #readAnd(): Filter | undefined {
    return this.#readChain(
      'and',
      () => this.#readOne(),
      (parts, entity) => parts.every((part) => part.matches(entity)),
    );
  }

  #readChain(
    word: string,
    read: () => Filter | undefined,
    combine: (parts: readonly Filter[], entity: Entity) => boolean,
  ): Filter | undefined {
    const parts = [read()];
    while (this.#take('word', word)) parts.push(read());
    const valid = parts.filter((part) => part !== undefined);
    if (valid.length < parts.length) return undefined;
    return {
      matches: (entity) => combine(valid, entity),
      advanced: valid.some((part) => part.advanced),
    };
  }

  #readOne(): Filter | undefined {
    if (this.#take('word', 'not')) {
      const inner = this.#readOne();
      return inner && { matches: (entity) => !inner.matches(entity), advanced: true };
    }
    if (this.#take('mark', '(')) {
      const inner = this.readOr();
      return this.#take('mark', ')') ? inner : undefined;
    }
    const word = this.#takeAny('word');
    if (word === undefined) return undefined;
    if (word === 'startswith' || word === 'endswith') return this.#readFunction(word);
    return word.endsWith('/any') ? this.#readAny(word.slice(0, -'/any'.length)) : this.#readComparison(word);
  }

  #readComparison(property: string): Filter | undefined {
    const operator = this.#takeAny('word');
    const value = this.#readValue();
    if ((operator !== 'eq' && operator !== 'ne') || value === undefined) return undefined;
    return {
      matches: (entity) => isEqual(entity[property], value) === (operator === 'eq'),
      advanced: operator === 'ne',
    };
  }

  #readFunction(name: 'startswith' | 'endswith'): Filter | undefined {
    if (!this.#take('mark', '(')) return undefined;
    const property = this.#takeAny('word');
    const comma = this.#take('mark', ',');
    const value = this.#takeAny('text')?.toLowerCase();
    if (!this.#take('mark', ')') || !comma || property === undefined || value === undefined) return undefined;
    return {
      matches: (entity) => {
        const text = entity[property];
        if (typeof text !== 'string') return false;
        return name === 'startswith'
          ? text.toLowerCase().startsWith(value)
          : text.toLowerCase().endsWith(value);
      },
      advanced: name === 'endswith',
    };
  }

  /** `proxyAddresses/any(p:p eq 'smtp:…')`: the tokenizer gives `p:p` as one word. */
  #readAny(property: string): Filter | undefined {
    if (!this.#take('mark', '(')) return undefined;
    const [variable, subject] = this.#takeAny('word')?.split(':') ?? [];
    const operator = this.#takeAny('word');
    const value = this.#takeAny('text');
    if (!this.#take('mark', ')') || variable !== subject || operator !== 'eq' || value === undefined)
      return undefined;
    return {
      matches: (entity) => {
        const all = entity[property];
        return Array.isArray(all) && all.some((one) => isEqual(one, value));
      },
      advanced: false,
    };
  }

  #readValue(): string | boolean | null | undefined {
    const text = this.#takeAny('text');
    if (text !== undefined) return text;
    const word = this.#takeAny('word');
    const literals: Record<string, boolean | null> = { true: true, false: false, null: null };
    return word === undefined ? undefined : literals[word];
  }

  #take(kind: Token['kind'], value: string): boolean {
    const token = this.#tokens[this.#position];
    if (token?.kind !== kind || token.value !== value) return false;
    this.#position += 1;
    return true;
  }

  #takeAny(kind: Token['kind']): string | undefined {
    const token = this.#tokens[this.#position];
    if (token?.kind !== kind) return undefined;
    this.#position += 1;
    return token.value;
  }
}

/** Directory strings compare without regard to case. */
function isEqual(actual: unknown, wanted: string | boolean | null): boolean {
  if (typeof actual === 'string' && typeof wanted === 'string')
    return actual.toLowerCase() === wanted.toLowerCase();
  return (actual ?? null) === wanted;
}
