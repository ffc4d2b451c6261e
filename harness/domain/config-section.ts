import { BenchError } from './failure.ts';

/**
 * One object of a configuration file in JSON, read field by field. A field that nobody asked for is refused at the end: it
 * is a typing error. Every refusal is CONFIG_INVALID and names the file and the field.
 */
export class ConfigSection {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #source: string;
  readonly #path: string;
  readonly #remedy: string;
  readonly #asked = new Set<string>();

  private constructor(value: unknown, place: { source: string; path: string; remedy: string }) {
    this.#source = place.source;
    this.#path = place.path;
    this.#remedy = place.remedy;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.wrong('', 'must be an object');
    this.#fields = value as Readonly<Record<string, unknown>>;
  }

  /** The outermost object of a file. */
  static parse(text: string, source: string, remedy: string): ConfigSection {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new BenchError('CONFIG_INVALID', `${source} is not JSON.`, { remedy, cause });
    }
    return new ConfigSection(value, { source, path: '', remedy });
  }

  text(name: string, pattern = /./, expected = 'a text'): string {
    const value = this.#ask(name);
    if (typeof value !== 'string' || !pattern.test(value)) throw this.wrong(name, `must be ${expected}`);
    return value;
  }

  oneOf<const Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.#ask(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.wrong(name, `must be one of ${choices.join(', ')}`);
    return found;
  }

  flag(name: string): boolean {
    const value = this.#ask(name);
    if (typeof value !== 'boolean') throw this.wrong(name, 'must be true or false');
    return value;
  }

  positive(name: string): number {
    const value = this.#ask(name);
    if (typeof value !== 'number' || !(value > 0)) throw this.wrong(name, 'must be a number greater than 0');
    return value;
  }

  port(name: string): number {
    const value = this.#ask(name);
    const isPort = typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 16;
    if (!isPort) throw this.wrong(name, 'must be a port from 1 to 65535');
    return value;
  }

  section(name: string): ConfigSection {
    return this.#inner(this.#ask(name), name);
  }

  list(name: string): readonly ConfigSection[] {
    const value: unknown = this.#ask(name);
    if (!Array.isArray(value)) throw this.wrong(name, 'must be a list');
    return value.map((entry: unknown, index) => this.#inner(entry, `${name}[${index}]`));
  }

  optional<T>(name: string, read: (name: string) => T): T | undefined {
    this.#asked.add(name);
    return this.#fields[name] === undefined || this.#fields[name] === null ? undefined : read(name);
  }

  end(): void {
    const unknown = Object.keys(this.#fields).find((name) => !this.#asked.has(name));
    if (unknown !== undefined) throw this.wrong(unknown, 'is an unknown field');
  }

  wrong(name: string, what: string): BenchError {
    const place = this.#pathOf(name) || 'the file';
    return new BenchError('CONFIG_INVALID', `${this.#source}: ${place} ${what}.`, { remedy: this.#remedy });
  }

  #inner(value: unknown, name: string): ConfigSection {
    return new ConfigSection(value, { source: this.#source, path: this.#pathOf(name), remedy: this.#remedy });
  }

  #ask(name: string): unknown {
    this.#asked.add(name);
    return this.#fields[name];
  }

  #pathOf(name: string): string {
    return [this.#path, name].filter((part) => part !== '').join('.');
  }
}
