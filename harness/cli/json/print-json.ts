/** The one place where results are printed for programs. docs/json.md has the shape of each. */
import { Option } from 'commander';
import type { World } from '#harness/cli/world.ts';
import { versionedJson } from '#harness/text/versioned-json.ts';

export type JsonOption = { readonly json?: boolean };

export function jsonOption(): Option {
  return new Option('--json', 'print JSON for programs, and nothing else (see: docs/json.md)');
}

export function printJson(shape: object, { terminal }: Pick<World, 'terminal'>): void {
  terminal.write(versionedJson(shape));
}

/**
 * The world of a command that ends in JSON: what it prints for a person on its way goes to stderr. It delegates to the original
 * world instead of copying it: reading the signal of a world makes the process wait for the reader.
 */
export function asideIf(isJson: boolean | undefined, world: World): World {
  if (isJson !== true) return world;
  const aside: World = Object.create(world);
  const terminal: World['terminal'] = {
    ...world.terminal,
    write: world.terminal.writeError,
    isInteractive: false,
    columns: null,
  };
  return Object.assign(aside, { terminal });
}
