import { expect, test } from 'vitest';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { pairedInterval, type TInterval, twoSidedP, welchInterval } from './t-interval.ts';

// Hours of extra sleep with two drugs, the data of Student (1908); R's data set `sleep`.
const FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

test('the paired interval of Student’s sleep data is that of R: t.test(paired = TRUE)', () => {
  const differences = FIRST.map((value, index) => value - (SECOND[index] ?? Number.NaN));
  const interval = pairedInterval(differences, 0.95);
  expect(interval?.estimate).toBeCloseTo(-1.58, 12);
  expect(interval?.low).toBeCloseTo(-2.459885763, 8);
  expect(interval?.high).toBeCloseTo(-0.7001142367, 8);
  expect(interval?.degreesOfFreedom).toBe(9);
});

test('the Welch interval of Student’s sleep data is that of R: t.test(var.equal = FALSE)', () => {
  const interval = welchInterval(FIRST, SECOND, 0.95);
  expect(interval?.degreesOfFreedom).toBeCloseTo(17.776473516, 8);
  expect(interval?.low).toBeCloseTo(-3.3654832307, 8);
  expect(interval?.high).toBeCloseTo(0.2054832307, 8);
});

test('samples of unequal size are weighed as scipy 1.17 does: ttest_ind(equal_var = False)', () => {
  const interval = welchInterval([13, 12.7, 13.9, 12.6, 13.1, 13.4], [12.1, 11.8, 12.4, 12, 12.3], 0.9);
  expect(interval?.degreesOfFreedom).toBeCloseTo(7.5811734339, 8);
  expect(interval?.low).toBeCloseTo(0.5792130873, 8);
  expect(interval?.high).toBeCloseTo(1.414120246, 8);
});

const pOf = (interval: TInterval | null): number => (interval === null ? Number.NaN : twoSidedP(interval));

test('two-sided p agree with scipy 1.17.1: ttest_rel, and ttest_ind(equal_var = False)', () => {
  const differences = FIRST.map((value, index) => value - (SECOND[index] ?? Number.NaN));
  expect(pOf(pairedInterval(differences, 0.9))).toBeCloseTo(0.002832890197384273, 12);
  expect(pOf(welchInterval(FIRST, SECOND, 0.9))).toBeCloseTo(0.0793941401873583, 12);
  const unequal = welchInterval([13, 12.7, 13.9, 12.6, 13.1, 13.4], [12.1, 11.8, 12.4, 12, 12.3], 0.9);
  expect(pOf(unequal)).toBeCloseTo(0.002375790110020265, 12);
});

test('p is what an interval that just reaches zero leaves outside', () => {
  const p = pOf(welchInterval(FIRST, SECOND, 0.9));
  expect(welchInterval(FIRST, SECOND, 1 - p)?.high).toBeCloseTo(0, 10);
});

test('an estimate without error is zero or is not', () => {
  expect(pOf(pairedInterval([0, 0, 0], 0.9))).toBe(1);
  expect(pOf(pairedInterval([2, 2, 2], 0.9))).toBe(0);
});

test('too few values have no interval', () => {
  expect(pairedInterval([1], 0.9)).toBeNull();
  expect(welchInterval([1, 2], [1], 0.9)).toBeNull();
});

test('values without spread give an interval without width', () => {
  expect(pairedInterval([2, 2, 2], 0.9)).toMatchObject({ estimate: 2, low: 2, high: 2 });
  expect(welchInterval([3, 3], [1, 1, 1], 0.9)).toMatchObject({ estimate: 2, low: 2, high: 2 });
});

test('a 90 % interval of four normal values holds the true mean nine times in ten', () => {
  const normal = standardNormal(createRandom(42));
  let held = 0;
  for (let trial = 0; trial < 4000; trial += 1) {
    const interval = pairedInterval([normal(), normal(), normal(), normal()], 0.9);
    if (interval !== null && interval.low <= 0 && interval.high >= 0) held += 1;
  }
  // Three standard errors of 4,000 trials are 1.4 points.
  expect(Math.abs(held / 4000 - 0.9)).toBeLessThan(0.0145);
});
