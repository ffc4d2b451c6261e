import { array, assert, constantFrom, double, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { studentUpperTail } from '#harness/stats/distributions/student-t.ts';
import { uProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import { quantileOfSorted } from '#harness/stats/quantile.ts';
import { exactCriticalRank } from './rank-interval.ts';
import { brunnerMunzelTail } from '#harness/stats/ranks/brunner-munzel.ts';
import { placementsAbove } from '#harness/stats/ranks/placements.ts';
import { sortValues } from '#harness/stats/sorted-values.ts';
import { hodgesLehmannShift, type ShiftInterval } from '#harness/stats/ranks/hodges-lehmann.ts';
import { createRandom } from '#harness/stats/random.ts';
import { shiftInterval as ofSorted, shiftP as pOfSorted } from './shift-interval.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

const shiftInterval = (
  candidate: readonly number[],
  baseline: readonly number[],
  confidence: number,
): ShiftInterval | null => ofSorted(sortValues(candidate), sortValues(baseline), confidence);
const shiftP = (candidate: readonly number[], baseline: readonly number[], shift: number): number | null =>
  pOfSorted(sortValues(candidate), sortValues(baseline), shift);

type Samples = { readonly candidate: readonly number[]; readonly baseline: readonly number[] };

/** Two samples of one middle; the candidate spreads so many times as far. */
function samples(seed: number, size: number, times: number): Samples {
  const normal = standardNormal(createRandom(seed, 'shift'));
  return {
    candidate: Array.from({ length: size }, () => times * normal()),
    baseline: Array.from({ length: size }, normal),
  };
}

/** How often an interval lies beyond the true shift of none, on either side. */
function errors(size: number, times: number, confidence: number, of: typeof shiftInterval): number {
  let wrong = 0;
  for (let seed = 0; seed < 3000; seed += 1) {
    const { candidate, baseline } = samples(seed, size, times);
    const found = of(candidate, baseline, confidence);
    if (found !== null && (found.low > 0 || found.high < 0)) wrong += 1;
  }
  return wrong / 3000;
}

test('a candidate that spreads four times as far is called changed as often as allowed, by ranks alone more often', () => {
  // Three standard errors of 3,000 trials are 1.6 points.
  expect(errors(24, 4, 0.9, shiftInterval)).toBeLessThan(0.115);
  expect(errors(24, 4, 0.9, hodgesLehmannShift)).toBeGreaterThan(0.12);
});

test('samples of one shape have the interval of the ranks in most cases, and the interval never lies inside it', () => {
  let same = 0;
  for (let seed = 0; seed < 300; seed += 1) {
    const { candidate, baseline } = samples(seed, 12, 1);
    const [both, ranks] = [shiftInterval(candidate, baseline, 0.9), hodgesLehmannShift(candidate, baseline, 0.9)];
    if (both === null || ranks === null) throw new Error('There is an interval of so many values.');
    expect(both.low).toBeLessThanOrEqual(ranks.low);
    expect(both.high).toBeGreaterThanOrEqual(ranks.high);
    if (both.low === ranks.low && both.high === ranks.high) same += 1;
  }
  expect(same).toBeGreaterThan(240);
});

test('p is at most the level just where the interval lies above the shift', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const { candidate, baseline } = samples(seed, 12, 4);
    const low = shiftInterval(candidate, baseline, 0.9)?.low ?? Number.NaN;
    expect(shiftP(candidate, baseline, low - 1e-9)).toBeLessThanOrEqual(0.05);
    expect(shiftP(candidate, baseline, low)).toBeGreaterThan(0.05);
  }
});

test('swapping the samples turns the interval round', () => {
  const { candidate, baseline } = samples(2, 12, 4);
  const [there, back] = [shiftInterval(candidate, baseline, 0.9), shiftInterval(baseline, candidate, 0.9)];
  expect(there?.low).toBe(-(back?.high ?? Number.NaN));
  expect(there?.high).toBe(-(back?.low ?? Number.NaN));
});

