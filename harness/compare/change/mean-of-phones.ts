import type { Interval } from '#harness/domain/comparison.ts';
import { mean } from '#harness/stats/moments.ts';
import { type TInterval, tInterval } from '#harness/stats/intervals/t-interval.ts';
import type { BlockEstimate } from './block-estimate.ts';

/**
 * The mean of the changes of a model's phones, each phone counting alike: SE² = Σ SEᵤ² / U², with Satterthwaite's degrees of
 * freedom. The phones are what was measured, so nothing is claimed of other phones (fixed effects). One phone is its own
 * mean. Null where a phone has no estimate, or there is no phone.
 */
export function meanOfPhones(estimates: readonly (BlockEstimate | null)[]): BlockEstimate | null {
  const all = estimates.flatMap((estimate) => estimate ?? []);
  const [first] = all;
  if (first === undefined || all.length < estimates.length) return null;
  if (all.length === 1) return first;
  return {
    method: 'mean-of-phones',
    interval: combined(all.map(({ interval }) => interval)),
    robust: robustMean(all),
    exactP: null,
    lag1: Math.max(...all.map(({ lag1 }) => lag1)),
  };
}

function combined(intervals: readonly TInterval[]): TInterval {
  const variances = intervals.map(({ standardError }) => (standardError / intervals.length) ** 2);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const parts = intervals.map(({ degreesOfFreedom }, index) => (variances[index] ?? 0) ** 2 / degreesOfFreedom);
  const shares = parts.reduce((sum, part) => sum + part, 0);
  const freedom =
    shares === 0 ? Math.min(...intervals.map(({ degreesOfFreedom }) => degreesOfFreedom)) : total ** 2 / shares;
  const estimate = mean(intervals.map((interval) => interval.estimate)) ?? 0;
  return tInterval(estimate, Math.sqrt(total), freedom, Math.max(...intervals.map(({ confidence }) => confidence)));
}

/**
 * The phones' robust intervals as one of their mean: each end as far from it as the root of the summed squares of the
 * phones' own (method of variance estimates recovery, Zou and Donner 2008). A phone whose interval is one
 * of ranks already is its own check; null where all are.
 */
function robustMean(estimates: readonly BlockEstimate[]): Interval | null {
  if (estimates.every(({ robust }) => robust === null)) return null;
  const checks = estimates.map(({ robust, interval }) => robust ?? interval);
  const estimate = mean(checks.map((check) => check.estimate)) ?? 0;
  const reach = (of: (check: Interval) => number): number =>
    Math.hypot(...checks.map((check) => of(check) - check.estimate)) / checks.length;
  return {
    estimate,
    low: estimate - reach(({ low }) => low),
    high: estimate + reach(({ high }) => high),
    confidence: Math.max(...checks.map(({ confidence }) => confidence)),
  };
}
