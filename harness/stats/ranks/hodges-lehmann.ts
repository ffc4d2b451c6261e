import { normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { signedRankProbabilities, uProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import {
  betweenRanks,
  type CriticalRank,
  exactCriticalRank,
  normalCriticalRank,
  type RankInterval,
} from '#harness/stats/intervals/rank-interval.ts';
import { type SortedValues, sortValues } from '#harness/stats/sorted-values.ts';
import type { Placements } from './placements.ts';
import { rankedDifferences, rankedPairSums } from './ranked-sums.ts';

/** Where values lie, or how far two samples lie apart, by the medians of Hodges and Lehmann. */
export type ShiftInterval = RankInterval;

/** Beyond this many values in a sample the normal distribution is as good. */
const MAX_EXACT = 50;

/**
 * Centre of a symmetric distribution: the median of the means of all pairs, each value with itself too (Hodges &
 * Lehmann 1963), between those of them that Wilcoxon's signed-rank test does not reject (Tukey 1949; Hollander &
 * Wolfe 3.3). Equal values make it hold no less often. Where the values are too few for `confidence` the interval
 * reaches over all of them, and `attained` says how little that is: five values hold no more than 93.75 %. Null of no
 * values.
 */
export function hodgesLehmann(values: readonly number[], confidence: number): ShiftInterval | null {
  const n = values.length;
  if (n === 0) return null;
  const { count, at } = rankedPairSums(sortValues(values));
  // Halving keeps the order.
  return betweenRanks({ count, at: (rank) => at(rank) / 2 }, signedRankCritical(n, confidence), confidence);
}

/**
 * How far `candidate` lies above `baseline`, two independent samples of one shape: the median of all differences
 * between them (Hodges & Lehmann 1963), between those of them that the Mann–Whitney test does not reject (Moses 1953;
 * Hollander & Wolfe 4.3). Equal and few values as above. Null when either has no values.
 */
export function hodgesLehmannShift(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence: number,
): ShiftInterval | null {
  return shiftOfSorted(sortValues(candidate), sortValues(baseline), confidence);
}

/** The same of samples that are sorted already. */
export function shiftOfSorted(
  candidate: SortedValues,
  baseline: SortedValues,
  confidence: number,
): ShiftInterval | null {
  const [first, second] = [candidate.length, baseline.length];
  if (first === 0 || second === 0) return null;
  return betweenRanks(rankedDifferences(candidate, baseline), uCritical(first, second, confidence), confidence);
}

/**
 * One-sided exact p of "`candidate` lies above `baseline` by at most a shift": that of the Mann–Whitney statistic of the
 * shifted samples. Agrees with the interval: where `attained` reaches `confidence`, p is at most (1 − confidence) / 2 just
 * where the lower bound is above the shift. Null when either has no values.
 *
 * @param placements `placementsAbove` the shift: differences that equal it count against it, so that ties never make p too small
 */
export function uUpperTail(placements: Placements): number | null {
  const { first, second, above } = placements;
  if (first === 0 || second === 0) return null;
  if (Math.max(first, second) > MAX_EXACT) {
    const deviation = Math.sqrt((first * second * (first + second + 1)) / 12);
    return normalUpperTail((above - 0.5 - (first * second) / 2) / deviation);
  }
  return uTails(first, second)[above] ?? 1;
}

/** Probability at index u that the statistic is at least u. */
const tails = new Map<number, Float64Array>();

/** @param first at most MAX_EXACT, as `second` */
function uTails(first: number, second: number): Float64Array {
  const key = first * (MAX_EXACT + 1) + second;
  const remembered = tails.get(key);
  if (remembered !== undefined) return remembered;
  const summed = Float64Array.from(uProbabilities(first, second));
  // From the far end, so that small tails keep their digits.
  for (let u = summed.length - 2; u >= 0; u -= 1) summed[u] = (summed[u] ?? 0) + (summed[u + 1] ?? 0);
  tails.set(key, summed);
  return summed;
}

function signedRankCritical(n: number, confidence: number): CriticalRank {
  return remember(signedRanks, confidence, n, () => {
    if (n > MAX_EXACT) {
      const variance = (n * (n + 1) * (2 * n + 1)) / 24;
      return normalCriticalRank((n * (n + 1)) / 4, Math.sqrt(variance), confidence);
    }
    const ranks = Array.from({ length: n }, (_, index) => index + 1);
    return exactCriticalRank(signedRankProbabilities(ranks), confidence);
  });
}

function uCritical(first: number, second: number, confidence: number): CriticalRank {
  return remember(uRanks, confidence, first * MOST_VALUES + second, () => {
    if (Math.max(first, second) > MAX_EXACT) {
      const variance = (first * second * (first + second + 1)) / 12;
      return normalCriticalRank((first * second) / 2, Math.sqrt(variance), confidence);
    }
    return exactCriticalRank(uProbabilities(first, second), confidence);
  });
}

/** A run asks for the rank of a few sample sizes thousands of times; it depends on nothing else. */
type CriticalRanks = Map<number, Map<number, CriticalRank>>;

const signedRanks: CriticalRanks = new Map();
const uRanks: CriticalRanks = new Map();
/** More values than a sample can have, so that two sizes make one number. */
const MOST_VALUES = 2 ** 26;

function remember(ranks: CriticalRanks, confidence: number, sizes: number, find: () => CriticalRank): CriticalRank {
  const known = ranks.get(confidence) ?? new Map<number, CriticalRank>();
  ranks.set(confidence, known);
  const rank = known.get(sizes) ?? find();
  known.set(sizes, rank);
  return rank;
}
