import { exactPValues, normalPValues, type PValues } from '#harness/stats/tests/p-values.ts';
import { fallingPairProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import { rankValues } from './ranking.ts';

/** Mann and Kendall's test of "values that follow each other have no trend". */
export type TrendTest = {
  /** Pairs in which the later value is the larger one, less those in which it is the smaller one. */
  readonly s: number;
  /** `greater` speaks for values that rise. */
  readonly p: PValues;
};

/** Beyond this many values the normal distribution is as good. */
const MAX_EXACT = 50;

/**
 * Trend test of independent values in the order given (Mann 1945, Kendall 1938). Up to 50 values p is exact, over all
 * orders of the values as they are, equal ones too; beyond, it is normal, corrected for ties and continuity (Gilbert
 * 1987, 16.4). Null of fewer than two values; p is 1 when all are equal.
 */
export function mannKendall(values: readonly number[]): TrendTest | null {
  const n = values.length;
  if (n < 2) return null;
  const { s, differing } = countPairs(values);
  const { tieSizes } = rankValues(values);
  if (n <= MAX_EXACT) {
    // Over all orders, rising pairs are as frequent as falling ones.
    return { s, p: exactPValues(fallingPairProbabilities(tieSizes), (differing + s) / 2) };
  }
  const variance = (varianceTerm(n) - tieSizes.reduce((sum, size) => sum + varianceTerm(size), 0)) / 18;
  return { s, p: normalPValues(s, Math.sqrt(variance), 1) };
}

function countPairs(values: readonly number[]): { readonly s: number; readonly differing: number } {
  let s = 0;
  let differing = 0;
  values.forEach((later, laterIndex) => {
    for (const earlier of values.slice(0, laterIndex)) {
      s += Math.sign(later - earlier);
      if (later !== earlier) differing += 1;
    }
  });
  return { s, differing };
}

const varianceTerm = (size: number): number => size * (size - 1) * (2 * size + 5);
