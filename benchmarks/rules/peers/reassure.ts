import { mean, variance } from '#harness/stats/moments.ts';
import { normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { median } from '#harness/stats/quantile.ts';
import type { Call } from './rule.ts';

/**
 * `computeProbability` steps down a table of z to a probability of .01 here, the first that is below
 * `PROBABILITY_CONSIDERED_SIGNIFICANT`, .02.
 */
const CRITICAL_Z = 2.326_348;
/** `MIN_SIGNIFICANT_PERCENT_DURATION_THRESHOLD`. */
const MIN_RELATIVE_CHANGE = 0.05;
/** `OUTLIER_THRESHOLD`, in median absolute deviations. */
const OUTLIER_DISTANCE = 1.4826 * 10;

/**
 * Reassure 1.4: z of the candidate's mean with the baseline's standard deviation over the root of the candidate's runs,
 * and a filter of 5 %. That the baseline's mean is noisy too is left out of z, as it is in V8's compare-baseline.py,
 * where it comes from. Outliers are taken out of both arms, as by default. Warm-up runs are the caller's.
 *
 * `buildCompareEntry`, `computeZ` and `computeProbability` in callstack/reassure@10720d3,
 * packages/compare/src/compare.ts; `findOutliers` in packages/measure/src/outlier-helpers.tsx. `score` is the p of z
 * alone: behind the filter no threshold of z would show a change below 5 %.
 */
export function reassure(baseline: readonly number[], candidate: readonly number[]): Call {
  const [before, now] = [withoutOutliers(baseline), withoutOutliers(candidate)];
  const [baselineMean, candidateMean] = [mean(before) ?? 0, mean(now) ?? 0];
  const deviation = Math.sqrt(variance(before) ?? 0);
  const z = deviation === 0 ? 1000 : Math.abs((candidateMean - baselineMean) / (deviation / Math.sqrt(now.length)));
  const relativeChange = (candidateMean - baselineMean) / baselineMean;
  return {
    isChanged: z > CRITICAL_Z && Math.abs(relativeChange) >= MIN_RELATIVE_CHANGE,
    score: 2 * normalUpperTail(z),
  };
}

/** Reassure takes a deviation of 0 for the smallest number, so that whatever differs is far out. */
function withoutOutliers(values: readonly number[]): readonly number[] {
  if (values.length <= 1) return values;
  const middle = median(values) ?? 0;
  const deviation = median(values.map((value) => Math.abs(value - middle))) ?? 0;
  const unit = deviation > 0 ? deviation : Number.EPSILON;
  return values.filter((value) => Math.abs((value - middle) / unit) <= OUTLIER_DISTANCE);
}
