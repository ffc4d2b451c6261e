import { expect, test } from 'vitest';
import { heterogeneity } from './heterogeneity.ts';
import { mean, variance } from '#harness/stats/moments.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { twoSidedP, welchInterval } from '#harness/stats/intervals/t-interval.ts';

/** Insects on plots that were treated with six sprays (Beall 1942): the data set `InsectSprays` of R. */
const INSECT_SPRAYS = [
  [10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13],
  [11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13],
  [0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4],
  [3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4],
  [3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4],
  [11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13],
] as const;

type Estimate = Parameters<typeof heterogeneity>[0][number];

function estimateOf(values: readonly number[]): Estimate {
  return {
    estimate: mean(values) ?? Number.NaN,
    standardError: Math.sqrt((variance(values) ?? Number.NaN) / values.length),
    degreesOfFreedom: values.length - 1,
  };
}

test('six insect sprays differ as R says: oneway.test(count ~ spray, InsectSprays)', () => {
  // F = 36.065, num df = 5.000, denom df = 30.043, p-value = 7.999e-12
  const found = heterogeneity(INSECT_SPRAYS.map(estimateOf));
  expect(found?.f).toBeCloseTo(36.065, 3);
  expect(found?.degreesOfFreedom.between).toBe(5);
  expect(found?.degreesOfFreedom.within).toBeCloseTo(30.043, 3);
  expect((found?.p ?? Number.NaN) / 7.999e-12).toBeCloseTo(1, 3);
});

test('two groups differ as in Welch’s t test', () => {
  const [first, second] = [INSECT_SPRAYS[3], INSECT_SPRAYS[4]];
  const interval = welchInterval(first, second, 0.9);
  const found = heterogeneity([estimateOf(first), estimateOf(second)]);
  expect(found?.p).toBeCloseTo(interval === null ? Number.NaN : twoSidedP(interval), 12);
});

const at = (estimate: number, standardError: number): Estimate => ({ estimate, standardError, degreesOfFreedom: 5 });

test('equal estimates agree', () => {
  expect(heterogeneity([0.3, 0.3, 0.3].map((estimate) => at(estimate, 0.1)))).toMatchObject({ f: 0, p: 1 });
});

test('shifting all estimates or scaling them with their errors changes nothing', () => {
  const estimates = [0.1, 0.3, 0.35, 0.6].map((estimate, index) => at(estimate, 0.1 + index / 20));
  const moved = estimates.map(({ estimate, standardError }) => at(5 - 2 * estimate, 2 * standardError));
  expect(heterogeneity(moved)?.f).toBeCloseTo(heterogeneity(estimates)?.f ?? Number.NaN, 10);
});

test('one estimate cannot disagree, and one without error would outweigh all others', () => {
  expect(heterogeneity([at(1, 0.1)])).toBeNull();
  expect(heterogeneity([at(1, 0), at(2, 0.1)])).toBeNull();
});

test.each([
  ['two groups', [1, 2]],
  ['eight groups', [0.5, 1, 2, 4, 0.5, 1, 2, 4]],
])('six values each of %s with unequal spreads are called different at 5 % in one case of twenty', (_, spreads) => {
  const normal = standardNormal(createRandom(1951));
  const trials = 4000;
  let called = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const groups = spreads.map((spread) => Array.from({ length: 6 }, () => spread * normal()));
    if ((heterogeneity(groups.map(estimateOf))?.p ?? 1) <= 0.05) called += 1;
  }
  // Cochran's Q, which takes the errors as known, calls 9 % of the pairs and 23 % of the eights different.
  expect(called / trials).toBeGreaterThan(0.035);
  expect(called / trials).toBeLessThan(0.075);
});
