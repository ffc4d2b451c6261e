import { expect, test } from 'vitest';
import { verifyFingerprint } from '#harness/domain/fingerprint.ts';
import { type Measured, STAGES } from '#harness/domain/measured.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import { launchValue } from '#harness/compare/launches/values.ts';
import type { Change } from './change.ts';
import { inject } from './inject.ts';
import { aSimulation, aSmallSuite } from './simulation.fixture.ts';
import { simulateRun } from './simulate-run.ts';

const METRICS: readonly MetricId[] = [
  'timeToFirstToken',
  'preprocess',
  'visionEncode',
  'prefill',
  'interTokenP50',
  'decodeRate',
  'endToEnd',
  'modelLoadCold',
  'modelLoadWarm',
  'peakMemory',
  'memoryAfterLoad',
  'leakPerCycle',
  'energyPerAnswer',
];

const RUN = simulateRun(
  aSimulation(
    aSmallSuite(METRICS, {
      blocks: 2,
      iterationsPerLaunch: 2,
      cycles: 8,
      footprintIntervalMs: 100,
      energyRefreshes: 2,
    }),
  ),
);
const SCORED = simulateRun(aSimulation(aSmallSuite(['answerAccuracy'], { blocks: 2, iterationsPerLaunch: 100 })));

/** Launch by launch, the ratio of the candidate's value with the change to the one without. */
function ratios(change: Change, size: number, metric: MetricId): readonly number[] {
  return pairs(RUN, change, size, metric).map(([old, now]) => now / old);
}

function pairs(run: Run, change: Change, size: number, metric: MetricId): readonly (readonly [number, number])[] {
  const values = (from: Run): readonly number[] =>
    from.launches
      .filter(({ slot }) => slot.arm === 'candidate')
      .map((launch) => launchValue(metric, launch, run.candidate) ?? Number.NaN);
  const now = values(inject(run, { change, size }, 1));
  return values(run).map((old, index) => [old, now[index] ?? Number.NaN]);
}

/** The metrics that change at all. */
function moved(change: Change, size: number): readonly MetricId[] {
  return METRICS.filter((metric) => ratios(change, size, metric).some((ratio) => Math.abs(ratio - 1) > 1e-9));
}

function candidates(run: Run): readonly Measured[] {
  return run.launches.flatMap(({ slot, outcome }) =>
    slot.arm === 'candidate' && outcome.kind === 'measured' ? [outcome] : [],
  );
}

test.each<[Change, MetricId, readonly MetricId[]]>([
  [{ kind: 'slowStage', stage: 'preprocess' }, 'preprocess', ['timeToFirstToken', 'endToEnd']],
  [{ kind: 'slowStage', stage: 'visionEncode' }, 'visionEncode', ['timeToFirstToken', 'endToEnd']],
  [{ kind: 'slowStage', stage: 'prefill' }, 'prefill', ['timeToFirstToken', 'endToEnd']],
  [{ kind: 'slowStage', stage: 'decode' }, 'interTokenP50', ['decodeRate', 'endToEnd']],
  [{ kind: 'slowLoad' }, 'modelLoadCold', ['modelLoadWarm']],
  [{ kind: 'moreEnergy' }, 'energyPerAnswer', []],
])(
  '%o by a tenth changes its own metric by a tenth, the ones it is a part of, and nothing else',
  (change, own, wholes) => {
    for (const ratio of ratios(change, 0.1, own)) expect(ratio).toBeCloseTo(1.1, 9);
    expect(new Set(moved(change, 0.1))).toEqual(new Set([own, ...wholes]));
  },
);

test('time to first token grows by just the time that the slower stage takes more', () => {
  const change: Change = { kind: 'slowStage', stage: 'visionEncode' };
  // One iteration a launch: medians of several would not add up.
  const run = simulateRun(aSimulation(aSmallSuite(['timeToFirstToken', 'visionEncode'], { blocks: 3 })));
  const encoded = pairs(run, change, 0.5, 'visionEncode');
  pairs(run, change, 0.5, 'timeToFirstToken').forEach(([old, now], index) => {
    const [before, after] = encoded[index] ?? [0, 0];
    expect(now - old).toBeCloseTo(after - before, 6);
  });
});

