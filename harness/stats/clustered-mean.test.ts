import { expect, test } from 'vitest';
import { clusteredMean } from './clustered-mean.ts';

test('the standard error is the one worked out by hand from the published formula', () => {
  // Mean 2; sums of deviations by cluster: (1 − 2) + (1 − 2) = −2, (2 − 2) = 0, (3 − 2) + (3 − 2) = 2; √(4 + 0 + 4) / 5.
  const result = clusteredMean([1, 1, 2, 3, 3], [1, 1, 2, 3, 3]);
  expect(result).toEqual({ estimate: 2, standardError: Math.sqrt(8) / 5, clusters: 3 });
});

test('values in clusters of their own have the usual standard error, but for n in place of n − 1', () => {
  const values = [1, 4, 2, 8, 5, 7];
  const spread = values.reduce((sum, value) => sum + (value - 4.5) ** 2, 0) / 6;
  expect(clusteredMean(values, [1, 2, 3, 4, 5, 6])?.standardError).toBeCloseTo(Math.sqrt(spread / 6), 12);
});

test('saying everything twice makes nothing more certain', () => {
  const once = clusteredMean([1, 4, 2, 8], [1, 2, 3, 4]);
  const twice = clusteredMean([1, 1, 4, 4, 2, 2, 8, 8], [1, 1, 2, 2, 3, 3, 4, 4]);
  expect(twice?.standardError).toBeCloseTo(once?.standardError ?? Number.NaN, 12);
});

test('one cluster says nothing about others', () => {
  expect(clusteredMean([1, 2, 3], [5, 5, 5])).toBeNull();
  expect(clusteredMean([], [])).toBeNull();
});
