/** Why a value is not of the kind that a file of JSON could hold, and where in it. */
export class NotPlain extends Error {
  /** Of the part, as keys and places in lists. */
  readonly path: readonly (string | number)[];
  /** What it is instead. */
  readonly what: string;

  constructor(path: readonly (string | number)[], what: string) {
    super(what);
    this.path = path;
    this.what = what;
  }
}

/** No setting lies deeper; what does is a list that holds itself, or is meant for something else. */
const DEEPEST = 64;

/**
 * A copy of what a program exports as its configuration, of plain objects, lists, texts, numbers, true, false and null. What is
 * undefined counts as left out: `store: process.env.STORE`. Everything else is refused: a `Map` has no fields of its own, so what it
 * holds would be left out in silence. Throws NotPlain, and whatever a getter throws.
 */
export function plainValue(value: unknown, path: readonly (string | number)[] = []): unknown {
  if (path.length > DEEPEST) throw new NotPlain(path.slice(0, 4), 'is nested too deep, or holds itself');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new NotPlain(path, `is ${value}`);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => plainValue(item, [...path, index]));
  if (typeof value !== 'object' || !isPlain(value)) throw new NotPlain(path, `is ${kindOf(value)}`);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, own]) => (own === undefined ? [] : [[key, plainValue(own, [...path, key])]])),
  );
}

/** Made by `{}`, here or in another realm, or a module. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === undefined ? 'undefined' : `a ${typeof value}`;
  return value instanceof Promise ? 'a Promise: await it' : `a ${nameOf(value)}, not a plain object`;
}

function nameOf(value: object): string {
  const made: unknown = value.constructor;
  return typeof made === 'function' && made.name !== '' ? made.name : 'class of its own';
}
