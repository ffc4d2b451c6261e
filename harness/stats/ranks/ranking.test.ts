import { array, assert, constantFrom, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { rankValues, tieTerm } from './ranking.ts';

test('equal values share the mean of their places, as in scipy 1.17.1: rankdata', () => {
  expect(rankValues([3, 1, 4, 1, 5, 9, 2, 6, 5]).ranks).toEqual([4, 1.5, 5, 1.5, 6.5, 9, 3, 8, 6.5]);
  expect(rankValues([7, 7, 7]).ranks).toEqual([2, 2, 2]);
});

test('a rank is the number of smaller values, and half of the equal ones', () => {
  const values = array(oneof(integer({ min: -4, max: 4 }), constantFrom(-0, 0.1, 1e300, -1e300)));
  assert(
    property(values, (sample) => {
      const plain = sample.map((value) => {
        const [smaller, equal] = [sample.filter((other) => other < value), sample.filter((other) => other === value)];
        return smaller.length + (equal.length + 1) / 2;
      });
      expect(rankValues(sample).ranks).toEqual(plain);
    }),
  );
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
