import { expect, test } from 'vitest';
import { rankCorrelation } from './rank-correlation.ts';

test('the correlation is that of scipy.stats.spearmanr 1.17.1, with and without equal values', () => {
  expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect(rankCorrelation([3.1, 0.2, 9, 4, 4, 7], [1, 5, 2, 2, 8, 3])).toBeCloseTo(-0.10294117647058824, 12);
});

test('only the order of the values counts', () => {
  const [first, second] = [
    [0.1, 2, 1.5, 9, 4],
    [3, 5, 4, 20, 6],
  ];
  expect(rankCorrelation(first.map(Math.exp), second)).toBeCloseTo(rankCorrelation(first, second) ?? Number.NaN, 12);
  expect(rankCorrelation(first, second)).toBeCloseTo(1, 12);
});

test('few pairs, and values that are all equal, have none', () => {
  expect(rankCorrelation([1, 2], [1, 2])).toBeNull();
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
});
