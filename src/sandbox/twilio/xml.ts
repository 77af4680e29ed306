/** An element of an XML document, as far as TwiML needs it: no namespaces, no document types. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  /** Elements and text, in order; entities resolved, comments gone. */
  children: readonly (XmlElement | string)[];
}

/** What is not well-formed, with the line it stands in. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const NAME = /[A-Za-z_:][\w:.-]*/y;
const SPACE = /[\t\n\r ]*/y;
const DECLARATION = /<\?xml[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"1\.[01]"|'1\.[01]')[^?]*\?>/y;
const COMMENT = /<!--(?:(?!--)[^])*-->/y;
const INSTRUCTION = /<\?(?!xml[\t\n\r ?])[^]*?\?>/iy;
const CDATA = /<!\[CDATA\[([^]*?)\]\]>/y;
const TEXT = /[^<]+/y;
const ATTRIBUTE_VALUE = /"[^"<]*"|'[^'<]*'/y;
const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));|&/g;
/** Everything but these may stand in a document, neither as it is nor as a reference: XML 1.0, section 2.2. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Reads a document strictly. Throws `XmlError` where a parser that follows the standard stops. */
export function parseXml(text: string): XmlElement {
  const reader = new XmlReader(text);
  reader.refuseForbidden();
  reader.take(DECLARATION);
  reader.skipAsides();
  const root = reader.element();
  reader.skipAsides();
  if (!reader.atEnd) reader.fail('content after the root element');
  return root;
}

/** The text of an element and of everything in it. */
export function textOf({ children }: XmlElement): string {
  return children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

class XmlReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  fail(what: string): never {
    throw new XmlError(`${what} (line ${this.#text.slice(0, this.#at).split('\n').length})`);
  }

  refuseForbidden(): void {
    const found = FORBIDDEN.exec(this.#text);
    this.#at = found?.index ?? 0;
    if (found) this.fail('a character that XML does not allow');
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match ?? undefined;
  }

  /** White space, comments and processing instructions around the root. */
  skipAsides(): void {
    let before: number;
    do {
      before = this.#at;
      this.take(SPACE);
      if (!this.take(COMMENT)) this.take(INSTRUCTION);
    } while (this.#at > before);
  }

  element(): XmlElement {
    if (!this.#takes('<')) this.fail('an element was expected');
    const name = this.take(NAME)?.[0] ?? this.fail('the name of an element was expected');
    const attributes = this.#attributes();
    if (this.#takes('/>')) return { name, attributes, children: [] };
    if (!this.#takes('>')) this.fail(`<${name}> is not closed with >`);
    const children = this.#children();
    if (!this.#takes(`</${name}`)) this.fail(`</${name}> was expected`);
    this.take(SPACE);
    if (!this.#takes('>')) this.fail(`</${name} is not closed with >`);
    return { name, attributes, children };
  }

  #attributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    for (;;) {
      const spaced = (this.take(SPACE)?.[0].length ?? 0) > 0;
      const name = this.take(NAME)?.[0];
      if (name === undefined) return attributes;
      if (!spaced) this.fail(`a space was expected before ${name}`);
      if (attributes.has(name)) this.fail(`${name} stands there twice`);
      this.take(SPACE);
      if (!this.#takes('=')) this.fail(`${name} has no value`);
      this.take(SPACE);
      const quoted = this.take(ATTRIBUTE_VALUE)?.[0] ?? this.fail(`the value of ${name} is not quoted`);
      attributes.set(name, this.#resolve(quoted.slice(1, -1).replace(/[\t\n\r]/g, ' ')));
    }
  }

  #children(): (XmlElement | string)[] {
    const children: (XmlElement | string)[] = [];
    for (;;) {
      const text = this.take(TEXT)?.[0];
      const cdata = text === undefined ? this.take(CDATA)?.[1] : undefined;
      if (text !== undefined) children.push(this.#resolve(text));
      else if (cdata !== undefined) children.push(cdata);
      else if (this.take(COMMENT) || this.take(INSTRUCTION)) continue;
      else if (this.#text.startsWith('</', this.#at) || this.atEnd) return children;
      else children.push(this.element());
    }
  }

  #resolve(text: string): string {
    if (text.includes(']]>')) this.fail(']]> in text');
    return text.replace(REFERENCE, (_whole, hex?: string, decimal?: string, name?: string) => {
      const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
      const character =
        code === undefined ? ENTITIES[name ?? ''] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
      if (character === undefined || FORBIDDEN.test(character)) this.fail('a reference that means nothing');
      return character;
    });
  }

  #takes(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }
}
