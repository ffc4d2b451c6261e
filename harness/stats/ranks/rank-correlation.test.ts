import { expect, test } from 'vitest';
import { inBothOrders } from '#harness/stats/sorted-values.ts';
import { rankCorrelation } from './rank-correlation.ts';

const correlation = (first: readonly number[], second: readonly number[]): number | null =>
  rankCorrelation(inBothOrders(first), inBothOrders(second));

test('the correlation is that of scipy.stats.spearmanr 1.17.1, with and without equal values', () => {
  expect(correlation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect(correlation([3.1, 0.2, 9, 4, 4, 7], [1, 5, 2, 2, 8, 3])).toBeCloseTo(-0.10294117647058824, 12);
});

test('only the order of the values counts', () => {
  const [first, second] = [
    [0.1, 2, 1.5, 9, 4],
    [3, 5, 4, 20, 6],
  ];
  expect(correlation(first.map(Math.exp), second)).toBeCloseTo(correlation(first, second) ?? Number.NaN, 12);
  expect(correlation(first, second)).toBeCloseTo(1, 12);
});

test('few pairs, and values that are all equal, have none', () => {
  expect(correlation([1, 2], [1, 2])).toBeNull();
  expect(correlation([1, 1, 1], [1, 2, 3])).toBeNull();
});
