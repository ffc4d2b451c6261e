/** The one place where results are printed for programs. docs/json.md has the shape of each. */
import { Option } from 'commander';
import type { World } from '#harness/cli/world.ts';
import { JSON_VERSION } from '#harness/domain/json-version.ts';

export type JsonOption = { readonly json?: boolean };

export function jsonOption(): Option {
  return new Option('--json', 'print JSON for programs, and nothing else (see: docs/json.md)');
}

/** Fields are added without a new version; a reader passes over what it does not know. */
export function printJson(shape: object, { terminal }: Pick<World, 'terminal'>): void {
  terminal.write(`${JSON.stringify({ schemaVersion: JSON_VERSION, ...shape }, null, 2)}\n`);
}

/**
 * The world of a command that ends in JSON: what it prints for a person on its way goes to stderr. It delegates to the original
 * world instead of copying it: reading the signal of a world makes the process wait for the reader.
 */
export function asideIf(isJson: boolean | undefined, world: World): World {
  if (isJson !== true) return world;
  const aside: World = Object.create(world);
  const { writeError } = world.terminal;
  return Object.assign(aside, { terminal: { write: writeError, writeError, isInteractive: false, columns: null } });
}
