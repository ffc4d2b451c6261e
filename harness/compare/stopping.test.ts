import { expect, test } from 'vitest';
import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';
import { assess } from './assess.ts';
import { aDevice, aMargin, aMeasured, anIteration, aPass, aRun, aSuite, launchNoise, TOO_HOT } from './run.fixture.ts';
import { decidingCount, stoppingRule } from './stopping.ts';

const PLACE = { deviceId: 'one', passId: 'latency' };
const LOOKS = { blocks: 24, looks: [6, 12, 18] };
const pass = aPass('latency', ['timeToFirstToken', 'visionEncode']);
const PASSES = [{ ...pass, protocol: { ...pass.protocol, ...LOOKS } }];

/** A run of so many blocks whose vision encoder is slower by a factor in the candidate. */
function aRunOf(blocks: number, factor: number, sigma = 0.01, overrides: Partial<Run> = {}): Run {
  const noise = launchNoise(5, sigma);
  return aRun({
    blocks,
    passes: PASSES,
    outcome: ({ arm }) => {
      const visionEncodeMs = 50 * noise() * (arm === 'candidate' ? factor : 1);
      return aMeasured({ iterations: [anIteration({ visionEncodeMs })] });
    },
    overrides,
  });
}

const isSettled = (run: Run): boolean => {
  const blocks = new Set(run.launches.map(({ slot }) => slot.block)).size;
  return stoppingRule(run)({ ...PLACE, blocks }, run.launches);
};

test('a build that is surely unharmed, or surely slower, needs no more blocks', () => {
  expect(isSettled(aRunOf(6, 1))).toBe(true);
  expect(isSettled(aRunOf(6, 1.4))).toBe(true);
});

test('a build between the two goes on', () => {
  expect(isSettled(aRunOf(6, 1.12, 0.05))).toBe(false);
});

test('a regression that would not hold among all comparisons of the run goes on', () => {
  const run = aRunOf(6, 1.25, 0.03);
  const many = { ...run, devices: Array.from({ length: 40 }, (_, index) => aDevice(index === 0 ? 'one' : `${index}`)) };
  expect(isSettled(run)).toBe(true);
  expect(isSettled(many)).toBe(false);
});

test('a phase goes on, and is closed where its parent surely is no worse', () => {
  // The encoder is half of the time to first token; its own margin is so narrow that six blocks cannot decide it.
  const margins = [aMargin('timeToFirstToken', { percent: 20 }), aMargin('visionEncode', { percent: 7 })];
  const drifted = aRunOf(6, 1.08, 0.02, { suite: aSuite(PASSES, margins) });
  expect(assess({ run: drifted, baselineRun: null, seed: 1 }).looks[0]?.taken).toEqual([
    { blocks: 6, undecided: ['visionEncode'] },
  ]);
  const noise = launchNoise(5, 0.02);
  const won = aRun({
    blocks: 6,
    passes: PASSES,
    outcome: ({ arm }) => {
      const isCandidate = arm === 'candidate';
      const question = { preprocessMs: isCandidate ? 5 : 20, visionEncodeMs: 50 * noise() * (isCandidate ? 1.06 : 1) };
      return aMeasured({ iterations: [anIteration(question)] });
    },
  });
  const assessment = assess({ run: won, baselineRun: null, seed: 1 });
  expect(assessment.comparisons.find(({ metric }) => metric === 'visionEncode')?.verdict.kind).toBe('inconclusive');
  expect(assessment.looks[0]?.taken).toEqual([{ blocks: 6, undecided: [] }]);
});

test('a metric that an arm has not told yet goes on', () => {
  const run = aRunOf(6, 1);
  const tooHot = (launch: Launch): Launch =>
    launch.slot.arm === 'candidate' ? { ...launch, outcome: TOO_HOT } : launch;
  expect(isSettled({ ...run, launches: run.launches.map(tooHot) })).toBe(false);
});

test('a build that is measured alone is never settled', () => {
  expect(isSettled(aRunOf(6, 1, 0.01, { baseline: null }))).toBe(false);
});

test('only noisy metrics that block can fail a gate by chance, on every phone', () => {
  const metrics = ['timeToFirstToken', 'visionEncode', 'interTokenP50', 'modelSize', 'endToEnd'] as const;
  const margins = metrics.map((metric) => aMargin(metric, metric === 'endToEnd' ? { severity: 'warn' } : {}));
  const run = aRun({ passes: [aPass('p', metrics)], devices: [aDevice('one'), aDevice('two')] });
  expect(decidingCount({ ...run, suite: { ...run.suite, margins } })).toBe(4);
});

test('a run that stopped early says what it saved', () => {
  const assessment = assess({ run: aRunOf(6, 1), baselineRun: null, seed: 1 });
  // Two launches of 1.5 s each make a block.
  expect(assessment.looks).toMatchObject([
    { ...PLACE, blocksPlanned: 24, blocksMeasured: 6, taken: [{ blocks: 6, undecided: [] }] },
  ]);
  expect(assessment.looks[0]?.minutesSaved).toBeCloseTo((18 * 2 * 1.5) / 60, 9);
  expect(assessment.comparisons[0]?.evidence.deviceMinutes).toBeCloseTo((6 * 2 * 1.5) / 60, 9);
});
