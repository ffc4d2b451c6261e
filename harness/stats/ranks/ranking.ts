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
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = values.map(() => 0);
  const tieSizes: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    for (const { index } of order.slice(start, end)) ranks[index] = (start + 1 + end) / 2;
    tieSizes.push(end - start);
    start = end;
  }
  return { ranks, tieSizes };
}

/**
 * Σ (t³ − t) over the tie sizes t: what ties take off the variance of every rank statistic; 0 where all values differ.
 */
export function tieTerm(tieSizes: readonly number[]): number {
  return tieSizes.reduce((sum, size) => sum + size ** 3 - size, 0);
}
