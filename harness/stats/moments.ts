import { mean as meanOf, sampleVariance } from 'simple-statistics';

/** Arithmetic mean, summed with Kahan–Babuška compensation. Null of no values. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : meanOf(values);
}

/** Unbiased variance, the one that divides by n − 1. Null of fewer than two values. */
export function variance(values: readonly number[]): number | null {
  return values.length < 2 ? null : sampleVariance(values);
}
