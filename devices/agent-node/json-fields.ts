/**
 * A JSON object read field by field; every complaint names the place and goes through `fail`. By hand, because an app is
 * measured: loading zod would cost it 17 MiB and 70 ms.
 */
export class JsonFields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #fail: (message: string) => Error;

  constructor(value: unknown, where: string, fail: (message: string) => Error) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail(`${where} is not an object.`);
    this.#object = value as Readonly<Record<string, unknown>>;
    this.#where = where;
    this.#fail = fail;
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined && this.#object[name] !== null;
  }

  names(): readonly string[] {
    return Object.keys(this.#object);
  }

  /** As it is, for a field that may be of several kinds. */
  value(name: string): unknown {
    return this.#object[name];
  }

  text(name: string): string {
    const value = this.#object[name];
    return typeof value === 'string' ? value : this.#wrong(name, 'a text');
  }

  flag(name: string): boolean {
    const value = this.#object[name];
    return typeof value === 'boolean' ? value : this.#wrong(name, 'true or false');
  }

  number(name: string): number {
    const value = this.#object[name];
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#wrong(name, 'a number');
  }

  /** A whole number of at least `minimum`. */
  whole(name: string, minimum = 0): number {
    const value = this.#object[name];
    return isWhole(value) && value >= minimum ? value : this.#wrong(name, `a whole number of at least ${minimum}`);
  }

  wholeOrNull(name: string, minimum: number): number | null {
    return this.has(name) ? this.whole(name, minimum) : null;
  }

  /** One number or a list of numbers: token ids are written both ways. */
  wholes(name: string): readonly number[] {
    const value = this.#object[name];
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.every(isWhole) ? list : this.#wrong(name, 'whole numbers');
  }

  numbers(name: string): readonly number[] {
    const value = this.#object[name];
    const isNumbers = Array.isArray(value) && value.every((entry): entry is number => typeof entry === 'number');
    return isNumbers ? value : this.#wrong(name, 'a list of numbers');
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#object[name];
    return choices.find((choice) => choice === value) ?? this.#wrong(name, `one of ${choices.join(', ')}`);
  }

  object(name: string): JsonFields {
    return new JsonFields(this.#object[name], `${this.#where}.${name}`, this.#fail);
  }

  objects(name: string): readonly JsonFields[] {
    const value: unknown = this.#object[name];
    if (!Array.isArray(value)) return this.#wrong(name, 'a list');
    return value.map((entry: unknown, index) => new JsonFields(entry, `${this.#where}.${name}[${index}]`, this.#fail));
  }

  #wrong(name: string, expected: string): never {
    throw this.#fail(`${this.#where}.${name} must be ${expected}.`);
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
