import { expect, test } from 'vitest';
import { hodgesLehmann, hodgesLehmannShift, uUpperTail } from './hodges-lehmann.ts';
import { mannWhitney } from './mann-whitney.ts';
import { placementsAbove } from './placements.ts';
import { sortValues } from '#harness/stats/sorted-values.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

// Hamilton's depression scale before and after a tranquilliser: Hollander & Wolfe, example 3.1.
const BEFORE = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const DIFFERENCES = AFTER.map((after, index) => after - (BEFORE[index] ?? Number.NaN));
// Permeability of the human chorioamnion at term and between 12 and 26 weeks: Hollander & Wolfe, example 4.1.
const TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLIER = [1.15, 0.88, 0.9, 0.74, 1.21];

test('the shift of paired values is that of Hollander and Wolfe, examples 3.3 and 3.4', () => {
  const found = hodgesLehmann(DIFFERENCES, 0.96);
  expect(found?.estimate).toBeCloseTo(-0.46, 12);
  expect(found?.low).toBeCloseTo(-0.786, 12);
  expect(found?.high).toBeCloseTo(-0.01, 12);
  expect(found).toMatchObject({ confidence: 0.96, attained: 0.9609375 });
});

test('the shift between samples is that of Hollander and Wolfe, examples 4.3 and 4.4', () => {
  const found = hodgesLehmannShift(EARLIER, TERM, 0.96);
  expect(found?.estimate).toBeCloseTo(-0.305, 12);
  expect(found?.low).toBeCloseTo(-0.76, 12);
  expect(found?.high).toBeCloseTo(0.15, 12);
  // scipy 1.17.1: 1 − 2 P(U ≤ 8) of its exact distribution.
  expect(found?.attained).toBeCloseTo(0.9600399600399601, 12);
});

test('too few values give the range of all pairs and say how little it holds', () => {
  expect(hodgesLehmann([1, 2, 4, 8], 0.9)).toEqual({
    estimate: 3.5,
    low: 1,
    high: 8,
    confidence: 0.9,
    attained: 0.875,
  });
  expect(hodgesLehmann([7], 0.9)).toEqual({ estimate: 7, low: 7, high: 7, confidence: 0.9, attained: 0 });
  const shift = hodgesLehmannShift([10, 11], [1, 4], 0.9);
  expect(shift).toMatchObject({ estimate: 8, low: 6, high: 10 });
  expect(shift?.attained).toBeCloseTo(1 - 2 / 6, 12);
});

test('five values are the fewest that hold their centre in nine cases of ten', () => {
  expect(hodgesLehmann([1, 2, 3, 4, 5], 0.9)).toMatchObject({ low: 1, high: 5, attained: 0.9375 });
});

test('nothing has no centre, and lies nowhere from anything', () => {
  expect(hodgesLehmann([], 0.9)).toBeNull();
  expect(hodgesLehmannShift([1], [], 0.9)).toBeNull();
  expect(hodgesLehmannShift([], [1], 0.9)).toBeNull();
});

test('equal values have a shift without width', () => {
  expect(hodgesLehmann([2, 2, 2, 2, 2, 2], 0.9)).toMatchObject({ estimate: 2, low: 2, high: 2 });
  expect(hodgesLehmannShift([3, 3, 3], [1, 1, 1], 0.9)).toMatchObject({ estimate: 2, low: 2, high: 2 });
});

const shiftUpperTail = (candidate: readonly number[], baseline: readonly number[], shift: number): number | null =>
  uUpperTail(placementsAbove(sortValues(candidate), sortValues(baseline), shift));

/** Two-sided p of Wilcoxon's signed-rank test, by counting all signs; of differences whose sizes all differ. */
function signedRankP(differences: readonly number[]): number {
  const rising = differences.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const rankSum = (isPositive: (index: number) => boolean): number =>
    rising.reduce((sum, _, index) => (isPositive(index) ? sum + index + 1 : sum), 0);
  const observed = rankSum((index) => (rising[index] ?? 0) > 0);
  const sums = Array.from({ length: 2 ** rising.length }, (_, signs) =>
    rankSum((index) => ((signs >> index) & 1) === 1),
  );
  const [below, above] = [sums.filter((sum) => sum <= observed), sums.filter((sum) => sum >= observed)];
  return Math.min(1, (2 * Math.min(below.length, above.length)) / sums.length);
}

test('the interval holds just the shifts that its test does not reject', () => {
  const paired = hodgesLehmann(DIFFERENCES, 0.9);
  const between = hodgesLehmannShift(EARLIER, TERM, 0.9);
  if (paired === null || between === null) throw new Error('There is an interval of so many values.');
  for (const step of [-1e-6, 1e-6]) {
    for (const [end, isInside] of [
      [paired.low, step > 0],
      [paired.high, step < 0],
    ] as const) {
      const p = signedRankP(DIFFERENCES.map((value) => value - end - step));
      expect(p > 1 - paired.attained + 1e-9).toBe(isInside);
    }
    for (const [end, isInside] of [
      [between.low, step > 0],
      [between.high, step < 0],
    ] as const) {
      const p =
        mannWhitney(
          EARLIER.map((value) => value - end - step),
          TERM,
        )?.p.twoSided ?? Number.NaN;
      expect(p > 1 - between.attained + 1e-9).toBe(isInside);
    }
  }
});