test('after a slower stage everything comes later and nothing overlaps', () => {
  for (const stage of STAGES) {
    const slower = candidates(inject(RUN, { change: { kind: 'slowStage', stage }, size: 0.3 }, 1));
    for (const { loads, unloads, iterations } of slower) {
      const spans = [...loads, ...unloads, ...iterations.flatMap((iteration) => iteration.spans)];
      const sorted = spans.toSorted((a, b) => a.startNs - b.startNs);
      sorted
        .slice(1)
        .forEach((span, index) => expect(span.startNs).toBeGreaterThan((sorted[index]?.endNs ?? 0) - 1e-3));
      for (const { spans: own, tokenNs } of iterations) expect(tokenNs.at(-1)).toBeCloseTo(own.at(-1)?.endNs ?? 0, 3);
    }
  }
});

test('ballast is in every footprint, in the peak and in nothing else', () => {
  expect(moved({ kind: 'ballast' }, 5e6)).toEqual(['peakMemory', 'memoryAfterLoad']);
  for (const metric of ['peakMemory', 'memoryAfterLoad'] as const) {
    for (const [old, now] of pairs(RUN, { kind: 'ballast' }, 5e6, metric)) expect(now - old).toBeCloseTo(5e6, 3);
  }
});

test('a leak adds its bytes to the slope, and to the peak what has gathered by then', () => {
  for (const [old, now] of pairs(RUN, { kind: 'leak' }, 2e6, 'leakPerCycle')) expect(now - old).toBeCloseTo(2e6, 3);
  for (const [old, now] of pairs(RUN, { kind: 'leak' }, 2e6, 'peakMemory')) {
    expect(now - old).toBeGreaterThan(13e6);
    expect(now - old).toBeLessThanOrEqual(14e6 + 1);
  }
  expect(new Set(moved({ kind: 'leak' }, 2e6))).toEqual(new Set(['leakPerCycle', 'peakMemory']));
});

test('wrong answers have other tokens and no score, the same ones in every launch, as many as the share says', () => {
  for (const [old, now] of pairs(SCORED, { kind: 'wrongAnswers' }, 0.05, 'answerAccuracy')) {
    expect(old - now).toBeCloseTo(0.05, 9);
  }
  const [first, second] = candidates(inject(SCORED, { change: { kind: 'wrongAnswers' }, size: 0.05 }, 1));
  const answers = (measured: Measured | undefined): readonly string[] =>
    (measured?.iterations ?? []).map(({ tokenIdsSha256 }) => tokenIdsSha256);
  expect(answers(first)).toEqual(answers(second));
  const changed = answers(first).filter((tokens, index) => tokens !== answers(candidates(SCORED)[0])[index]);
  expect(changed).toHaveLength(5);
});

test('more wrong answers hold the ones that fewer had', () => {
  const wrong = (size: number): readonly number[] =>
    (candidates(inject(SCORED, { change: { kind: 'wrongAnswers' }, size }, 1))[0]?.iterations ?? [])
      .filter(({ answer }) => answer === 'wrong')
      .map(({ questionId }) => questionId);
  expect(new Set(wrong(0.2)).isSupersetOf(new Set(wrong(0.05)))).toBe(true);
});

test('a swapped build shows in the fingerprint of as many first launches as the size says', () => {
  const swapped = inject(RUN, { change: { kind: 'swappedBuild' }, size: 1 }, 1);
  const kinds = swapped.launches
    .filter(({ slot }) => slot.arm === 'candidate')
    .map((launch) => verifyFingerprint(launch, swapped.candidate).outcome.kind);
  expect(kinds).toEqual(['failed', 'measured']);
});

test('a build that crashes at every launch is given up, as in a measurement', () => {
  const run = simulateRun(aSimulation(aSmallSuite(METRICS, { blocks: 12 })));
  const crashesOf = (size: number): readonly string[] =>
    inject(run, { change: { kind: 'crashes' }, size }, 1)
      .launches.filter(({ slot }) => slot.arm === 'candidate')
      .map(({ outcome }) => outcome.kind);
  expect(crashesOf(1)).toEqual(Array.from({ length: 4 }, () => 'failed'));
  expect(new Set(crashesOf(0.5))).toEqual(new Set(['failed', 'measured']));
});

test('the baseline stays as it is, and a change of size zero is none', () => {
  const baseline = (run: Run): Run['launches'] => run.launches.filter(({ slot }) => slot.arm === 'baseline');
  for (const change of [
    { kind: 'slowLoad' },
    { kind: 'leak' },
    { kind: 'crashes' },
    { kind: 'swappedBuild' },
  ] as const) {
    expect(baseline(inject(RUN, { change, size: 1 }, 1))).toEqual(baseline(RUN));
    expect(inject(RUN, { change, size: 0 }, 1)).toBe(RUN);
  }
});
