import { quantileSorted } from 'simple-statistics';
import { type SortedValues, sortValues } from './sorted-values.ts';

/** The middle value, or the mean of the two middle ones. Null of no values. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5);
}

/** The same of values that are sorted already. */
export function medianOfSorted(sorted: SortedValues): number | null {
  return sorted.length === 0 ? null : quantileOfSorted(sorted, 0.5);
}

/**
 * Quantile of type 7 of Hyndman & Fan (1996), the default of R and numpy: linear between the order statistics, with
 * the smallest value at 0 and the largest at 1. Null of no values.
 *
 * @param probability 0 to 1
 */
export function quantile(values: readonly number[], probability: number): number | null {
  if (values.length === 0) return null;
  return quantileOfSorted(sortValues(values), probability);
}

/** The same of values that stand in rising order already, at least one. */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  // simple-statistics expects a plain array only by its type declaration.
  return quantileSorted(sorted as number[], probability);
}
