import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Block } from './blocks.ts';
import type { Judgement } from './judgement.ts';
import { takenLooks, type TakenLooks } from './looks.ts';
import { compareRemeasured } from './remeasured.ts';
import { aMargin, aPass, launchNoise } from '#harness/compare/run.fixture.ts';

type Arms = { readonly baseline: readonly number[]; readonly candidate: readonly number[] };

const { protocol } = aPass('latency', []);
const oneLook = (blocks: number): TakenLooks => takenLooks({ ...protocol, blocks, looks: [] }, blocks);
const blocksOf = ({ baseline, candidate }: Arms): readonly Block[] =>
  candidate.map((value, block) => {
    const first = block % 2 === 0 ? 'baseline' : 'candidate';
    return { block, first, baseline: baseline[block] ?? Number.NaN, candidate: value };
  });
const lastOf = (judgements: readonly Judgement[]): Judgement => {
  const last = judgements.at(-1);
  if (last === undefined) throw new Error('no look was taken');
  return last;
};
const compare = (arms: Arms, metric: MetricId = 'endToEnd', overrides = {}): Judgement =>
  lastOf(compareRemeasured(aMargin(metric, overrides), blocksOf(arms), oneLook(arms.candidate.length)));
const outcomeOf = ({ verdict }: Judgement): string => (verdict.kind === 'inconclusive' ? verdict.reason : verdict.kind);

/** Both launches of a block share what the phone is like at that time. */
function noisyArms(seed: number, blocks: number, sigma: number, effect: number): Arms {
  const [noise, heat] = [launchNoise(seed, sigma), launchNoise(seed + 1_000_000, 0.1)];
  const levels = Array.from({ length: blocks }, () => 100 * heat());
  return {
    baseline: levels.map((level) => level * noise()),
    candidate: levels.map((level) => level * noise() * (1 + effect)),
  };
}

test('the interval is that of R: exp(t.test(log(candidate / baseline), conf.level = .9)$conf.int) − 1', () => {
  // scipy 1.17: ttest_1samp(log ratios).confidence_interval(0.9).
  const result = compare({ baseline: [100, 102, 99, 101], candidate: [110, 113, 108, 112] });
  expect(result.change?.estimate).toBeCloseTo(0.101892, 6);
  expect(result.change?.low).toBeCloseTo(0.0921003, 6);
  expect(result.change?.high).toBeCloseTo(0.1117715, 6);
  expect(result.evidence).toMatchObject({ n: 4, method: 'paired-t' });
  expect(result.evidence.pRegression).toBeCloseTo(0.0005242998, 7);
  expect(result.verdict.kind).toBe('regression');
});

test('what moves both launches of a block cancels', () => {
  const heating = [100, 130, 170, 220, 300];
  const result = compare({ baseline: heating, candidate: heating.map((value) => value * 1.1) });
  expect(result.change?.low).toBeCloseTo(0.1, 9);
  expect(result.change?.high).toBeCloseTo(0.1, 9);
});

test('swapping the arms turns a regression into an improvement', () => {
  const arms = noisyArms(5, 8, 0.01, 0.2);
  const [there, back] = [compare(arms), compare({ baseline: arms.candidate, candidate: arms.baseline })];
  expect(there.verdict.kind).toBe('regression');
  expect(back.verdict.kind).toBe('improvement');
  expect((1 + (there.change?.estimate ?? 0)) * (1 + (back.change?.estimate ?? 0))).toBeCloseTo(1, 9);
});

test('a higher rate is an improvement, a lower one a regression', () => {
  const arms = noisyArms(6, 8, 0.01, 0.2);
  expect(compare(arms, 'decodeRate').verdict.kind).toBe('improvement');
  expect(compare({ baseline: arms.candidate, candidate: arms.baseline }, 'decodeRate').verdict.kind).toBe('regression');
});

test('measuring in another unit changes nothing', () => {
  const arms = noisyArms(7, 6, 0.02, 0.03);
  const scaled = {
    baseline: arms.baseline.map((value) => value * 1024),
    candidate: arms.candidate.map((value) => value * 1024),
  };
  const [plain, inBytes] = [compare(arms), compare(scaled)];
  expect(inBytes.change?.low).toBeCloseTo(plain.change?.low ?? Number.NaN, 9);
  expect(inBytes.verdict).toEqual(plain.verdict);
});

test('fewer than three blocks are too few', () => {
  expect(outcomeOf(compare({ baseline: [100, 100], candidate: [200, 200] }))).toBe('tooFewLaunches');
  expect(outcomeOf(compare({ baseline: [100], candidate: [200] }))).toBe('tooFewLaunches');
  expect(outcomeOf(compare({ baseline: [100, 100, 100], candidate: [200, 200, 201] }))).toBe('regression');
});

test('values of which one has no ratio are all compared in their unit, with the margin of the typical baseline', () => {
  const result = compare(
    { baseline: [5.01, 0, 5.02, 5.03, 4.97, 4.98, 4.99, 5], candidate: [6.01, 6.02, 6, 6.03, 5.99, 5.98, 5.97, 6.04] },
    'energyPerAnswer',
  );
  expect(result).toMatchObject({ scale: 'absolute', verdict: { kind: 'regression' } });
  expect(result.margin).toBeCloseTo(0.25, 3);
  expect(result.change?.estimate).toBeCloseTo(1, 1);
});

test('one launch of 48 that used less than the idle phone silences none of the others', () => {
  const arms = noisyArms(3, 24, 0.02, 0.3);
  const odd = { ...arms, candidate: arms.candidate.with(7, -0.4) };
  expect(compare(odd, 'energyPerAnswer')).toMatchObject({ scale: 'absolute', verdict: { kind: 'regression' } });
  expect(compare(noisyArms(3, 24, 0.02, 0), 'energyPerAnswer').verdict.kind).toBe('noRegression');
});

