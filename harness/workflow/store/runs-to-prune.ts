import type { RunEntry } from '#harness/ports/store.ts';

/**
 * The runs that nothing needs, oldest first. Kept are the newest of each suite on each device model, the runs that are needed,
 * and what kept runs are compared with.
 *
 * @param needed ids of runs that stay however old they are
 * @param keep how many of each suite on each device model; virtual, host and physical devices count apart
 */
export function runsToPrune(runs: readonly RunEntry[], needed: ReadonlySet<string>, keep: number): readonly RunEntry[] {
  const newestFirst = runs.toSorted((a, b) => compareText(b.startedAt, a.startedAt) || compareText(b.id, a.id));
  const kept = new Set(needed);
  const counts = new Map<string, number>();
  for (const run of newestFirst) {
    const models = run.deviceModels.length === 0 ? [''] : run.deviceModels;
    for (const model of models) {
      const lane = JSON.stringify([run.suiteId, run.provenance, model]);
      const count = counts.get(lane) ?? 0;
      counts.set(lane, count + 1);
      if (count < keep) kept.add(run.id);
    }
  }
  const byId = new Map(runs.map((run) => [run.id, run]));
  // A Set is walked in the order in which its members came, also those that come meanwhile.
  for (const id of kept) {
    const comparedWith = byId.get(id)?.baselineRunId ?? null;
    if (comparedWith !== null) kept.add(comparedWith);
  }
  return newestFirst.filter(({ id }) => !kept.has(id)).toReversed();
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
