import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { BenchError } from '#harness/domain/failure.ts';
import { fieldPath } from '#harness/domain/field-path.ts';
import { placeInJson, type TextPlace } from '#harness/domain/json-place.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
import { NotPlain, plainValue } from './plain-value.ts';

/** The names by which a configuration may import this package. */
const OWN_NAMES = ['fastvlm-bench/config', 'fastvlm-bench'];

/** A configuration may ask a server for something; no command waits for one that never comes to its end. */
const MOST_MS = 60_000;

/** What a file says, and where; `text` is missing of a program. */
export type Loaded = { readonly value: unknown; readonly file: string; readonly text?: string };

/**
 * What a file of JSON, JavaScript or TypeScript says: its value, or what it exports by default. Node runs TypeScript as it is.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, and CONFIG_INVALID with what went wrong in the file.
 *
 * @param file an absolute path
 * @param source what people call it
 */
export async function loadValue(file: string, source: string, mostMs = MOST_MS): Promise<Loaded> {
  const text = await readNamedFile(file);
  if (text === null) {
    throw new BenchError('FILE_NOT_FOUND', `There is no file ${file}.`, {
      remedy: 'Name another file; docs/configuration.md says what is in one.',
    });
  }
  const named = { file, source };
  if (!file.endsWith('.json')) return { file, value: await imported(named, mostMs) };
  return { file, text, value: parsed(text, named) };
}

type Named = Pick<Loaded, 'file'> & { readonly source: string };

function parsed(text: string, file: Named): unknown {
  try {
    // Some editors on Windows write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(file, `is not JSON: ${messageOf(cause)}`, cause, placeInJson(text, ''));
  }
}

async function imported(file: Named, mostMs: number): Promise<unknown> {
  findThisPackage();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const seconds = Math.ceil(mostMs / 1000);
  // It also keeps the process alive: Node ends one that waits for what nothing can settle.
  const timer = setTimeout(() => reject(invalid(file, `has not finished after ${seconds} seconds`, null)), mostMs);
  const module: { readonly default?: unknown } = await Promise.race([
    import(pathToFileURL(file.file).href).catch((cause: unknown) => {
      const place = placeOf(cause, file.file);
      const message = messageOf(cause);
      const isNamed = place.line === undefined || / \(line \d+\)$/.test(message);
      throw invalid(file, `cannot be run: ${message}${isNamed ? '' : ` (line ${place.line})`}`, cause, place);
    }),
    tooLate,
  ]).finally(() => clearTimeout(timer));
  if (typeof module.default === 'object' && module.default !== null) return plain(module.default, file);
  throw invalid(file, 'has no object as its default export; write: export default { … }', null);
}

function plain(value: unknown, file: Named): unknown {
  try {
    return plainValue(value);
  } catch (cause) {
    if (!(cause instanceof NotPlain)) throw invalid(file, `cannot be read: ${messageOf(cause)}`, cause);
    const place = fieldPath(cause.path);
    throw invalid(file, `${place === '' ? 'has a default export that' : `has ${place}, which`} ${cause.what}`, cause);
  }
}

let isFound = false;

/**
 * A configuration may import this package by its name wherever the package lies: when it is run by npx, or installed for all
 * projects, no folder above the configuration has it.
 */
function findThisPackage(): void {
  if (isFound) return;
  isFound = true;
  const own = new Map(OWN_NAMES.map((name) => [name, import.meta.resolve(name)]));
  registerHooks({
    resolve: (specifier, context, next) => {
      const url = own.get(specifier);
      if (url === undefined) return next(specifier, context);
      try {
        return next(specifier, context);
      } catch {
        return { url, shortCircuit: true };
      }
    },
  });
}

function invalid({ file, source }: Named, what: string, cause: unknown, at: Partial<TextPlace> = {}): BenchError {
  return new BenchError('CONFIG_INVALID', `${source} ${what.replace(/\.$/, '')}.`, {
    remedy: 'Correct the file; docs/configuration.md has an example.',
    cause,
    place: { file, ...at },
  });
}

/** The first line of a file that the stack of an error names; empty where it names none. */
function placeOf(error: unknown, file: string): Partial<TextPlace> {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = [pathToFileURL(file).href, file].flatMap((name) => stack.split(`${name}:`).slice(1, 2));
  const line = /^\d+/.exec(place[0] ?? '');
  return line === null ? {} : { line: Number(line[0]) };
}

/** With the place in the file where there is one: the first line of a syntax error's stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { breakLength: Number.POSITIVE_INFINITY });
  const [place] = error instanceof SyntaxError ? (error.stack?.split('\n') ?? []) : [];
  const line = place === undefined ? null : /:(\d+)$/.exec(place);
  return line === null ? error.message : `${error.message} (line ${line[1]})`;
}
