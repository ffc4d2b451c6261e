import { sampleCorrelation } from 'simple-statistics';
import type { BothOrders } from '#harness/stats/sorted-values.ts';
import { ranksOfSorted } from './ranking.ts';

/**
 * Spearman's rank correlation of values that belong together, −1 to 1; equal values share their ranks.
 * simple-statistics' `sampleRankCorrelation` gives equal values different ranks. Null of fewer than three pairs, and
 * where all of either are equal.
 */
export function rankCorrelation(first: BothOrders, second: BothOrders): number | null {
  if (first.values.length < 3 || first.values.length !== second.values.length) return null;
  const correlation = sampleCorrelation(ranksOfSorted(first).ranks, ranksOfSorted(second).ranks);
  return Number.isNaN(correlation) ? null : correlation;
}
