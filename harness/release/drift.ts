import { worseEnds } from '#harness/domain/deciding.ts';
import { METRIC_IDS } from '#harness/domain/metric.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { JudgedRun } from './judged-run.ts';
import type { DriftUse } from '#harness/domain/scorecard.ts';

/**
 * How much of what a release may lose is lost: each change for the worse since the build that the deciding lane was compared with, as
 * its estimate says. A single change may be within its margin, and still all of them together are too much.
 *
 * @param runs of the deciding lane, newest first
 */
export function driftUse({ driftBudgetPercent: budget }: ReleasePlan, runs: readonly JudgedRun[]): readonly DriftUse[] {
  return METRIC_IDS.flatMap((metric): readonly DriftUse[] => {
    const budgetPercent = budget[metric];
    if (budgetPercent === undefined) return [];
    const found = runs
      .flatMap(({ assessment }) => assessment.comparisons)
      .find((own) => own.metric === metric && worseEnds(own).length > 0);
    if (found === undefined || found.change === null) return [{ metric, budgetPercent, usedPercent: null }];
    const share =
      found.scale === 'relative' ? found.change.estimate : found.change.estimate / found.baseline.median.estimate;
    return [{ metric, budgetPercent, usedPercent: Math.max(0, 100 * towardsWorse(metric, share)) }];
  });
}
