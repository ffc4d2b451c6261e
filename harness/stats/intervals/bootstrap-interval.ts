import { normalQuantile, normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { quantileOfSorted } from '#harness/stats/quantile.ts';

/** An estimate, and between what bounds resampling says it may lie. */
export type BootstrapInterval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided: 0.9 leaves 5 % below and 5 % above. */
  readonly confidence: number;
};

/**
 * The bounds between which the middle `confidence` of the resamples' errors lies (Efron 1979).
 *
 * @param errors statistic of each resample less the estimate; sorted in place
 */
export function percentileInterval(estimate: number, errors: Float64Array, confidence: number): BootstrapInterval {
  errors.sort();
  return between(estimate, errors, (1 - confidence) / 2, (1 + confidence) / 2, confidence);
}

/**
 * The same with the probabilities of both bounds moved, so that they suit a statistic that is biased and whose spread
 * changes with its value: bias-corrected and accelerated (Efron 1987; Efron & Tibshirani 1993, section 14.3).
 *
 * @param acceleration how fast the standard error changes with the statistic, both in standard errors
 */
export function bcaInterval(
  estimate: number,
  errors: Float64Array,
  acceleration: number,
  confidence: number,
): BootstrapInterval {
  errors.sort();
  const bias = normalQuantile(shareBelow(errors));
  const moved = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    return normalUpperTail(-(bias + z / (1 - acceleration * z)));
  };
  return between(estimate, errors, moved((1 - confidence) / 2), moved((1 + confidence) / 2), confidence);
}

function between(
  estimate: number,
  sorted: Float64Array,
  lower: number,
  upper: number,
  confidence: number,
): BootstrapInterval {
  return {
    estimate,
    low: estimate + quantileOfSorted(sorted, lower),
    high: estimate + quantileOfSorted(sorted, upper),
    confidence,
  };
}

/** Share of the errors below zero; those at zero, but for rounding, count half. Never quite none or all. */
function shareBelow(sorted: Float64Array): number {
  const rounding = 1e-12 * Math.max(Math.abs(sorted[0] ?? 0), Math.abs(sorted.at(-1) ?? 0));
  let below = 0;
  for (const error of sorted) {
    if (error < -rounding) below += 1;
    else if (error <= rounding) below += 0.5;
  }
  return Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length;
}
