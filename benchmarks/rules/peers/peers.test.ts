import { expect, test } from 'vitest';
import { normalQuantile } from '#harness/stats/distributions/normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import { benchstat } from './benchstat.ts';
import { criterionWith } from './criterion.ts';
import { githubActionBenchmark } from './github-action-benchmark.ts';
import { pairedT } from './paired-t.ts';
import { reassure } from './reassure.ts';
import type { Rule, RuleContext } from './rule.ts';
import { welch } from './welch.ts';

const criterion = criterionWith(2000);
const PEERS: readonly (readonly [string, Rule])[] = [
  ['benchstat', benchstat],
  ['Welch', welch],
  ['Reassure', reassure],
  ['github-action-benchmark', githubActionBenchmark],
  ['Criterion.rs', criterion],
];

const context = (better: RuleContext['better'] = 'lower'): RuleContext => ({ better, random: createRandom(1) });

/** Ten values at the quantiles of a normal distribution, so that mean and spread are what they are called. */
function spread(level: number, deviation: number): readonly number[] {
  return Array.from({ length: 10 }, (_, index) => level * (1 + deviation * normalQuantile((index + 0.5) / 10)));
}

test.each(PEERS)('%s calls twice and half again as much a change', (_, rule) => {
  expect(rule(spread(100, 0.02), spread(250, 0.02), context()).isChanged).toBe(true);
});

test.each(PEERS.filter(([name]) => name !== 'github-action-benchmark'))('%s calls 50 %% more a change', (_, rule) => {
  expect(rule(spread(100, 0.02), spread(150, 0.02), context()).isChanged).toBe(true);
});

test.each(PEERS)('%s calls the same values no change', (_, rule) => {
  expect(rule(spread(100, 0.02), spread(100, 0.02), context()).isChanged).toBe(false);
});

test.each(PEERS)('%s calls values that are all equal no change', (_, rule) => {
  const values = Array.from({ length: 10 }, () => 100);
  expect(rule(values, values, context()).isChanged).toBe(false);
});

test.each(PEERS)('%s holds less against its threshold the larger the change', (_, rule) => {
  const scores = [1, 1.01, 1.03, 1.1].map(
    (ratio) => rule(spread(100, 0.02), spread(100 * ratio, 0.02), context()).score,
  );
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('benchstat shows a delta where golang/perf’s own files show one', () => {
  // cmd/benchstat/testdata/{old,new}.txt, format=gob, against csvOldNew.stdout: "~,p=0.446 n=10".
  const old = [3069, 3075, 3069, 3067, 3207, 3064, 3064, 3058, 3059, 3062];
  const now = [3075, 3065, 3059, 3065, 3060, 3081, 3186, 3135, 3087, 3062];
  expect(benchstat(old, now).isChanged).toBe(false);
  expect(benchstat(old, now).score).toBeCloseTo(0.446, 3);
  // issue19634.txt against issue19634.stdout: "-31.48% (p=0.008 n=5)".
  const slow = [115, 114, 115, 115, 115];
  const fast = [78.8, 78.8, 78.8, 78.8, 78.8];
  expect(benchstat(slow, fast).isChanged).toBe(true);
  expect(benchstat(slow, fast).score).toBeCloseTo(0.008, 3);
  // benchmath/assumption_test.go, TestCompareNone.
  expect(benchstat([-1, -1, -1], [1, 1, 1])).toEqual({ isChanged: false, score: 0.1 });
  expect(benchstat([-1, -1, -1, -1], [1, 1, 1, 1]).score).toBeCloseTo(0.02857142857142857, 14);
});

test('Reassure asks for z above 2.326 of the baseline’s noise alone, and for 5 %', () => {
  const baseline = [90, 110];
  const candidates = (mean: number): readonly number[] => [mean, mean];
  // The deviation of 90 and 110 is 14.142, of the mean of two 10: 23.26 lies 2.326 of them away.
  expect(reassure(baseline, candidates(123.2)).isChanged).toBe(false);
  expect(reassure(baseline, candidates(123.3)).isChanged).toBe(true);
  expect(reassure(spread(100, 0.001), spread(104.9, 0.001)).isChanged).toBe(false);
  expect(reassure(spread(100, 0.001), spread(105.1, 0.001)).isChanged).toBe(true);
});

test('Reassure takes out what lies ten deviations away', () => {
  // findOutliers of packages/measure/src/__tests__/outlier-helpers.test.tsx: 1000 goes, the others stay.
  const values = [100, 105, 98, 1000, 102];
  expect(reassure(values, [101, 106, 99, 103])).toEqual(reassure([100, 105, 98, 102], [101, 106, 99, 103]));
});

test('github-action-benchmark alerts above 200 %, on the worse side only', () => {
  expect(githubActionBenchmark([100], [200], context()).isChanged).toBe(false);
  expect(githubActionBenchmark([100], [201], context()).isChanged).toBe(true);
  expect(githubActionBenchmark([100], [10], context()).isChanged).toBe(false);
  expect(githubActionBenchmark([100], [49], context('higher')).isChanged).toBe(true);
  expect(githubActionBenchmark([0], [0], context()).isChanged).toBe(false);
});

test('Criterion.rs calls a sure change below 1 % noise', () => {
  expect(criterion(spread(100, 0.001), spread(100.8, 0.001), context())).toEqual({ isChanged: false, score: 0 });
  expect(criterion(spread(100, 0.001), spread(101.2, 0.001), context())).toEqual({ isChanged: true, score: 0 });
});

test('the p of Criterion.rs is near that of Welch, whose distribution it bootstraps', () => {
  const [baseline, candidate] = [spread(100, 0.02), spread(101.5, 0.02)];
  const rule = criterionWith(20_000);
  expect(rule(baseline, candidate, context()).score).toBeCloseTo(welch(baseline, candidate).score, 1);
});

test('Welch’s p is that of scipy 1.17.1: ttest_ind(equal_var=False)', () => {
  expect(welch([1, 2, 3, 4, 5], [2, 4, 6, 8, 11]).score).toBeCloseTo(0.11499016052991898, 12);
});

test('Student’s p is that of scipy 1.17.1: ttest_rel of the logarithms', () => {
  expect(pairedT([1, 3, 5, 9, 10], [2, 4, 6, 8, 11]).score).toBeCloseTo(0.1639018982700557, 12);
});
