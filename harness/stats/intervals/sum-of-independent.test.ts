import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { normalQuantile } from '#harness/stats/distributions/normal.ts';
import { sumOfIndependent } from './sum-of-independent.ts';

const interval = (estimate: number, half: number, confidence = 0.9) => {
  return { estimate, low: estimate - half, high: estimate + half, confidence };
};

test('variances add: two like intervals make one that is √2 as wide, and one alone stays as it is', () => {
  const [one, other] = [interval(0.01, 0.006), interval(0.02, 0.006)];
  const sum = sumOfIndependent([one, other]);
  expect(sum.estimate).toBeCloseTo(0.03, 12);
  expect(sum.high - sum.estimate).toBeCloseTo(0.006 * Math.SQRT2, 12);
  expect(sum.estimate - sum.low).toBeCloseTo(0.006 * Math.SQRT2, 12);
  expect(sumOfIndependent([one])).toBe(one);
});

test('an interval of more confidence counts by its standard error, and each side by its own', () => {
  const [z90, z99] = [normalQuantile(0.95), normalQuantile(0.995)];
  const lopsided = { estimate: 0, low: -0.01 * z99, high: 0.02 * z99, confidence: 0.99 };
  const { low, high } = sumOfIndependent([lopsided, interval(0, 0)]);
  expect([low, high]).toEqual([expect.closeTo(-0.01 * z90, 12), expect.closeTo(0.02 * z90, 12)]);
});

test('of 1,000 sums of five links, as many as stated lie in their interval', () => {
  const normal = standardNormal(createRandom(7));
  const errors = [0.002, 0.004, 0.001, 0.003, 0.002];
  const hits = Array.from({ length: 1000 }, () =>
    sumOfIndependent(errors.map((sd) => interval(0.01 + sd * normal(), sd * normalQuantile(0.95)))),
  ).filter(({ low, high }) => low <= 0.05 && 0.05 <= high);
  // 900 are expected; three standard deviations of a binomial are 28.
  expect(hits.length).toBeGreaterThan(872);
  expect(hits.length).toBeLessThan(928);
});
