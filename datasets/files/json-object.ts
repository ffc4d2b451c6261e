import { type NumberedId, numberedId } from './numbered-id.ts';
import { BenchError } from '#harness/domain/failure.ts';

/**
 * An object of a file together with where it stands, so that an error names the place. Its errors are DATASET_INVALID.
 */
export class JsonObject {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #where: () => string;
  readonly #remedy: string;

  constructor(value: unknown, where: () => string, remedy: string) {
    this.#where = where;
    this.#remedy = remedy;
    if (!isObject(value)) throw this.#broken('is not an object');
    this.#value = value;
  }

  /** A whole number from 0 or a text that is not empty. */
  anyId(key: string): NumberedId {
    return numberedId(this.written(key));
  }

  /** The same as it is written. */
  written(key: string): number | string {
    const value = this.#value[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.invalid(key, 'a whole number or a text');
  }

  /** Undefined where the field is missing. */
  optionalText(key: string): string | undefined {
    return this.#value[key] === undefined ? undefined : this.text(key);
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined;
  }

  /** A whole number from 0. */
  id(key: string): number {
    const value = this.#value[key];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.invalid(key, 'a whole number');
  }

  text(key: string): string {
    const value = this.#value[key];
    if (typeof value === 'string') return value;
    throw this.invalid(key, 'a text');
  }

  object(key: string): JsonObject {
    return new JsonObject(this.#value[key], () => `${this.#where()}.${key}`, this.#remedy);
  }

  items(key: string): readonly unknown[] {
    const value = this.#value[key];
    if (Array.isArray(value)) return value;
    throw this.invalid(key, 'a list');
  }

  list(key: string): readonly JsonObject[] {
    return this.items(key).map(
      (item, index) => new JsonObject(item, () => `${this.#where()}.${key}[${index}]`, this.#remedy),
    );
  }

  texts(key: string): readonly string[] {
    return this.items(key).map((item) => {
      if (typeof item === 'string') return item;
      throw this.invalid(key, 'a list of texts');
    });
  }

  ids(key: string): readonly number[] {
    return this.items(key).map((item) => {
      if (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0) return item;
      throw this.invalid(key, 'a list of whole numbers');
    });
  }

  isText(key: string): boolean {
    return typeof this.#value[key] === 'string';
  }

  isTrue(key: string): boolean {
    return this.#value[key] === true;
  }

  isList(key: string): boolean {
    return Array.isArray(this.#value[key]);
  }

  invalid(key: string, expected: string): BenchError {
    return this.#broken(`should be ${expected}`, `.${key}`);
  }

  #broken(what: string, place = ''): BenchError {
    return new BenchError('DATASET_INVALID', `${this.#where()}${place} ${what}.`, { remedy: this.#remedy });
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
