import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs as earlier formats have written them. `alone`, `remeasured` and `stored` are real runs of format 2 on a virtual phone,
 * the paths of their builds shortened. `of-version-1` is derived from `alone` by leaving out what format 1 did not have: no
 * real one is left.
 */
export const OLD_RUNS = ['of-version-1', 'alone', 'remeasured', 'stored'] as const;
export type OldRun = (typeof OLD_RUNS)[number];

export function oldRunText(name: OldRun): string {
  return readFileSync(join(import.meta.dirname, `${name}.run.json`), 'utf8');
}

export function oldRun(name: OldRun): Readonly<Record<string, unknown>> & { readonly launches: readonly unknown[] } {
  return JSON.parse(oldRunText(name)) as ReturnType<typeof oldRun>;
}

/** The same run as its journal, as a measurement that was stopped after some launches has left it. */
export function oldJournalText(name: OldRun, launches: number): string {
  const { launches: all, endedAt: _end, isComplete: _complete, skipped: _skipped, ...header } = oldRun(name);
  return [header, ...all.slice(0, launches)].map((line) => `${JSON.stringify(line)}\n`).join('');
}
