import { addFlips, countFlips, type FlipCount, NO_FLIPS } from '#harness/compare/answers/flips.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import type { RunStore } from '#harness/ports/store.ts';

/** How answers flipped between two builds, and in how many stored runs that was seen. */
export type SeenFlips = FlipCount & { readonly runs: number };

/** Stored runs that are looked at, newest first: older builds say less of the next one. */
const RUNS_LOOKED_AT = 20;

/** How flips of this dataset looked in stored runs; nothing where no run compared two builds on it. */
export async function seenFlips(dataset: string, store: RunStore): Promise<SeenFlips> {
  let seen = { ...NO_FLIPS, runs: 0 };
  for (const { id } of (await store.list()).slice(0, RUNS_LOOKED_AT)) {
    const run = await store.load(id);
    if (run === null) continue;
    const runId = baselineRunId(run);
    const baselineRun = runId === null ? null : await store.load(runId);
    const counted = countFlips(run, baselineRun, dataset);
    if (counted.questions > 0) seen = { ...addFlips(seen, counted), runs: seen.runs + 1 };
  }
  return seen;
}
