/** The events file breaks a rule of the protocol; the code says which one. */
export class EventsFault extends Error {
  readonly code: EventsFaultCode;

  constructor(code: EventsFaultCode, message: string) {
    super(message);
    this.name = 'EventsFault';
    this.code = code;
  }
}

/** What can be wrong with an events file; docs/agent-protocol.md explains each one. */
export type EventsFaultCode =
  | 'EVENTS_EMPTY'
  | 'EVENTS_TORN'
  | 'EVENTS_TOO_LARGE'
  | 'EVENTS_LINE_TOO_LONG'
  | 'EVENTS_ENCODING'
  | 'EVENTS_MALFORMED'
  | 'EVENTS_PROTOCOL'
  | 'EVENTS_NONCE'
  | 'EVENTS_ORDER'
  | 'EVENTS_CLOCK'
  | 'EVENTS_PLAN'
  | 'EVENTS_ANSWERS'
  | 'EVENTS_COUNT'
  | 'EVENTS_HASH'
  | `AGENT_${string}`;

const SHA256 = /^[0-9a-f]{64}$/;

/** A JSON object of one line, read field by field; a field of another type or range is EVENTS_MALFORMED. */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #where: string;

  constructor(object: unknown, where: string) {
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      throw new EventsFault('EVENTS_MALFORMED', `${where} is not an object.`);
    }
    this.#object = object as Readonly<Record<string, unknown>>;
    this.#where = where;
  }

  text(name: string): string {
    const value = this.#object[name];
    if (typeof value !== 'string') throw this.#wrong(name, 'a text', value);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#object[name];
    if (typeof value !== 'boolean') throw this.#wrong(name, 'true or false', value);
    return value;
  }

  /** A whole number from 0 to 2^53 − 1: indices, bytes and nanoseconds. */
  count(name: string): number {
    const value = this.#object[name];
    if (!isCount(value)) throw this.#wrong(name, 'a whole number of at least 0', value);
    return value;
  }

  /** A finite number of at least 0, or null when the field is absent or null. */
  optionalAmount(name: string): number | null {
    const value = this.#object[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw this.#wrong(name, 'a number of at least 0', value);
    }
    return value;
  }

  /** 64 hexadecimal digits. */
  sha256(name: string): string {
    const value = this.text(name);
    if (!SHA256.test(value)) throw this.#wrong(name, '64 hexadecimal digits', value);
    return value;
  }

  optionalText(name: string): string | null {
    return this.#object[name] === undefined || this.#object[name] === null ? null : this.text(name);
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#object[name];
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw this.#wrong(name, `one of ${choices.join(', ')}`, value);
    return choice;
  }

  /** Null where the field is absent or null. */
  oneOfIfPresent<const Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    return (this.#object[name] ?? null) === null ? null : this.oneOf(name, choices);
  }

  flagIfPresent(name: string): boolean | null {
    return (this.#object[name] ?? null) === null ? null : this.flag(name);
  }

  counts(name: string): readonly number[] {
    const value = this.#object[name];
    if (!Array.isArray(value) || !value.every(isCount)) throw this.#wrong(name, 'a list of whole numbers', value);
    return value;
  }

  object(name: string): Fields {
    return new Fields(this.#object[name], `${this.#where}, field ${name}`);
  }

  objects(name: string): readonly Fields[] {
    const value: unknown = this.#object[name];
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list', value);
    return value.map((entry: unknown, index) => new Fields(entry, `${this.#where}, field ${name}[${index}]`));
  }

  #wrong(name: string, expected: string, value: unknown): EventsFault {
    const shown = value === undefined ? 'nothing' : excerpt(JSON.stringify(value));
    return new EventsFault('EVENTS_MALFORMED', `${this.#where}: field ${name} must be ${expected}, not ${shown}.`);
  }
}

/** Enough of a foreign text to recognise it, without line breaks or control characters. */
export function excerpt(text: string): string {
  const printable = text.slice(0, 81).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{fffd}');
  return text.length > 80 ? `${printable.slice(0, 80)}…` : printable;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
