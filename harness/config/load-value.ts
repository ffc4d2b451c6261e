import { registerHooks } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BenchError } from '#harness/domain/failure.ts';
import { readNamedFile } from '#harness/files/named-file.ts';

/** The names by which a configuration may import this package. */
const OWN_NAMES = ['fastvlm-bench/config', 'fastvlm-bench'];

/**
 * What a file of JSON, JavaScript or TypeScript says: its value, or what it exports by default. Node runs TypeScript as it is.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, and CONFIG_INVALID with what went wrong in the file.
 *
 * @param file an absolute path
 */
export async function loadValue(file: string): Promise<unknown> {
  const text = await readNamedFile(file);
  if (text === null) {
    throw new BenchError('FILE_NOT_FOUND', `There is no file ${file}.`, {
      remedy: 'Name another file, or write a configuration with: fastvlm-bench init',
    });
  }
  return file.endsWith('.json') ? parsed(text, file) : imported(file);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, `is not JSON: ${messageOf(cause)}`, cause);
  }
}

async function imported(file: string): Promise<unknown> {
  findThisPackage();
  const module: { readonly default?: unknown } = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw invalid(file, `cannot be run: ${messageOf(cause)}`, cause);
  });
  if (typeof module.default === 'object' && module.default !== null) return defined(module.default);
  throw invalid(file, 'exports no object by default; write: export default { … }', null);
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
  if (!(error instanceof Error)) return String(error);
  const [place] = error instanceof SyntaxError ? (error.stack?.split('\n') ?? []) : [];
  const line = place === undefined ? null : /:(\d+)$/.exec(place);
  return line === null ? error.message : `${error.message} (line ${line[1]})`;
}

/** What is undefined counts as left out: `store: process.env.STORE`. */
function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, own]) => (own === undefined ? [] : [[key, defined(own)]])),
  );
}
