import { upperIncompleteGamma } from './incomplete-gamma.ts';

/**
 * Probability that chi-squared is above `value` (Abramowitz & Stegun 26.4.19); small ones keep all their digits.
 * simple-statistics has only a table of some quantiles.
 *
 * @param degreesOfFreedom positive; with none the sum is of nothing and is zero for certain
 */
export function chiSquaredUpperTail(value: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0) return value < 0 ? 1 : 0;
  return upperIncompleteGamma(degreesOfFreedom / 2, value / 2);
}
