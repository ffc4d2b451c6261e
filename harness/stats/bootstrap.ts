import type { Random } from '#harness/ports.ts';
import { quantileOfSorted } from './quantile.ts';
import { createRandom } from './random.ts';

/** How the medians of resamples are spread. */
export type BootstrapInterval = {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
};

/**
 * Where the medians of resamples lie among the sorted values, drawn once for each sample size: two ranks a resample, the
 * lower and the upper middle one. Samples of one size share them, whatever their values.
 */
export type Resampling = (size: number, sample: 'first' | 'second') => Uint32Array;

/** A source of resamples; the same seed gives the same ones, in whatever order they are asked for. */
export function createResampling(seed: number, resamples: number): Resampling {
  const drawn = new Map<string, Uint32Array>();
  return (size, sample) => {
    const key = `${sample} sample of ${size}`;
    const ranks = drawn.get(key) ?? drawMedianRanks(size, resamples, createRandom(seed, key));
    drawn.set(key, ranks);
    return ranks;
  };
}

/**
 * Percentile bootstrap of a median (Efron 1979): the values are drawn anew with replacement, each time the median is
 * taken, and the interval holds the middle `confidence` of those. Null of no values.
 */
export function bootstrapMedian(
  values: readonly number[],
  confidence: number,
  resampling: Resampling,
): BootstrapInterval | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const medians = mediansAt(sorted, resampling(sorted.length, 'first'));
  return percentileInterval(quantileOfSorted(sorted, 0.5), medians, confidence);
}

/** The same of median(candidate) − median(baseline), each drawn anew on its own. Null when either has no values. */
export function bootstrapMedianDifference(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence: number,
  resampling: Resampling,
): BootstrapInterval | null {
  if (candidate.length === 0 || baseline.length === 0) return null;
  const [first, second] = [Float64Array.from(candidate).sort(), Float64Array.from(baseline).sort()];
  const subtracted = mediansAt(second, resampling(second.length, 'second'));
  const differences = mediansAt(first, resampling(first.length, 'first')).map(
    (median, index) => median - (subtracted[index] ?? Number.NaN),
  );
  return percentileInterval(quantileOfSorted(first, 0.5) - quantileOfSorted(second, 0.5), differences, confidence);
}

function mediansAt(sorted: Float64Array, ranks: Uint32Array): Float64Array {
  const medians = new Float64Array(ranks.length / 2);
  for (let index = 0; index < medians.length; index += 1) {
    const lower = sorted[ranks[2 * index] ?? 0] ?? Number.NaN;
    const upper = sorted[ranks[2 * index + 1] ?? 0] ?? Number.NaN;
    medians[index] = (lower + upper) / 2;
  }
  return medians;
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

/** Counting how often each rank came up finds the middle of a resample without sorting it. */
function drawMedianRanks(size: number, resamples: number, random: Random): Uint32Array {
  const ranks = new Uint32Array(2 * resamples);
  const counts = new Uint32Array(size);
  const lowerPlace = Math.ceil(size / 2);
  const upperPlace = Math.floor(size / 2) + 1;
  for (let resample = 0; resample < resamples; resample += 1) {
    counts.fill(0);
    for (let draw = 0; draw < size; draw += 1) {
      const rank = Math.floor(random.next() * size);
      counts[rank] = (counts[rank] ?? 0) + 1;
    }
    let rank = 0;
    let seen = counts[0] ?? 0;
    while (seen < lowerPlace) seen += counts[++rank] ?? 0;
    ranks[2 * resample] = rank;
    while (seen < upperPlace) seen += counts[++rank] ?? 0;
    ranks[2 * resample + 1] = rank;
  }
  return ranks;
}
