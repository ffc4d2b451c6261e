import { exactPValues, NO_EVIDENCE, normalPValues, type PValues } from '#harness/stats/tests/p-values.ts';
import { rankSumProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import { type Ranking, rankValues, tieTerm } from './ranking.ts';

/** Mann and Whitney's test of "a value of the first sample is as likely above one of the second as below it". */
export type MannWhitneyTest = {
  /** Pairs in which the first sample's value is the larger one, equal ones counted half. */
  readonly u: number;
  /** `greater` speaks for a first sample with the larger values. */
  readonly p: PValues;
};

/** Up to this many values a sample p is exact, as in golang.org/x/perf's benchstat. */
const MAX_EXACT = 50;
/** The same where values are equal: the distribution of those is another one every time. */
const MAX_EXACT_WITH_TIES = 25;

/**
 * U test of two independent samples (Mann & Whitney 1947). Exact for small samples, over all ways to divide the ranks
 * as they are, equal ones too (Klotz 1966); beyond them normal, corrected for ties and continuity (Hollander &
 * Wolfe 4.1). Null when a sample has no values; p is 1 when all values are equal.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitneyTest | null {
  if (first.length === 0 || second.length === 0) return null;
  const ranking = rankValues([...first, ...second]);
  const rankSum = ranking.ranks.slice(0, first.length).reduce((sum, rank) => sum + rank, 0);
  const u = rankSum - (first.length * (first.length + 1)) / 2;
  return { u, p: p(ranking, rankSum, first.length, second.length) };
}

function p({ ranks, tieSizes }: Ranking, rankSum: number, first: number, second: number): PValues {
  if (tieSizes.length === 1) return NO_EVIDENCE;
  const hasTies = tieSizes.length < ranks.length;
  if (Math.max(first, second) <= (hasTies ? MAX_EXACT_WITH_TIES : MAX_EXACT)) {
    // Ranks shared by an even number of values end in halves.
    const scale = hasTies ? 2 : 1;
    const weights = ranks.map((rank) => scale * rank);
    return exactPValues(rankSumProbabilities(weights, first), scale * rankSum);
  }
  const all = first + second;
  const expected = (first * (all + 1)) / 2;
  const variance = ((first * second) / 12) * (all + 1 - tieTerm(tieSizes) / (all * (all - 1)));
  return normalPValues(rankSum - expected, Math.sqrt(variance), 0.5);
}
