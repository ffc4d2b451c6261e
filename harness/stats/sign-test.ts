import { atMostHeads } from '#harness/stats/distributions/fair-coin.ts';
import { type PValues, pValues } from '#harness/stats/tests/p-values.ts';

/**
 * Exact sign test of "a difference is as likely above zero as below" (Arbuthnott 1710; Conover, Practical Nonparametric
 * Statistics, 3.4), from how many lie above and below; zeros are not counted. `greater` speaks for differences above
 * zero. Of questions that are right or wrong it is McNemar's exact test (1947): `twoSided` is
 * min(1, 2 P(Bin(above + below, ½) ≤ min(above, below))).
 */
export function signTest(above: number, below: number): PValues {
  return pValues(atMostHeads(above, above + below), atMostHeads(below, above + below));
}
