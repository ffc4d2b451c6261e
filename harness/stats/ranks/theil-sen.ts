import { quantileOfSorted } from '#harness/stats/quantile.ts';
import { fallingPairProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import {
  betweenRanks,
  type CriticalRank,
  exactCriticalRank,
  normalCriticalRank,
  type RankInterval,
} from '#harness/stats/intervals/rank-interval.ts';
import { rankedNumbers } from './ranked-sums.ts';

/** Beyond this many values the normal distribution is as good. */
const MAX_EXACT = 50;

/**
 * Slope of values that follow each other at equal steps: the median of the slopes of all pairs (Theil 1950, Sen 1968).
 * Up to 29 % of the values may be outliers. In the values' unit a step; null of fewer than two values.
 */
export function theilSenSlope(values: readonly number[]): number | null {
  const slopes = sortedSlopes(values);
  return slopes.length === 0 ? null : quantileOfSorted(slopes, 0.5);
}

/**
 * The same with its interval: the slopes that leave no trend behind by Kendall's test (Sen 1968; Gilbert 1987, 16.5).
 * Exact up to 50 values; equal values make it hold no less often. Where the values are too few for `confidence` it
 * reaches over all slopes, and `attained` says how little that is: four values hold no more than 91.7 %.
 */
export function theilSenInterval(values: readonly number[], confidence: number): RankInterval | null {
  const slopes = sortedSlopes(values);
  if (slopes.length === 0) return null;
  return betweenRanks(rankedNumbers(slopes), critical(values.length, confidence), confidence);
}

function sortedSlopes(values: readonly number[]): Float64Array {
  const slopes: number[] = [];
  values.forEach((later, laterIndex) => {
    for (let index = 0; index < laterIndex; index += 1) {
      slopes.push((later - (values[index] ?? Number.NaN)) / (laterIndex - index));
    }
  });
  return Float64Array.from(slopes).sort();
}

function critical(n: number, confidence: number): CriticalRank {
  if (n <= MAX_EXACT) {
    const untied = Array.from({ length: n }, () => 1);
    return exactCriticalRank(fallingPairProbabilities(untied), confidence);
  }
  const pairs = (n * (n - 1)) / 2;
  return normalCriticalRank(pairs / 2, Math.sqrt((pairs * (2 * n + 5)) / 36), confidence);
}
