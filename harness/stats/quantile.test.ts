import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { median, quantile } from './quantile.ts';

test('quantiles are those of R: quantile(x, p, type = 7)', () => {
  const values = [20, 3, 16, 6, 15, 7, 13, 8, 10, 8, 9];
  // numpy.quantile 2.4 of the same values, whose default is the same type.
  const published = [
    [0.1, 6],
    [0.25, 7.5],
    [0.5, 9],
    [0.9, 16],
    [0.95, 18],
  ] as const;
  for (const [probability, expected] of published) expect(quantile(values, probability)).toBeCloseTo(expected, 12);
});

test('the median of an even number of values is the mean of the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('nothing has no median', () => {
  expect(median([])).toBeNull();
});

test('scaling and shifting all values scales and shifts the median', () => {
  const values = array(integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1 });
  assert(
    property(values, (sample) => {
      const moved = sample.map((value) => 2 * value + 3);
      expect(median(moved)).toBe(2 * (median(sample) ?? Number.NaN) + 3);
    }),
  );
});

test('the input keeps its order', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});
