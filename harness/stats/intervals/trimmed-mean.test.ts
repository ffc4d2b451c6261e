import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { variance } from '#harness/stats/moments.ts';
import { pairedInterval } from './t-interval.ts';
import { trimmedInterval, trimmedSpread } from './trimmed-mean.ts';

const VALUES = [2.1, -3, 0.4, 1.2, 0.9, 1.1, 14, 0.7, 1.6, 0.2];

test('mean and standard error are those of scipy 1.17.1 and of Yuen’s formula', () => {
  // scipy.stats.trim_mean(x, .2); winsorised by scipy.stats.mstats.winsorize(x, (.2, .2)).
  const interval = trimmedInterval(VALUES, 0.2, 0.9);
  expect(interval?.estimate).toBeCloseTo(0.9833333333333334, 12);
  expect(interval?.standardError).toBeCloseTo(0.27742866951104145, 12);
  expect(interval?.degreesOfFreedom).toBe(4);
  // t(.95, 4) = 2.131847.
  expect(interval?.high).toBeCloseTo(0.9833333333 + 2.131847 * 0.2774286695, 6);
});

test('a wild value costs no more than one that is just large', () => {
  expect(trimmedInterval(VALUES, 0.2, 0.9)).toEqual(
    trimmedInterval(
      VALUES.map((value) => Math.min(value, 3)),
      0.2,
      0.9,
    ),
  );
});

test('without trimming it is the interval of Student but for a degree of freedom', () => {
  const [plain, untrimmed] = [pairedInterval(VALUES, 0.9), trimmedInterval(VALUES, 0, 0.9)];
  expect(untrimmed?.estimate).toBeCloseTo(plain?.estimate ?? Number.NaN, 12);
  expect(untrimmed?.standardError).toBeCloseTo(plain?.standardError ?? Number.NaN, 12);
});

test('the spread is that of values whose plain mean is as uncertain', () => {
  // The standard error above, by √10.
  expect(trimmedSpread(VALUES, 0.2)).toBeCloseTo(0.27742866951104145 * Math.sqrt(10), 12);
  expect(trimmedSpread(VALUES, 0)).toBeCloseTo(Math.sqrt(variance(VALUES) ?? 0), 12);
  expect(
    trimmedSpread(
      VALUES.map((value) => 3 * value + 1),
      0.2,
    ),
  ).toBeCloseTo(3 * (trimmedSpread(VALUES, 0.2) ?? 0), 12);
});

test('of normal values it is 7 % more than their own, of wild ones far less', () => {
  const random = createRandom(1, 'spread');
  const normal = standardNormal(random);
  const calm = Array.from({ length: 20_000 }, normal);
  // scipy 1.17.1: √(∫ x² φ over the middle .6 + .4 z²) / .6 with z = norm.ppf(.8): 1.06990.
  expect(Math.abs((trimmedSpread(calm, 0.2) ?? 0) - 1.0699)).toBeLessThan(0.02);
  const wild = calm.map((value) => value * (random.next() < 0.1 ? 8 : 1));
  expect(trimmedSpread(wild, 0.2)).toBeLessThan(0.5 * Math.sqrt(variance(wild) ?? 0));
});

test('too few kept values say nothing', () => {
  expect(trimmedSpread([1, 2], 0.2)).toBeNull();
  expect(trimmedInterval([1, 2], 0.2, 0.9)).toBeNull();
  expect(trimmedInterval([1, 2, 3, 4, 5, 6], 0.34, 0.9)).toBeNull();
});

test('of 4,000 samples the truth lies outside in about 10 of 100, be they calm or wild', () => {
  for (const wildShare of [0, 0.1]) {
    const random = createRandom(1, String(wildShare));
    const normal = standardNormal(random);
    let outside = 0;
    for (let trial = 0; trial < 4000; trial += 1) {
      const values = Array.from({ length: 12 }, () => normal() * (random.next() < wildShare ? 8 : 1));
      const interval = trimmedInterval(values, 0.2, 0.9);
      if (interval === null || interval.low > 0 || interval.high < 0) outside += 1;
    }
    expect(outside / 4000).toBeGreaterThan(0.075);
    expect(outside / 4000).toBeLessThan(0.115);
  }
});
