import { atMostHeads } from './fair-coin.ts';
import { type PValues, pValues } from './p-values.ts';

/**
 * Exact sign test of "a difference is as likely above zero as below" (Arbuthnott 1710; Conover, Practical Nonparametric
 * Statistics, 3.4), from how many lie above and below; zeros are not counted. `greater` speaks for differences above zero.
 */
export function signTest(above: number, below: number): PValues {
  return pValues(atMostHeads(above, above + below), atMostHeads(below, above + below));
}

/**
 * Two-sided exact p of "both builds are right equally often" for questions that each build answered (McNemar 1947):
 * min(1, 2 P(Bin(b + c, ½) ≤ min(b, c))). Those that both got right or both wrong say nothing, so it is the sign test of
 * the others.
 */
export function mcNemarExact(onlyFirstRight: number, onlySecondRight: number): number {
  return signTest(onlyFirstRight, onlySecondRight).twoSided;
}
