/** A value of an XML property list. Integers that a number cannot hold exactly are bigints. */
export type XmlPlistValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | readonly XmlPlistValue[]
  | { readonly [key: string]: XmlPlistValue };

/** Comments, declarations and the document type; one with rules of its own is no property list. */
const PROLOGUE = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*>/y;
const TAG = /<(\/?)([A-Za-z]+)(?:\s[^<>]*?)?(\/?)>/y;
const TEXT = /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const MAX_DEPTH = 512;

/** Reads the text of an XML property list. Throws SyntaxError for anything else. */
export function parseXmlPlist(text: string): XmlPlistValue {
  const reader = new Reader(text);
  reader.open('plist');
  const value = reader.value(0);
  reader.close('plist');
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): XmlPlistValue {
    if (depth > MAX_DEPTH) throw this.#wrong('is nested too deeply');
    const { name, isEmpty } = this.#tag();
    switch (name) {
      case 'dict':
        return isEmpty ? {} : this.#dictionary(depth);
      case 'array':
        return isEmpty ? [] : this.#array(depth);
      case 'true':
      case 'false':
        if (!isEmpty) this.close(name);
        return name === 'true';
      case 'string':
        return isEmpty ? '' : this.#content(name);
      case 'integer':
        return this.#integer(isEmpty ? '' : this.#content(name).trim());
      case 'real':
        return this.#real(isEmpty ? '' : this.#content(name).trim());
      case 'date':
        return new Date(isEmpty ? '' : this.#content(name).trim());
      case 'data':
        return Buffer.from(isEmpty ? '' : this.#content(name), 'base64');
      default:
        throw this.#wrong(`has an element <${name}>`);
    }
  }

  open(name: string): void {
    const tag = this.#tag();
    if (tag.name !== name || tag.isEmpty) throw this.#wrong(`has <${tag.name}> where <${name}> belongs`);
  }

  close(name: string): void {
    this.#skip();
    const match = this.#match(TAG);
    if (match === null || match[1] !== '/' || match[2] !== name) throw this.#wrong(`does not end its <${name}>`);
  }

  end(): void {
    this.#skip();
    if (this.#at < this.#text.length) throw this.#wrong('goes on after </plist>');
  }

  #dictionary(depth: number): XmlPlistValue {
    const entries: [string, XmlPlistValue][] = [];
    while (!this.#isClosing()) {
      const { name, isEmpty } = this.#tag();
      if (name !== 'key') throw this.#wrong(`has <${name}> where <key> belongs`);
      entries.push([isEmpty ? '' : this.#content('key'), this.value(depth + 1)]);
    }
    this.close('dict');
    return Object.fromEntries(entries);
  }

  #array(depth: number): XmlPlistValue {
    const values: XmlPlistValue[] = [];
    while (!this.#isClosing()) values.push(this.value(depth + 1));
    this.close('array');
    return values;
  }

  #integer(text: string): number | bigint {
    if (!/^[+-]?(?:\d+|0x[0-9a-f]+)$/i.test(text)) throw this.#wrong(`has the integer "${text}"`);
    const isNegative = text.startsWith('-');
    const magnitude = BigInt(text.replace(/^[+-]/, ''));
    const value = isNegative ? -magnitude : magnitude;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  #real(text: string): number {
    const value = Number(text);
    if (text === '' || Number.isNaN(value)) throw this.#wrong(`has the number "${text}"`);
    return value;
  }

  /** Text up to the end of the element, which is taken as well. */
  #content(name: string): string {
    let content = '';
    for (let match = this.#match(TEXT); match !== null; match = this.#match(TEXT)) {
      content += match[1] ?? this.#unescaped(match[2] ?? '');
    }
    const match = this.#match(TAG);
    if (match === null || match[1] !== '/' || match[2] !== name) throw this.#wrong(`does not end its <${name}>`);
    return content;
  }

  #unescaped(text: string): string {
    return text.replaceAll(/&([^;&\s]*);?/g, (whole, entity: string) => {
      const code = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(entity);
      const point = code === null ? null : Number.parseInt(code[1] ?? code[2] ?? '', code[1] === undefined ? 10 : 16);
      const character = point === null ? ENTITIES[entity] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
      if (character === undefined || !whole.endsWith(';')) throw this.#wrong(`has the reference "${whole}"`);
      return character;
    });
  }

  #tag(): { readonly name: string; readonly isEmpty: boolean } {
    this.#skip();
    const match = this.#match(TAG);
    if (match === null || match[1] === '/') throw this.#wrong('has no element where one belongs');
    return { name: match[2] ?? '', isEmpty: match[3] === '/' };
  }

  #isClosing(): boolean {
    this.#skip();
    return this.#text.startsWith('</', this.#at);
  }

  #skip(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      if (this.#match(PROLOGUE) === null) return;
    }
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #wrong(what: string): SyntaxError {
    const line = this.#text.slice(0, this.#at).split('\n').length;
    return new SyntaxError(`the XML ${what} in line ${line}`);
  }
}
