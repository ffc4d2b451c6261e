import type { Random } from '#harness/ports.ts';
import { quantileOfSorted } from './quantile.ts';

/** How the medians of resamples are spread. */
export type BootstrapInterval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
};

export type BootstrapOptions = {
  readonly confidence: number;
  readonly resamples: number;
  readonly random: Random;
};

/**
 * Percentile bootstrap of a median (Efron 1979): the values are drawn anew with replacement, each time the median is
 * taken, and the interval holds the middle `confidence` of those. Null of no values.
 */
export function bootstrapMedian(values: readonly number[], options: BootstrapOptions): BootstrapInterval | null {
  if (values.length === 0) return null;
  const resample = medianResampler(values, options.random);
  const medians = new Float64Array(options.resamples);
  for (let index = 0; index < medians.length; index += 1) medians[index] = resample.next();
  return percentileInterval(resample.median, medians, options.confidence);
}

/** The same of median(candidate) − median(baseline), each drawn anew on its own. Null when either has no values. */
export function bootstrapMedianDifference(
  candidate: readonly number[],
  baseline: readonly number[],
  options: BootstrapOptions,
): BootstrapInterval | null {
  if (candidate.length === 0 || baseline.length === 0) return null;
  const [first, second] = [medianResampler(candidate, options.random), medianResampler(baseline, options.random)];
  const differences = new Float64Array(options.resamples);
  for (let index = 0; index < differences.length; index += 1) differences[index] = first.next() - second.next();
  return percentileInterval(first.median - second.median, differences, options.confidence);
}

function percentileInterval(estimate: number, statistics: Float64Array, confidence: number): BootstrapInterval {
  statistics.sort();
  return {
    estimate,
    low: quantileOfSorted(statistics, (1 - confidence) / 2),
    high: quantileOfSorted(statistics, (1 + confidence) / 2),
    confidence,
  };
}

/** Draws ranks instead of values: counting how often each rank came up finds the median without sorting a resample. */
function medianResampler(values: readonly number[], random: Random): { median: number; next: () => number } {
  const sorted = Float64Array.from(values).sort();
  const size = sorted.length;
  const counts = new Uint32Array(size);
  const lowerPlace = Math.ceil(size / 2);
  const upperPlace = Math.floor(size / 2) + 1;

  function next(): number {
    counts.fill(0);
    for (let draw = 0; draw < size; draw += 1) {
      const rank = Math.floor(random.next() * size);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    let rank = 0;
    let seen = counts[0] ?? 0;
    while (seen < lowerPlace) seen += counts[++rank] ?? 0;
    const lower = sorted[rank] ?? Number.NaN;
    while (seen < upperPlace) seen += counts[++rank] ?? 0;
    return (lower + (sorted[rank] ?? Number.NaN)) / 2;
  }

  return { median: quantileOfSorted(sorted, 0.5), next };
}
