import type { Build } from '#harness/domain/build.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Exceptions } from '#harness/domain/waiver.ts';
import type { RunStore } from '#harness/ports/store.ts';
import type { JudgedRun } from '#harness/release/judged-run.ts';
import { choicesText } from '#harness/text/choices.ts';
import { setBaselineCommand } from '#harness/text/commands.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { baselineRunOf } from '#harness/workflow/store/find-baseline.ts';
import { judgeKnown } from '#harness/workflow/judge/judge-run.ts';

/** A build that a baseline of the store names. */
export type Pinned = { readonly baseline: string; readonly build: Build };

/**
 * Throws UNKNOWN_BASELINE where the store has none of that name.
 *
 * @param inStore the option that finds the same store
 */
export async function pinnedBaseline(name: string, store: RunStore, inStore: string): Promise<Pinned> {
  const entry = await store.baseline(name);
  const run = entry === null ? null : await store.load(entry.runId);
  if (run !== null) return { baseline: name, build: run.candidate };
  const names = (await store.baselines()).map((known) => known.name);
  throw new BenchError('UNKNOWN_BASELINE', `Drift is counted since the baseline "${name}", and there is none.`, {
    remedy:
      names.length === 0
        ? `Name the last release: ${setBaselineCommand(shellWord(name), 'RUN', inStore)}`
        : choicesText(name, names),
  });
}

/** More links than a release has builds; a chain of more shows nothing, as its errors add up. */
const MOST_LINKS = 100;

export type Judge = { readonly policy: RunPolicy; readonly exceptions: Exceptions };

/**
 * The runs that may link the pinned build to the candidate: from the baselines of the runs that are known back. None where each of them was
 * compared with the pinned build itself.
 *
 * @param runs of the candidate's version, newest first
 */
export async function runsBetween(
  pinned: Pinned,
  runs: readonly JudgedRun[],
  judge: Judge,
  store: RunStore,
): Promise<readonly JudgedRun[]> {
  const seen = new Set([pinned.build.id]);
  const known = new Set(runs.map(({ run }) => run.id));
  const found: JudgedRun[] = [];
  const suiteIds = new Set(runs.map(({ run }) => run.suite.id));
  const reached = runs.flatMap(({ assessment }) => assessment.baseline?.build.id ?? []);
  for (const build of reached) {
    if (seen.has(build)) continue;
    seen.add(build);
    for (const suiteId of suiteIds) {
      for (const id of await store.sessionsOf(build, suiteId)) {
        if (found.length === MOST_LINKS) return found;
        const run = known.has(id) ? null : await store.load(id);
        if (run === null || !run.isComplete) continue;
        const judged = await judgedRun(run, judge, store);
        found.push(judged);
        if (judged.assessment.baseline !== null) reached.push(judged.assessment.baseline.build.id);
      }
    }
  }
  return found;
}

/** A stored run as the gate judges it today. One whose baseline is gone compares nothing. */
export async function judgedRun(run: Run, { policy, exceptions }: Judge, store: RunStore): Promise<JudgedRun> {
  const baselineRun = await baselineRunOf(run, store).catch(() => null);
  const { assessment, decision } = await judgeKnown({ run, baselineRun, policy, exceptions }, store);
  return { run, assessment, decision };
}
