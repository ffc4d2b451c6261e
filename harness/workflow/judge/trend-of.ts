import type { Run } from '#harness/domain/run.ts';
import { withLevelChanges } from '#harness/history/level-changes.ts';
import type { RunStore, Trend } from '#harness/ports/store.ts';

/** As many as `history` shows. */
const MOST_RUNS = 30;

/**
 * How the run's suite moved on one branch up to this run, and which baselines were set to runs on the way: the same whenever it is
 * asked. The branch is that of the run, or the one that its pull request merges into: runs of other branches between those of one
 * would look like changes of it.
 */
export async function trendOf({ id, suite, startedAt, source = {} }: Run, store: RunStore): Promise<Trend> {
  const branch = source.baseBranch ?? source.branch ?? null;
  const history = await store.history({ suiteId: suite.id, runs: MOST_RUNS, until: startedAt, branch, andRun: id });
  const known = new Set(history.runs.map(({ id }) => id));
  const baselines = (await store.baselineMoves()).flatMap(({ name, runId }) =>
    runId !== null && known.has(runId) ? [{ name, runId }] : [],
  );
  return { runs: history.runs, branch, series: withLevelChanges(history.series), baselines };
}
