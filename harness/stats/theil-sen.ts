import { median } from './quantile.ts';

/**
 * Slope of values that follow each other at equal steps: the median of the slopes of all pairs (Theil 1950, Sen 1968).
 * Up to 29 % of the values may be outliers. In the values' unit a step; null of fewer than two values.
 */
export function theilSenSlope(values: readonly number[]): number | null {
  const slopes: number[] = [];
  values.forEach((later, laterIndex) => {
    for (let index = 0; index < laterIndex; index += 1) {
      const earlier = values[index];
      if (earlier !== undefined) slopes.push((later - earlier) / (laterIndex - index));
    }
  });
  return median(slopes);
}