test('a stage that is gone is an improvement, one that has come is a regression, in its unit', () => {
  const [none, some] = [Array.from({ length: 8 }, () => 0), [20, 21, 19, 20, 22, 20, 19, 21]];
  const gone = compare({ baseline: some, candidate: none }, 'preprocess');
  expect(gone).toMatchObject({ scale: 'absolute', margin: 1, verdict: { kind: 'improvement' } });
  expect(gone.change?.estimate).toBeCloseTo(-20, 0);
  const come = compare({ baseline: none, candidate: some }, 'preprocess');
  expect(come).toMatchObject({ scale: 'absolute', margin: 0, verdict: { kind: 'regression' } });
  expect(come.evidence.pRegression).toBeLessThan(0.001);
  expect(compare({ baseline: none, candidate: none }, 'preprocess')).toMatchObject({
    verdict: { kind: 'noRegression' },
  });
});

test('whatever the values are, a candidate that is no worse in any block is no regression, and a verdict is given', () => {
  const value = fc.oneof(fc.constantFrom(0, -1, 1, 20), fc.double({ min: -5, max: 50, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, fc.double({ min: 0, max: 30, noNaN: true })), { minLength: 3, maxLength: 24 }),
      (pairs) => {
        const baseline = pairs.map(([before]) => before);
        const judged = compare({ baseline, candidate: pairs.map(([before, gain]) => before - gain) });
        expect(judged.verdict.kind).not.toBe('regression');
        expect(outcomeOf(judged)).not.toBe('tooFewLaunches');
        expect(judged.change).not.toBeNull();
      },
    ),
    { numRuns: 300 },
  );
});

test('a leak is compared in bytes, so that a baseline without one is no obstacle', () => {
  const result = compare({ baseline: [0, -100, 100, 0], candidate: [3e6, 3.1e6, 2.9e6, 3e6] }, 'leakPerCycle');
  expect(result.scale).toBe('absolute');
  expect(result.change?.estimate).toBeCloseTo(3e6, 0);
  expect(result.verdict.kind).toBe('regression');
});

test('memory has the larger of its two margins', () => {
  const overrides = { percent: 3, absolute: 20e6 };
  const arms = { baseline: [100e6, 100e6, 100e6], candidate: [115e6, 115e6, 115e6] };
  expect(compare(arms, 'peakMemory', overrides)).toMatchObject({ margin: 0.2, verdict: { kind: 'drift' } });
});

test('where the mean and the ranks of the blocks point to different verdicts, nothing is claimed', () => {
  // Four of seven blocks are 8 % faster and three 6 % slower: the mean is surely within the margin, the ranks are not.
  const baseline = [100, 300, 200, 500, 400, 600, 700];
  const candidate = [106, 92, 106, 92, 106, 92, 92].map((percent, block) => (percent * (baseline[block] ?? 0)) / 100);
  const result = compare({ baseline, candidate });
  expect(outcomeOf(result)).toBe('methodsDisagree');
});

test('blocks that resemble their neighbours count for less', () => {
  const baseline = Array.from({ length: 16 }, () => 100);
  const drifting = baseline.map((value, block) => value + 3 * Math.sin(block / 4));
  const [resembling, mixed] = [drifting, drifting.toSorted((a, b) => ((a * 7919) % 13) - ((b * 7919) % 13))];
  const [widened, plain] = [compare({ baseline, candidate: resembling }), compare({ baseline, candidate: mixed })];
  expect(widened.evidence).toMatchObject({ n: 16, lag1: expect.closeTo(0.83, 2) });
  expect(plain.evidence).toMatchObject({ n: 16, lag1: 0 });
  expect(widened.change?.high ?? 0).toBeGreaterThan(2 * (plain.change?.high ?? 0));
});

test('of 2,000 comparisons of a build with itself at most 1 % are called a regression, and few stay open', () => {
  const counts = new Map<string, number>();
  for (let trial = 0; trial < 2000; trial += 1) {
    const outcome = outcomeOf(compare(noisyArms(trial, 8, 0.02, 0)));
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  expect(counts.get('regression') ?? 0).toBeLessThanOrEqual(20);
  expect((counts.get('noRegression') ?? 0) + (counts.get('drift') ?? 0)).toBeGreaterThan(1800);
});

test('a change that is exactly the margin is called a regression in at most 5 % + 1 of 100', () => {
  let regressions = 0;
  for (let trial = 0; trial < 2000; trial += 1) {
    if (compare(noisyArms(trial, 8, 0.02, 0.05)).verdict.kind === 'regression') regressions += 1;
  }
  expect(regressions / 2000).toBeLessThan(0.06);
});

test('ten per cent at a margin of five is found in 95 of 100 runs of eight blocks with 2 % noise', () => {
  let regressions = 0;
  for (let trial = 0; trial < 1000; trial += 1) {
    if (compare(noisyArms(trial, 8, 0.02, 0.1)).verdict.kind === 'regression') regressions += 1;
  }
  expect(regressions / 1000).toBeGreaterThanOrEqual(0.95);
});

test('the smallest detectable change is detected in about 80 of 100 runs', () => {
  let seen = 0;
  let told = 0;
  for (let trial = 0; trial < 2000; trial += 1) {
    const result = compare(noisyArms(trial, 16, 0.02, 0.022));
    if ((result.change?.low ?? 0) > 0) seen += 1;
    told += result.evidence.minimalDetectable ?? 0;
  }
  expect(told / 2000).toBeCloseTo(0.022, 3);
  // Three standard errors of 2,000 trials are 2.7 points.
  expect(Math.abs(seen / 2000 - 0.8)).toBeLessThan(0.027);
});
