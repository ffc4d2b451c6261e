import { expect, test } from 'vitest';
import { type ClusteredValue, clusteredMean } from './clustered-mean.ts';

const inClusters = (values: readonly number[], clusters: readonly number[]): ClusteredValue[] =>
  values.map((value, index) => ({ value, cluster: clusters[index] ?? index, stratum: '' }));

test('the standard error is the one worked out by hand from the published formula', () => {
  // Mean 2; sums of deviations by cluster: (1 − 2) + (1 − 2) = −2, (2 − 2) = 0, (3 − 2) + (3 − 2) = 2;
  // √(4 + 0 + 4) / 5.
  const result = clusteredMean(inClusters([1, 1, 2, 3, 3], [1, 1, 2, 3, 3]));
  expect(result).toEqual({ estimate: 2, standardError: Math.sqrt(8) / 5, clusters: 3, strata: 1 });
});

test('values in clusters of their own have the usual standard error, but for n in place of n − 1', () => {
  const values = [1, 4, 2, 8, 5, 7];
  const spread = values.reduce((sum, value) => sum + (value - 4.5) ** 2, 0) / 6;
  expect(clusteredMean(inClusters(values, []))?.standardError).toBeCloseTo(Math.sqrt(spread / 6), 12);
});

test('saying everything twice makes nothing more certain', () => {
  const once = clusteredMean(inClusters([1, 4, 2, 8], [1, 2, 3, 4]));
  const twice = clusteredMean(inClusters([1, 1, 4, 4, 2, 2, 8, 8], [1, 1, 2, 2, 3, 3, 4, 4]));
  expect(twice?.standardError).toBeCloseTo(once?.standardError ?? Number.NaN, 12);
});

test('what lies between strata is no error: only what lies within them is', () => {
  const values = [0, 1, 10, 11].map((value, index) => ({ value, cluster: index, stratum: index < 2 ? 'a' : 'b' }));
  // Deviations from the means of the strata, .5 and 10.5, are ±.5: √(4 · .25) / 4.
  expect(clusteredMean(values)).toEqual({ estimate: 5.5, standardError: 0.25, clusters: 4, strata: 2 });
});

test('a stratum of one value is compared with the mean of all', () => {
  const values = [0, 2, 4].map((value, index) => ({ value, cluster: index, stratum: index < 2 ? 'a' : 'b' }));
  expect(clusteredMean(values)?.standardError).toBeCloseTo(Math.sqrt(1 + 1 + 4) / 3, 12);
});

test('one cluster says nothing about others', () => {
  expect(clusteredMean(inClusters([1, 2, 3], [5, 5, 5]))).toBeNull();
  expect(clusteredMean([])).toBeNull();
});
