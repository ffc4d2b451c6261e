/** Test support: evidence bundles in the folder of a lab, and a machine that has never seen their runs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Commands, Ended } from '#harness/cli/world.fixture.ts';

/** @param phones is asked at each call: a lab is there once its tests begin */
export function bundlesOf(phones: () => Pick<Commands, 'folder' | 'benchIn'>) {
  const at = (...names: readonly string[]): string => join(phones().folder, ...names);
  const read = (name: string): Buffer => readFileSync(at(name));
  return {
    at,
    read,
    /** What each line of a bundle holds. */
    partsIn: (name: string) =>
      read(name)
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).part),
    /** Verifies a bundle, by its name or its content, in the folder `elsewhere`. */
    verify: async (bundle: string | Buffer, ...options: readonly string[]): Promise<Ended> => {
      if (typeof bundle !== 'string') writeFileSync(at('changed.bundle'), bundle);
      const name = typeof bundle === 'string' ? bundle : 'changed.bundle';
      return phones().benchIn('elsewhere', 'verify', join('..', name), ...options);
    },
  };
}
