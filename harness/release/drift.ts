import type { Comparison } from '#harness/domain/comparison.ts';
import { worseEnds } from '#harness/domain/deciding.ts';
import { METRIC_IDS } from '#harness/domain/metric.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { JudgedRun } from './judged-run.ts';
import type { DriftUse } from '#harness/domain/scorecard.ts';

/**
 * How much of what a release may lose is lost: each change for the worse since the build that the deciding combination was compared with, as
 * its estimate says in the newest run that compared it, on the phone that lost most. A single change may be within its margin, and
 * still all of them together are too much.
 *
 * @param runs of the deciding combination, newest first
 * @param deviceModel that of the deciding combination; what other phones of these runs lost is not its drift
 */
export function driftUse(
  { driftBudgetPercent: budget }: ReleasePlan,
  runs: readonly JudgedRun[],
  deviceModel: string,
): readonly DriftUse[] {
  return METRIC_IDS.flatMap((metric): readonly DriftUse[] => {
    const budgetPercent = budget[metric];
    if (budgetPercent === undefined) return [];
    const lost = runs.map(({ run, assessment }) => {
      const ids = new Set(run.devices.filter(({ model }) => model === deviceModel).map(({ id }) => id));
      return assessment.comparisons.filter((own) => own.metric === metric && ids.has(own.deviceId)).flatMap(lossOf);
    });
    const newest = lost.find((shares) => shares.length > 0);
    return [{ metric, budgetPercent, usedPercent: newest === undefined ? null : 100 * Math.max(0, ...newest) }];
  });
}

/** As a share of the baseline, positive for the worse; none where the size is not known, or there was nothing to lose a share of. */
function lossOf(comparison: Comparison): readonly number[] {
  const { metric, change, scale, baseline } = comparison;
  if (change === null || worseEnds(comparison).length === 0) return [];
  const share = scale === 'relative' ? change.estimate : change.estimate / baseline.median.estimate;
  return Number.isFinite(share) ? [towardsWorse(metric, share)] : [];
}
