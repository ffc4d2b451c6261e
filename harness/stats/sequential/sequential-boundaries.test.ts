import { expect, test } from 'vitest';
import { normalQuantile, normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { sequentialBoundaries } from './sequential-boundaries.ts';
import { hwangShihDeCani, obrienFlemingType, pocockType, type Spending } from './spending.ts';

const QUARTERS = [0.25, 0.5, 0.75, 1];

const largestDistance = (values: readonly number[], others: readonly number[]): number =>
  Math.max(...others.map((other, index) => Math.abs((values[index] ?? Number.NaN) - other)));

test('boundaries agree to seven digits with those that the R package rpact is tested against', () => {
  // rpact on CRAN, tests/testthat/test-f_design_group_sequential.R: criticalValues of asHSD, asOF and asP designs
  // without futility bounds.
  const published: readonly (readonly [number, readonly number[], Spending, readonly number[]])[] = [
    [0.07, QUARTERS, hwangShihDeCani(-1), [2.2710911, 2.0692301, 1.8645608, 1.6606881]],
    [0.07, [0.2, 0.4, 0.8, 1], hwangShihDeCani(-1), [2.364813, 2.1928805, 1.7718975, 1.6682985]],
    [0.03, [0.2, 0.4, 1], hwangShihDeCani(0), [2.5121443, 2.4228747, 2.0280392]],
    [0.03, [1 / 3, 2 / 3, 1], obrienFlemingType, [3.5815302, 2.417863, 1.9175839]],
    [0.13, [0.4, 0.75, 0.85, 1], obrienFlemingType, [2.1280732, 1.4368565, 1.422873, 1.2970881]],
    [0.13, [0.35, 0.7, 1], pocockType, [1.5446617, 1.4828682, 1.4620058]],
    [0.025, [0.4, 0.7], pocockType, [2.223875, 2.3050796]],
  ];
  for (const [alpha, fractions, spending, expected] of published) {
    expect(largestDistance(sequentialBoundaries(alpha, fractions, spending), expected)).toBeLessThan(1e-7);
  }
});

test('boundaries agree with the five looks that the R package gsDesign prints for γ = −4', () => {
  // gsDesign on CRAN, tests/testthat/_snaps/independent-test-print.gsDesign.md, its first design: Z and Nominal p.
  const boundaries = sequentialBoundaries(0.025, [0.2, 0.4, 0.6, 0.8, 1], hwangShihDeCani(-4));
  expect(largestDistance(boundaries, [3.25, 2.99, 2.69, 2.37, 2.03])).toBeLessThan(0.005);
  const levels = boundaries.map(normalUpperTail);
  expect(largestDistance(levels, [0.0006, 0.0014, 0.0036, 0.0088, 0.0214])).toBeLessThan(0.00005);
});

test('a single look is an ordinary test', () => {
  expect(sequentialBoundaries(0.05, [1], hwangShihDeCani(-2))[0]).toBeCloseTo(normalQuantile(0.95), 12);
  expect(sequentialBoundaries(0.05, [0.5], pocockType)[0]).toBeCloseTo(
    -normalQuantile(0.05 * pocockType(0.5, 0.05)),
    12,
  );
});

test('two looks are what the bivariate normal distribution says', () => {
  // scipy 1.17.1: 0.05 − share of the first look = P(Z₁ ≤ z₁, Z₂ > z₂) with correlation √½, by integrate.quad.
  const boundaries = sequentialBoundaries(0.05, [0.5, 1], hwangShihDeCani(-2));
  expect(largestDistance(boundaries, [2.213050820402733, 1.7059480015436552])).toBeLessThan(1e-10);
});

test('the boundary of a look does not depend on the looks after it', () => {
  const all = sequentialBoundaries(0.05, [0.2, 0.3, 0.75, 1], pocockType);
  expect(sequentialBoundaries(0.05, [0.2, 0.3, 0.75], pocockType)).toEqual(all.slice(0, 3));
  expect(sequentialBoundaries(0.05, [0.2, 0.3, 0.9], pocockType).slice(0, 2)).toEqual(all.slice(0, 2));
});

test('a look that may spend nothing has a boundary that nothing crosses, and costs the others nothing', () => {
  const late: Spending = (fraction) => (fraction < 0.6 ? 0 : fraction);
  const [first, ...others] = sequentialBoundaries(0.05, [0.5, 0.75, 1], late);
  expect(first).toBe(Number.POSITIVE_INFINITY);
  expect(largestDistance(others, sequentialBoundaries(0.05, [0.75, 1], late))).toBeLessThan(1e-9);
});

test('looks that nearly coincide, many looks and extreme levels have boundaries that fall as α grows', () => {
  const plans = [[0.5, 0.501, 1], [0.001, 1], Array.from({ length: 24 }, (_, look) => (look + 1) / 24)];
  for (const fractions of plans) {
    let lower = fractions.map(() => Number.POSITIVE_INFINITY);
    for (const alpha of [1e-12, 1e-6, 0.01, 0.05, 0.5, 0.95]) {
      const boundaries = sequentialBoundaries(alpha, fractions, hwangShihDeCani(-2));
      boundaries.forEach((boundary, look) => expect(boundary).toBeLessThan(lower[look] ?? 0));
      lower = [...boundaries];
    }
  }
});

/** Of seeded random walks without drift, how many have crossed by each look. */
function crossedByLook(boundaries: readonly number[], fractions: readonly number[], paths: number): readonly number[] {
  const normal = standardNormal(createRandom(20));
  const crossed = fractions.map(() => 0);
  for (let path = 0; path < paths; path += 1) {
    let place = 0;
    let before = 0;
    for (const [look, fraction] of fractions.entries()) {
      place += Math.sqrt(fraction - before) * normal();
      before = fraction;
      if (place > (boundaries[look] ?? 0) * Math.sqrt(fraction)) {
        for (let later = look; later < fractions.length; later += 1) crossed[later] = (crossed[later] ?? 0) + 1;
        break;
      }
    }
  }
  return crossed;
}

test.each([
  ['evenly spaced looks', QUARTERS, hwangShihDeCani(-2)],
  ['unevenly spaced looks that end early', [0.1, 0.35, 0.8], hwangShihDeCani(-2)],
  ['looks of O’Brien–Fleming type', [0.3, 0.6, 1], obrienFlemingType],
] as const)(
  'of 20,000 random walks %s stop what they may by each look, within three standard errors',
  (_, fractions, spending) => {
    const paths = 20_000;
    const boundaries = sequentialBoundaries(0.05, fractions, spending);
    crossedByLook(boundaries, fractions, paths).forEach((crossed, look) => {
      const spent = 0.05 * spending(fractions[look] ?? 0, 0.05);
      expect(Math.abs(crossed / paths - spent)).toBeLessThan(3 * Math.sqrt((spent * (1 - spent)) / paths));
    });
  },
);
