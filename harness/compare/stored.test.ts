import { expect, test } from 'vitest';
import { createResampling } from '#harness/stats/bootstrap.ts';
import type { Judgement } from './judgement.ts';
import { aMargin, launchNoise } from './run.fixture.ts';
import { compareStored, WORST_SESSION_EFFECT } from './stored.ts';

const samples = (values: readonly number[]) => values.map((value, block) => ({ block, value }));
const resampling = createResampling(1, 2000);

function compare(effect: number, sigma: number, seed = 1, launches = 8, percent = 5): Judgement {
  const noise = launchNoise(seed, sigma);
  const arm = (level: number) => samples(Array.from({ length: launches }, () => level * noise()));
  return compareStored(aMargin('endToEnd', { percent }), arm(100), arm(100 * (1 + effect)), resampling);
}
const outcomeOf = ({ verdict }: Judgement): string => (verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind);

test('a change that one session could explain is inconclusive for that reason', () => {
  expect(outcomeOf(compare(0, 0.005))).toBe('oneSession');
  expect(outcomeOf(compare(0.09, 0.005))).toBe('oneSession');
});

test('a change beyond margin and session effect together is a regression or an improvement', () => {
  expect(outcomeOf(compare(0.25, 0.005))).toBe('regression');
  expect(outcomeOf(compare(-0.25, 0.005))).toBe('improvement');
});

test('a margin wider than the session effect lets an unchanged build pass', () => {
  expect(outcomeOf(compare(0, 0.005, 1, 8, 20))).toBe('noRegression');
});

test('launches that scatter across the margin are inconclusive for their own reason', () => {
  expect(outcomeOf(compare(0.05, 0.05))).toBe('straddlesMargin');
});

test('the interval is Welch’s, widened at both ends by the session effect', () => {
  const result = compareStored(aMargin('endToEnd'), samples([100, 100, 100]), samples([150, 150, 150]), resampling);
  expect(result.change?.estimate).toBeCloseTo(0.5, 9);
  expect(result.change?.low).toBeCloseTo(1.5 / (1 + WORST_SESSION_EFFECT) - 1, 9);
  expect(result.change?.high).toBeCloseTo(1.5 * (1 + WORST_SESSION_EFFECT) - 1, 9);
  expect(result.evidence).toMatchObject({ n: 3, method: 'welch-t' });
});

test('p asks whether the change is beyond margin and session effect together', () => {
  const pOf = (effect: number): number => compare(effect, 0.005).evidence.pRegression ?? Number.NaN;
  expect(pOf(0.25)).toBeLessThan(0.001);
  expect(pOf(0.1)).toBeGreaterThan(0.9);
});

test('a change in a metric’s own unit has the session effect in that unit', () => {
  const margin = aMargin('leakPerCycle', { absolute: 1 });
  const result = compareStored(margin, samples([100, 100, 100]), samples([104, 104, 104]), resampling);
  expect(result.change).toMatchObject({ estimate: 4, low: 4 - 8, high: 4 + 8 });
  expect(outcomeOf(result)).toBe('oneSession');
});

test('blocks of a stored run are no pairs: their order does not matter', () => {
  const [baseline, candidate] = [
    [100, 103, 98, 101],
    [140, 139, 144, 141],
  ];
  const forwards = compareStored(aMargin('endToEnd'), samples(baseline), samples(candidate), resampling);
  const shuffledArm = samples([...candidate].reverse());
  const backwards = compareStored(aMargin('endToEnd'), samples(baseline), shuffledArm, resampling);
  expect(backwards.change?.low).toBeCloseTo(forwards.change?.low ?? Number.NaN, 9);
});

test('fewer than three launches of either arm are too few', () => {
  expect(outcomeOf(compare(0.5, 0.005, 1, 2))).toBe('tooFewLaunches');
  const lopsided = compareStored(aMargin('endToEnd'), samples([1, 1, 1, 1]), samples([2]), resampling);
  expect(lopsided.change).toBeNull();
  expect(outcomeOf(lopsided)).toBe('tooFewLaunches');
});

test('of 500 comparisons with a session that ran 8 % slower at most 1 % are called a regression', () => {
  let regressions = 0;
  for (let seed = 0; seed < 500; seed += 1) {
    if (compare(WORST_SESSION_EFFECT, 0.02, seed).verdict.kind === 'regression') regressions += 1;
  }
  expect(regressions).toBeLessThanOrEqual(5);
});
