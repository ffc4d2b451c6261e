import { type BothOrders, inBothOrders, type SortedValues } from '#harness/stats/sorted-values.ts';

/** Values replaced by their places in rising order. */
export type Ranking = {
  /** In the order of the values, from 1; equal values share the mean of their places. */
  readonly ranks: readonly number[];
  /** How many values are equal to each other, from the smallest value to the largest; ones where all differ. */
  readonly tieSizes: readonly number[];
};

/**
 * Ranks of values. simple-statistics' `wilcoxonRankSum` ranks too, but reports no tie sizes, which every variance needs.
 */
export function rankValues(values: readonly number[]): Ranking {
  return ranksOfSorted(inBothOrders(values));
}

/** The same of values that are sorted already. */
export function ranksOfSorted({ values, sorted }: BothOrders): Ranking {
  // The rank of each place, which its value is looked up by: sorting numbers alone is far quicker than sorting them with their places.
  const rankAt = new Float64Array(sorted.length);
  const tieSizes: number[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end += 1;
    rankAt.fill((start + 1 + end) / 2, start, end);
    tieSizes.push(end - start);
    start = end;
  }
  return { ranks: values.map((value) => rankAt[placeOf(value, sorted)] ?? Number.NaN), tieSizes };
}

/** Of the first value that is not smaller. */
function placeOf(value: number, sorted: SortedValues): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Number.NaN) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Σ (t³ − t) over the tie sizes t: what ties take off the variance of every rank statistic; 0 where all values differ.
 */
export function tieTerm(tieSizes: readonly number[]): number {
  return tieSizes.reduce((sum, size) => sum + size ** 3 - size, 0);
}
