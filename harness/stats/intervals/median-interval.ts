import { atMostHeads } from '#harness/stats/distributions/fair-coin.ts';
import { quantileOfSorted } from '#harness/stats/quantile.ts';
import { sortValues } from '#harness/stats/sorted-values.ts';

/** A median with the order statistics around it. */
export type MedianInterval = {
  readonly estimate: number;
  /** Null where no pair of values holds the median with the confidence asked for. */
  readonly low: number | null;
  readonly high: number | null;
};

/**
 * Interval of a median that assumes nothing of the distribution: the narrowest symmetric pair of order statistics that
 * holds the median with at least `confidence` (Thompson 1936). Five values are the fewest for 90 %. Null of no values.
 */
export function medianInterval(values: readonly number[], confidence: number): MedianInterval | null {
  if (values.length === 0) return null;
  const sorted = sortValues(values);
  const rank = outerRank(sorted.length, confidence);
  return {
    estimate: quantileOfSorted(sorted, 0.5),
    low: rank === null ? null : (sorted[rank - 1] ?? null),
    high: rank === null ? null : (sorted[sorted.length - rank] ?? null),
  };
}

/** By confidence and number of values: a history asks the same of thousands of points. */
const knownRanks = new Map<string, number | null>();

/** The largest k such that the kth smallest and kth largest of n values hold the median often enough. */
function outerRank(n: number, confidence: number): number | null {
  const key = `${confidence} ${n}`;
  const known = knownRanks.get(key);
  if (known !== undefined) return known;
  const rank = soughtRank(n, confidence);
  knownRanks.set(key, rank);
  return rank;
}

function soughtRank(n: number, confidence: number): number | null {
  let rank: number | null = null;
  for (let k = 1; k <= n / 2 && 1 - 2 * atMostHeads(k - 1, n) >= confidence; k += 1) rank = k;
  return rank;
}
