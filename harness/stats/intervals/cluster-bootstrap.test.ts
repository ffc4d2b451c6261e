import { expect, test } from 'vitest';
import type { BootstrapInterval } from './bootstrap-interval.ts';
import { bootstrapClusteredMean, type ClusterBootstrap } from './cluster-bootstrap.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

const METHODS = ['percentile', 'bca'] as const;

const options = (method: ClusterBootstrap['method'], resamples = 2000, seed = 1): ClusterBootstrap => ({
  confidence: 0.9,
  resamples,
  random: createRandom(seed),
  method,
});

const meanInterval = (clusters: readonly (readonly number[])[], of: ClusterBootstrap): BootstrapInterval | null => {
  const clusterOf = clusters.flatMap((values, cluster) => values.map(() => cluster));
  return bootstrapClusteredMean(clusters.flat(), clusterOf, of);
};

// Log-normal cluster means, so that the mean is skewed, with two to five values each.
const SKEWED = [
  [0.83, 0.68, 0.43, 0.59, 0.52],
  [0.82, 1.18, 1.18, 1.54],
  [0.96, 2.02],
  [0.27, 0.2, 0.18, 0.19, 0.19],
  [1.82, 0.94],
  [0.83, 1.16],
  [0.19, 0.14],
  [2.28, 2.69, 2.66, 1.81],
  [0.64, 0.51, 0.61],
  [1.71, 1.75],
  [0.5, 0.51, 0.8, 0.48, 0.5],
  [1.19, 1.34, 1.45, 1.68, 1.11],
];

// scipy 1.17.1, stats.bootstrap of a million resamples, the clusters' sums and counts as paired samples. Tolerances are
// four Monte Carlo standard errors of a bound, in standard errors of the mean: √(.05 · .95 / 50,000) / .103, and half
// as much again where the bias is estimated from the resamples too.
const SCIPY = {
  percentile: { mean: [0.6995, 1.34931], tolerance: 0.038 },
  bca: { mean: [0.7178, 1.37718], tolerance: 0.057 },
} as const;

test.each(METHODS)('%s intervals of a mean agree with scipy', (method) => {
  const { mean, tolerance } = SCIPY[method];
  const interval = meanInterval(SKEWED, options(method, 50_000));
  expect(interval?.estimate).toBeCloseTo(1.0019512195121951, 12);
  expect(Math.abs((interval?.low ?? 0) - mean[0])).toBeLessThan(tolerance * 0.1978);
  expect(Math.abs((interval?.high ?? 0) - mean[1])).toBeLessThan(tolerance * 0.1978);
});

test('BCa moves both bounds towards the long tail, whichever side it is on', () => {
  const mirrored = SKEWED.map((values) => values.map((value) => -value));
  const [percentile, bca] = METHODS.map((method) => meanInterval(SKEWED, options(method)));
  const [mirroredPercentile, mirroredBca] = METHODS.map((method) => meanInterval(mirrored, options(method)));
  expect(bca?.low).toBeGreaterThan(percentile?.low ?? Number.NaN);
  expect(bca?.high).toBeGreaterThan(percentile?.high ?? Number.NaN);
  expect(mirroredBca?.low).toBeLessThan(mirroredPercentile?.low ?? Number.NaN);
  expect(mirroredBca?.high).toBeLessThan(mirroredPercentile?.high ?? Number.NaN);
  expect(mirroredBca?.low).toBeCloseTo(-(bca?.high ?? Number.NaN), 10);
});

test('resamples with just the sample’s mean count as half below it, rounding or not', () => {
  // Of three values a step apart, 7 of 27 resamples have their mean, 1 has the smallest and 3 the next one; were those
  // ties counted as above, the lower bound would be the smallest value. That .1 + .3 is not .4 must not matter.
  const interval = meanInterval([[0.1], [0.2], [0.3]], options('bca', 20_000));
  expect(interval?.low).toBeCloseTo(0.2 - 0.2 / 3, 12);
  expect(interval?.high).toBeCloseTo(0.2 + 0.2 / 3, 12);
});

test.each(METHODS)('equal values have an interval without width (%s)', (method) => {
  const equal = meanInterval([[0.1, 0.1], [0.1], [0.1, 0.1, 0.1]], options(method, 200));
  expect(equal).toMatchObject({ estimate: 0.1, low: 0.1, high: 0.1 });
});

test('one cluster says nothing about others', () => {
  expect(meanInterval([[1, 2, 3]], options('bca'))).toBeNull();
  expect(meanInterval([], options('bca'))).toBeNull();
});

test.each(METHODS)('saying everything twice makes nothing more certain (%s)', (method) => {
  const twice = meanInterval(
    SKEWED.map((values) => [...values, ...values]),
    options(method),
  );
  const once = meanInterval(SKEWED, options(method));
  expect(twice?.low).toBeCloseTo(once?.low ?? Number.NaN, 12);
  expect(twice?.high).toBeCloseTo(once?.high ?? Number.NaN, 12);
});

test.each(METHODS)('moving and stretching the values moves and stretches the interval (%s)', (method) => {
  const moved = meanInterval(
    SKEWED.map((values) => values.map((value) => 4 * value - 7)),
    options(method),
  );
  const plain = meanInterval(SKEWED, options(method));
  expect(moved?.low).toBeCloseTo(4 * (plain?.low ?? Number.NaN) - 7, 10);
  expect(moved?.high).toBeCloseTo(4 * (plain?.high ?? Number.NaN) - 7, 10);
});

test('the order of the values and the names of the clusters do not matter', () => {
  const named = bootstrapClusteredMean([1, 5, 2, 6, 9], [7, -3, 7, -3, 40], options('bca'));
  expect(named).toEqual(bootstrapClusteredMean([1, 2, 5, 6, 9], [0, 0, 1, 1, 2], options('bca')));
});

test('the same seed gives the same interval, and another seed another', () => {
  const interval = meanInterval(SKEWED, options('bca', 2000, 5));
  expect(meanInterval(SKEWED, options('bca', 2000, 5))).toEqual(interval);
  expect(meanInterval(SKEWED, options('bca', 2000, 6))).not.toEqual(interval);
});

test.each(METHODS)('an interval of 24 clusters at 0.9 holds the true mean about nine times in ten (%s)', (method) => {
  const random = createRandom(11, method);
  const normal = standardNormal(random);
  const trials = 1000;
  let held = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const clusters = Array.from({ length: 24 }, () => {
      const effect = normal();
      return Array.from({ length: 4 }, () => effect + normal());
    });
    const interval = meanInterval(clusters, { confidence: 0.9, resamples: 500, random, method });
    if (interval !== null && interval.low <= 0 && interval.high >= 0) held += 1;
  }
  expect(held / trials).toBeGreaterThan(0.86);
  expect(held / trials).toBeLessThan(0.92);
});
