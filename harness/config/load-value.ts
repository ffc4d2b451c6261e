import { registerHooks } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { BenchError } from '#harness/domain/failure.ts';
import { fieldPath } from '#harness/domain/field-path.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
import { NotPlain, plainValue } from './plain-value.ts';

/** The names by which a configuration may import this package. */
const OWN_NAMES = ['fastvlm-bench/config', 'fastvlm-bench'];

/** A configuration may ask a server for something; no command waits for one that never comes to its end. */
const MOST_MS = 60_000;

/**
 * What a file of JSON, JavaScript or TypeScript says: its value, or what it exports by default. Node runs TypeScript as it is.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, and CONFIG_INVALID with what went wrong in the file.
 *
 * @param file an absolute path
 */
export async function loadValue(file: string, mostMs = MOST_MS): Promise<unknown> {
  const text = await readNamedFile(file);
  if (text === null) {
    throw new BenchError('FILE_NOT_FOUND', `There is no file ${file}.`, {
      remedy: 'Name another file; docs/configuration.md says what is in one.',
    });
  }
  return file.endsWith('.json') ? parsed(text, file) : imported(file, mostMs);
}

function parsed(text: string, file: string): unknown {
  try {
    // Some editors on Windows write a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(file, `is not JSON: ${messageOf(cause)}`, cause);
  }
}

async function imported(file: string, mostMs: number): Promise<unknown> {
  findThisPackage();
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const seconds = Math.ceil(mostMs / 1000);
  // It also keeps the process alive: Node ends one that waits for what nothing can settle.
  const timer = setTimeout(() => reject(invalid(file, `has not finished after ${seconds} seconds`, null)), mostMs);
  const module: { readonly default?: unknown } = await Promise.race([
    import(pathToFileURL(file).href).catch((cause: unknown) => {
      throw invalid(file, `cannot be run: ${messageOf(cause)}`, cause);
    }),
    tooLate,
  ]).finally(() => clearTimeout(timer));
  if (typeof module.default === 'object' && module.default !== null) return plain(module.default, file);
  throw invalid(file, 'has no object as its default export; write: export default { … }', null);
}

function plain(value: unknown, file: string): unknown {
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

function invalid(file: string, what: string, cause: unknown): BenchError {
  return new BenchError('CONFIG_INVALID', `${basename(file)} ${what.replace(/\.$/, '')}.`, {
    remedy: 'Correct the file; docs/configuration.md has an example.',
    cause,
  });
}

/** With the place in the file where there is one: the first line of a syntax error's stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, { breakLength: Number.POSITIVE_INFINITY });
  const [place] = error instanceof SyntaxError ? (error.stack?.split('\n') ?? []) : [];
  const line = place === undefined ? null : /:(\d+)$/.exec(place);
  return line === null ? error.message : `${error.message} (line ${line[1]})`;
}
