import { median } from '#harness/stats/quantile.ts';

/**
 * Slope of values that follow each other at equal steps: the median of the slopes of all pairs (Theil 1950, Sen 1968).
 * Up to 29 % of the values may be outliers. In the values' unit a step; null of fewer than two values.
 */
export function theilSenSlope(values: readonly number[]): number | null {
  return median(
    values.flatMap((later, laterIndex) =>
      values.slice(0, laterIndex).map((earlier, index) => (later - earlier) / (laterIndex - index)),
    ),
  );
}