test('rounded values err no more often than they may, where the true shift is a whole number of steps', () => {
  const rounded = ({ candidate, baseline }: Samples): Samples => ({
    candidate: candidate.map(Math.round),
    baseline: baseline.map(Math.round),
  });
  let wrong = 0;
  for (let seed = 0; seed < 2000; seed += 1) {
    const { candidate, baseline } = rounded(samples(seed, 12, 1));
    const found = shiftInterval(candidate, baseline, 0.9);
    if (found !== null && (found.low > 0 || found.high < 0)) wrong += 1;
  }
  expect(wrong / 2000).toBeLessThan(0.1);
});

/** Brunner and Munzel's p below a difference, as its definition has it: every value beside every other one. */
function plainTail(candidate: readonly number[], baseline: readonly number[], difference: number): number {
  const [n, m] = [candidate.length, baseline.length];
  const over = candidate.map((value) => baseline.filter((other) => value - other >= difference).length);
  const under = baseline.map((other) => candidate.filter((value) => value - other >= difference).length);
  const above = over.reduce((sum, count) => sum + count, 0);
  const spreadOf = (counts: readonly number[]): number =>
    (counts.reduce((sum, count) => sum + count ** 2, 0) - above ** 2 / counts.length) / (counts.length - 1);
  const [part, otherPart] = [spreadOf(over) / (n * m * m), spreadOf(under) / (m * n * n)];
  const [total, excess] = [part + otherPart, above / (n * m) - 0.5];
  if (total === 0) return excess > 0 ? 0 : 1;
  const degreesOfFreedom = total ** 2 / (part ** 2 / (n - 1) + otherPart ** 2 / (m - 1));
  return studentUpperTail(excess / Math.sqrt(total), degreesOfFreedom);
}

/** The interval as its definition has it: all differences listed, and each bound moved from one to the next. */
function plainInterval(
  candidate: readonly number[],
  baseline: readonly number[],
  confidence: number,
): readonly number[] {
  const listed = (first: readonly number[], second: readonly number[]): Float64Array =>
    Float64Array.from(first.flatMap((value) => second.map((other) => value - other))).sort();
  const { rank, attained } = exactCriticalRank(uProbabilities(candidate.length, baseline.length), confidence);
  const lowered = (first: readonly number[], second: readonly number[]): number => {
    const sorted = listed(first, second);
    let bound = sorted[rank - 1] ?? Number.NaN;
    while (plainTail(first, second, bound) > (1 - confidence) / 2) {
      bound = sorted.findLast((difference) => difference < bound) ?? Number.NEGATIVE_INFINITY;
    }
    return bound;
  };
  const estimate = quantileOfSorted(listed(candidate, baseline), 0.5);
  return [estimate, lowered(candidate, baseline), -lowered(baseline, candidate), attained];
}

const wild = oneof(
  double({ min: -1e6, max: 1e6, noNaN: true }),
  constantFrom(0, -0, 0.1, 0.2, 0.30000000000000004, 1e300),
  integer({ min: -3, max: 3 }),
);
const sample = array(wild, { minLength: 2, maxLength: 24, size: 'max' });

test('the interval is that of its definition, to the last bit, but for the sign of a zero', () => {
  assert(
    property(sample, sample, constantFrom(0.5, 0.9, 0.9915, 0.999), (candidate, baseline, confidence) => {
      const found = shiftInterval(candidate, baseline, confidence);
      if (found === null) throw new Error('There is an interval of two values.');
      const { estimate, low, high, attained } = found;
      const plain = plainInterval(candidate, baseline, confidence);
      expect([estimate, low, high, attained].map((value) => value + 0)).toEqual(plain.map((value) => value + 0));
    }),
    { numRuns: 300 },
  );
});

test('two samples without any overlap have the p of the ranks, which is never zero', () => {
  expect(brunnerMunzelTail(placementsAbove(sortValues([10, 11]), sortValues([1, 2]), 7.9))).toBe(0);
  expect(shiftP([10, 11], [1, 2], 7.9)).toBeCloseTo(1 / 6, 12);
  expect(shiftInterval([1], [2, 3], 0.9)).toBeNull();
});
