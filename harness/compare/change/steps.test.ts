import { expect, test } from 'vitest';
import type { MetricId } from '#harness/domain/metric.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { inBothOrders, sortValues } from '#harness/stats/sorted-values.ts';
import { tInterval } from '#harness/stats/intervals/t-interval.ts';
import type { Judgement } from './judgement.ts';
import { takenLooks } from './looks.ts';
import { compareRemeasured } from './remeasured.ts';
import { aMargin, aPass } from '#harness/compare/run.fixture.ts';
import { readInSteps, stepOf, stepOn } from './steps.ts';
import { compareStored } from './stored.ts';

const { protocol } = aPass('latency', []);
const same = (value: number, count = 8): readonly number[] => Array.from({ length: count }, () => value);

function compare(
  baseline: readonly number[],
  candidate: readonly number[],
  metric: MetricId = 'energyPerAnswer',
  overrides = {},
): Judgement {
  const looks = takenLooks({ ...protocol, blocks: baseline.length, looks: [] }, baseline.length);
  const blocks = baseline.map((value, block) => ({
    block,
    first: block % 2 === 0 ? ('baseline' as const) : ('candidate' as const),
    baseline: value,
    candidate: candidate[block] ?? Number.NaN,
  }));
  const last = compareRemeasured(aMargin(metric, overrides), blocks, looks).at(-1);
  if (last === undefined) throw new Error('no look was taken');
  return last;
}
const outcomeOf = ({ verdict }: Judgement): string => (verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind);

test('the step is the smallest distance between values of which some are equal, but for rounding', () => {
  expect(stepOf('endToEnd', sortValues([100, 104, 104, 112]))).toBe(4);
  expect(stepOf('endToEnd', sortValues([0.3, 0.1 + 0.2, 0.5]))).toBeCloseTo(0.2, 12);
  expect(stepOf('endToEnd', sortValues([100, 100.5, 104]))).toBe(0);
  expect(stepOf('endToEnd', sortValues([]))).toBe(0);
});

test('values that are all equal may be one step, and nothing has none', () => {
  expect(stepOf('endToEnd', sortValues([100, 100, 100]))).toBe(100);
  expect(stepOf('endToEnd', sortValues([0, 0, 0]))).toBe(0);
});

test('memory comes in pages, whatever its values are', () => {
  expect(stepOf('peakMemory', sortValues([9e8, 9e8, 9.5e8]))).toBe(16_384);
  expect(stepOf('leakPerCycle', sortValues([0, 0]))).toBe(16_384);
});

test('as a ratio a step is measured at the smaller arm', () => {
  const arms = { baseline: inBothOrders([200, 200]), candidate: inBothOrders([100, 110]) };
  expect(stepOn('relative', 'endToEnd', arms)).toBeCloseTo(Math.log(1 + 10 / 105), 12);
  expect(stepOn('absolute', 'endToEnd', arms)).toBe(10);
});

test('an interval has at least the error of two readings, step² / 12 each', () => {
  const narrow = tInterval(1, 0.1, 10, 0.9);
  expect(readInSteps(narrow, 0)).toBe(narrow);
  expect(readInSteps(narrow, 0.2)).toBe(narrow);
  expect(readInSteps(narrow, 1).standardError ** 2).toBeCloseTo(1 / 12 + 1 / 12, 12);
});

test('readings that never move prove nothing: a counter that stands still may hide any change below its step', () => {
  expect(outcomeOf(compare(same(10, 12), same(10, 12)))).toBe('tooCoarse');
  const launches = same(10, 12).map((value, index) => ({ value, block: index, index }));
  expect(outcomeOf(compareStored(aMargin('energyPerAnswer', { percent: 20 }), [launches], launches))).toBe('tooCoarse');
});

test('equal readings of a counter whose step is small beside the margin pass', () => {
  expect(outcomeOf(compare(same(9e8), same(9e8), 'peakMemory'))).toBe('noRegression');
  expect(compare(same(9e8), same(9e8), 'peakMemory').change?.high).toBeGreaterThan(0);
  expect(outcomeOf(compare(same(0), same(0), 'leakPerCycle'))).toBe('noRegression');
});

