import type { Run } from '#harness/domain/run.ts';
import { withLevelChanges } from '#harness/history/level-changes.ts';
import type { RunStore, Trend } from '#harness/ports/store.ts';

/** As many as `history` shows. */
const MOST_RUNS = 30;

/** How the run's suite moved up to this run, and which baselines were set to runs on the way: the same whenever it is asked. */
export async function trendOf(run: Run, store: RunStore): Promise<Trend> {
  const history = await store.history({ suiteId: run.suite.id, runs: MOST_RUNS, until: run.startedAt });
  const known = new Set(history.runs.map(({ id }) => id));
  const baselines = (await store.baselineMoves()).flatMap(({ name, runId }) =>
    runId !== null && known.has(runId) ? [{ name, runId }] : [],
  );
  return { runs: history.runs, series: withLevelChanges(history.series), baselines };
}
