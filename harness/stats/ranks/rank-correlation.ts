import { sampleCorrelation } from 'simple-statistics';
import { rankValues } from './ranking.ts';

/**
 * Spearman's rank correlation of values that belong together, −1 to 1; equal values share their ranks.
 * simple-statistics' `sampleRankCorrelation` gives equal values different ranks. Null of fewer than three pairs, and
 * where all of either are equal.
 */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number | null {
  if (first.length < 3 || first.length !== second.length) return null;
  const correlation = sampleCorrelation(rankValues(first).ranks, rankValues(second).ranks);
  return Number.isNaN(correlation) ? null : correlation;
}
