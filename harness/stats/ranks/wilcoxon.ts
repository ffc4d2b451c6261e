import { exactPValues, NO_EVIDENCE, normalPValues, type PValues } from '#harness/stats/tests/p-values.ts';
import { signedRankProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import { rankValues, tieTerm } from './ranking.ts';

/** Wilcoxon's signed-rank test of "symmetric about zero". */
export type SignedRankTest = {
  /** Sum of the ranks, by size, of the positive differences; halves where sizes are equal. */
  readonly positiveRankSum: number;
  /** Differences that are not zero: only those count. */
  readonly n: number;
  /** `greater` speaks for differences above zero. */
  readonly p: PValues;
};

/** Beyond this many differences the normal distribution is as good. */
const MAX_EXACT = 50;

/**
 * Signed-rank test of paired differences (Wilcoxon 1945). Zeros are dropped, as scipy's `zero_method = "wilcox"` and R
 * do. Up to 50 others p is exact, equal sizes or not: the distribution over all signs of the ranks as they are. Beyond,
 * it is normal, corrected for ties and continuity (Hollander & Wolfe 3.1). Null of no differences; p is 1 if all are
 * zero.
 */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRankTest | null {
  if (differences.length === 0) return null;
  const counted = differences.filter((difference) => difference !== 0);
  const n = counted.length;
  const { ranks, tieSizes } = rankValues(counted.map(Math.abs));
  const positiveRankSum = ranks.reduce((sum, rank, index) => ((counted[index] ?? 0) > 0 ? sum + rank : sum), 0);
  return { positiveRankSum, n, p: p(positiveRankSum, ranks, tieSizes) };
}

function p(positiveRankSum: number, ranks: readonly number[], tieSizes: readonly number[]): PValues {
  const n = ranks.length;
  if (n === 0) return NO_EVIDENCE;
  if (n <= MAX_EXACT) {
    const doubled = ranks.map((rank) => 2 * rank);
    return exactPValues(signedRankProbabilities(doubled), 2 * positiveRankSum);
  }
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm(tieSizes) / 48;
  return normalPValues(positiveRankSum - (n * (n + 1)) / 4, Math.sqrt(variance), 0.5);
}
