import { expect, test } from 'vitest';
import { rankValues, tieTerm } from './ranking.ts';

test('equal values share the mean of their places, as in scipy 1.17.1: rankdata', () => {
  expect(rankValues([3, 1, 4, 1, 5, 9, 2, 6, 5]).ranks).toEqual([4, 1.5, 5, 1.5, 6.5, 9, 3, 8, 6.5]);
  expect(rankValues([7, 7, 7]).ranks).toEqual([2, 2, 2]);
});

test('ties are counted from the smallest value to the largest', () => {
  expect(rankValues([5, 1, 5, 5, 2, 1]).tieSizes).toEqual([2, 1, 3]);
  expect(rankValues([30, 10, 20]).tieSizes).toEqual([1, 1, 1]);
  expect(rankValues([]).tieSizes).toEqual([]);
});

test('values that all differ have no tie term', () => {
  expect(tieTerm([1, 1, 1])).toBe(0);
  expect(tieTerm([2, 1, 3])).toBe(6 + 24);
});