/** Now one of two neighbouring readings, now the other. */
const between = (low: number, step: number, count = 24): readonly number[] =>
  same(low, count).map((value, index) => value + step * (index % 2));

test('a step of a quarter of the margin is not too coarse, a larger one is', () => {
  const inSteps = (step: number): Judgement => compare(between(100, step), between(100, step).toReversed());
  expect(outcomeOf(inSteps(1.2))).toBe('noRegression');
  expect(outcomeOf(inSteps(4.9))).toBe('tooCoarse');
});

test('steps are too coarse where no number of launches would decide, and launches are too few where more might', () => {
  expect(outcomeOf(compare(between(100, 5, 24), between(100, 5, 24)))).toBe('tooCoarse');
  expect(outcomeOf(compare(between(100, 5, 8), between(100, 5, 8)))).toBe('straddlesMargin');
  // Few that all read the same may lie within one step by luck.
  expect(outcomeOf(compare(same(10, 11), same(10, 11)))).toBe('straddlesMargin');
  expect(outcomeOf(compare(same(10, 12), same(10, 12)))).toBe('tooCoarse');
});

test('a change that a step cannot hide is found in spite of it', () => {
  const [baseline, candidate] = [
    same(100).map((value, index) => value + 10 * (index % 2)),
    same(150).map((value, index) => value + 10 * (index % 2)),
  ];
  expect(outcomeOf(compare(baseline, candidate))).toBe('regression');
  expect(outcomeOf(compare(candidate, baseline))).toBe('improvement');
  expect(outcomeOf(compare(baseline, baseline, 'energyPerAnswer', { percent: 30 }))).toBe('noRegression');
});

/** Shares of comparisons, each with a counter of that step that stands anywhere, read after noise of a share of the step. */
function shares(step: number, noise: number, change: number): { readonly passed: number; readonly regressed: number } {
  const trials = 300;
  const counts = { passed: 0, regressed: 0 };
  for (let seed = 0; seed < trials; seed += 1) {
    const random = createRandom(seed, `${step} ${noise}`);
    const normal = standardNormal(random);
    const level = 100 + 20 * random.next();
    const read = (value: number): number => step * Math.floor((value * (1 + (noise * step * normal()) / 100)) / step);
    const arm = (value: number): readonly number[] => same(value, 12).map(read);
    const { kind } = compare(arm(level), arm(level * (1 + change))).verdict;
    if (kind === 'regression') counts.regressed += 1;
    if (kind !== 'inconclusive' && kind !== 'regression') counts.passed += 1;
  }
  return { passed: counts.passed / trials, regressed: counts.regressed / trials };
}

test.each([
  [1, 0],
  [1, 0.5],
  [2.5, 0],
  [2.5, 0.3],
  [5, 0],
  [10, 0],
  [10, 0.3],
])(
  'steps of %s per cent, noise of %s steps: a change beyond the margin passes in at most 5 of 100, one within it is as seldom called',
  (step, noise) => {
    // Three standard errors of 300 trials are 3.8 points.
    expect(shares(step, noise, 0.055).passed).toBeLessThan(0.088);
    expect(shares(step, noise, 0.045).regressed).toBeLessThan(0.088);
  },
);

test('where both builds stand within one step and only noise shows it, a change beyond the margin never passes', () => {
  let passed = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const normal = standardNormal(createRandom(seed, 'one step'));
    const read = (value: number): number => 6 * Math.floor((value + 0.3 * normal()) / 6);
    // Steps of 6 end at 102 and 108: 102.2 and 107.8, which is 5.5 % more, lie in the same.
    const { kind } = compare(same(102.2, 12).map(read), same(107.8, 12).map(read)).verdict;
    if (kind !== 'inconclusive' && kind !== 'regression') passed += 1;
  }
  expect(passed).toBe(0);
});