test('shifting the values shifts the interval, and turning their signs round turns it round', () => {
  const found = hodgesLehmann(DIFFERENCES, 0.9);
  const moved = hodgesLehmann(
    DIFFERENCES.map((value) => 3 - value),
    0.9,
  );
  expect(moved?.estimate).toBeCloseTo(3 - (found?.estimate ?? Number.NaN), 12);
  expect(moved?.low).toBeCloseTo(3 - (found?.high ?? Number.NaN), 12);
  expect(moved?.high).toBeCloseTo(3 - (found?.low ?? Number.NaN), 12);
});

test('a tenth of wild values moves the estimate little', () => {
  const tame = Array.from({ length: 30 }, (_, index) => index / 30);
  const wild = tame.map((value, index) => (index < 27 ? value : 1000));
  expect(Math.abs((hodgesLehmann(wild, 0.9)?.estimate ?? 1000) - 0.5)).toBeLessThan(0.1);
});

test('more values than the exact distribution is asked for have an interval of the same kind', () => {
  const values = Array.from({ length: 60 }, (_, index) => ((index * 37) % 101) / 10 - 4);
  const found = hodgesLehmann(values, 0.9);
  expect(found?.attained).toBeCloseTo(0.9, 2);
  const means = values.flatMap((value, index) => values.slice(index).map((other) => (value + other) / 2));
  // Hollander & Wolfe 3.3: n (n + 1) / 4 − 1.645 √(n (n + 1) (2n + 1) / 24) = 691.6 of the 1,830 means lie below.
  expect(means.filter((mean) => mean < (found?.low ?? Number.NaN)).length).toBeLessThanOrEqual(691);
  expect(means.filter((mean) => mean <= (found?.low ?? Number.NaN)).length).toBeGreaterThanOrEqual(691);
  expect(hodgesLehmannShift(values, TERM, 0.9)?.attained).toBeCloseTo(0.9, 2);
});

test('a 90 % interval holds the truth as often as it says, heavy tails or not', () => {
  const random = createRandom(1963);
  const normal = standardNormal(random);
  const cauchy = (): number => Math.tan(Math.PI * (random.next() - 0.5));
  for (const draw of [normal, cauchy]) {
    let pairedHeld = 0;
    let betweenHeld = 0;
    for (let trial = 0; trial < 4000; trial += 1) {
      const [first, second] = [Array.from({ length: 8 }, draw), Array.from({ length: 6 }, draw)];
      const [paired, between] = [hodgesLehmann(first, 0.9), hodgesLehmannShift(first, second, 0.9)];
      if (paired !== null && paired.low <= 0 && paired.high >= 0) pairedHeld += 1;
      if (between !== null && between.low <= 0 && between.high >= 0) betweenHeld += 1;
    }
    // Three standard errors of 4,000 trials are 1.4 points.
    expect(Math.abs(pairedHeld / 4000 - (hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 8], 0.9)?.attained ?? 0))).toBeLessThan(
      0.0135,
    );
    expect(Math.abs(betweenHeld / 4000 - 0.9186813186813187)).toBeLessThan(0.0135);
  }
});

test('the p of a shift is that of the Mann–Whitney test of the shifted samples', () => {
  for (const shift of [-0.051, 0.021, 0.331, 0.901]) {
    const shifted = EARLIER.map((value) => value + shift);
    expect(shiftUpperTail(TERM, EARLIER, shift)).toBeCloseTo(mannWhitney(TERM, shifted)?.p.greater ?? Number.NaN, 12);
  }
});

test('the p of a shift is at most its level just where the interval lies above the shift', () => {
  const interval = hodgesLehmannShift(TERM, EARLIER, 0.9);
  const low = interval?.low ?? Number.NaN;
  expect(shiftUpperTail(TERM, EARLIER, low - 1e-9)).toBeLessThanOrEqual(0.05);
  expect(shiftUpperTail(TERM, EARLIER, low)).toBeGreaterThan(0.05);
});

test('too few values for the confidence have a p that no shift makes small, though the interval ends somewhere', () => {
  // One of the six orders of two and two values has both above: p is 1/6 below all differences.
  expect(hodgesLehmannShift([10, 11], [1, 2], 0.9)).toMatchObject({ low: 8, attained: expect.closeTo(2 / 3, 12) });
  expect(shiftUpperTail([10, 11], [1, 2], 7.9)).toBeCloseTo(1 / 6, 12);
});

test('many values have the p of the normal distribution, and none have none', () => {
  const random = createRandom(5);
  const [first, second] = [0, 0.5].map((shift) => Array.from({ length: 60 }, () => random.next() + shift));
  const exact = mannWhitney(first ?? [], second ?? [])?.p.greater ?? Number.NaN;
  expect(shiftUpperTail(first ?? [], second ?? [], 0)).toBeCloseTo(exact, 3);
  expect(shiftUpperTail([], [1], 0)).toBeNull();
});
