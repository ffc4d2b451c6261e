import { expect, test } from 'vitest';
import { theilSenSlope } from './theil-sen.ts';

test('the slope agrees with scipy 1.17: theilslopes', () => {
  expect(theilSenSlope([1, 3, 2, 5, 4, 9, 7])).toBeCloseTo(1, 12);
});

test('a straight line has its own slope, and one outlier does not bend it', () => {
  expect(theilSenSlope([5, 7, 9, 11, 13])).toBe(2);
  expect(theilSenSlope([5, 7, 9, 11, 13, 15, 1000, 19, 21])).toBe(2);
});

test('scaling the values scales the slope, and turning them round turns its sign', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const slope = theilSenSlope(values) ?? Number.NaN;
  expect(theilSenSlope(values.map((value) => 8 * value + 3))).toBeCloseTo(8 * slope, 12);
  expect(theilSenSlope([...values].reverse())).toBeCloseTo(-slope, 12);
});

test('one value has no slope', () => {
  expect(theilSenSlope([4])).toBeNull();
});
