import { atMostHeads } from './fair-coin.ts';

/**
 * Two-sided exact p of "as many pairs rise as fall", ties left out: the sign test, which of pairs of yes and no is
 * McNemar's exact test: 2 · P(Bin(rising + falling, ½) ≤ min(rising, falling)), at most 1.
 */
export function signTest(rising: number, falling: number): number {
  return Math.min(1, 2 * atMostHeads(Math.min(rising, falling), rising + falling));
}
