import type { BaselineEntry, BaselineMove, RunEntry } from '#harness/ports/store.ts';
import type { RemovedRun } from '#harness/workflow/store/remove-run.ts';

/** Stored runs, newest first, and folders of runs that can be resumed. */
export function runsJson(runs: readonly RunEntry[], unfinishedFolders: readonly string[]): object {
  return { runs, unfinishedFolders };
}

export function removedRunJson({ id, folder }: RemovedRun): object {
  return { runId: id, folder };
}

/** Baselines with what is known of their runs; null where the store has the run no longer. */
export function baselinesJson(entries: readonly BaselineEntry[], runs: readonly RunEntry[]): object {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return {
    baselines: entries.map(({ name, runId, setAt }) => {
      const run = byId.get(runId);
      const { suiteId = null, candidateLabel = null, provenance = null } = run ?? {};
      return { name, runId, setAt, suiteId, candidateLabel, provenance };
    }),
  };
}

/** Moves of baselines, first to last. */
export function movesJson(moves: readonly BaselineMove[]): object {
  return { moves };
}
