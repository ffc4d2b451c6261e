import { expect, test } from 'vitest';
import { brunnerMunzelUpperTail } from '#harness/stats/ranks/brunner-munzel.ts';
import { hodgesLehmannShift } from '#harness/stats/ranks/hodges-lehmann.ts';
import { createRandom } from '#harness/stats/random.ts';
import { shiftInterval, shiftP } from './shift-interval.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

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

test('two samples without any overlap have the p of the ranks, which is never zero', () => {
  expect(brunnerMunzelUpperTail([10, 11], [1, 2], 7.9)).toBe(0);
  expect(shiftP([10, 11], [1, 2], 7.9)).toBeCloseTo(1 / 6, 12);
  expect(shiftInterval([1], [2, 3], 0.9)).toBeNull();
});
