import { expect, test } from 'vitest';
import { launchValue } from '#harness/compare/launches/values.ts';
import { repeatedIdentity } from '#harness/domain/build.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { lagOneAutocorrelation } from '#harness/stats/autocorrelation.ts';
import { mean, variance } from '#harness/stats/moments.ts';
import { CALM } from './conditions.ts';
import { ASSUMED_PROFILE, type Profile, type Spread } from './profile.ts';
import { aSimulation, aSmallSuite, EVERY_TIME } from './simulation.fixture.ts';
import { SIMULATED_PHONE, simulateRun } from './simulate-run.ts';

const SUITE = aSmallSuite(EVERY_TIME, {
  blocks: 3,
  iterationsPerLaunch: 4,
  warmupIterations: 2,
  discardFirstLaunch: true,
});

function profileWith(spread: Spread): Profile {
  const { quantities } = ASSUMED_PROFILE;
  return { ...ASSUMED_PROFILE, quantities: { ...quantities, visionEncode: { ...quantities.visionEncode, spread } } };
}

const NO_SPREAD: Spread = { session: 0, block: 0, launch: 0, iteration: 0 };
const SILENT: Profile = {
  ...ASSUMED_PROFILE,
  quantities: Object.fromEntries(
    Object.entries(ASSUMED_PROFILE.quantities).map(([id, { level }]) => [id, { level, spread: NO_SPREAD }]),
  ) as Profile['quantities'],
};

function counted(run: Run): readonly Launch[] {
  return run.launches.filter(({ slot }) => !slot.discard);
}

/** Logarithms of a metric, a value a launch in the order of launches. */
function logs(metric: MetricId, run: Run, launches = counted(run)): readonly number[] {
  return launches.map((launch) => Math.log(launchValue(metric, launch, run.candidate) ?? Number.NaN));
}

function sd(values: readonly number[]): number {
  return Math.sqrt(variance(values) ?? Number.NaN);
}

test('the same seed gives the same run, another seed another one', () => {
  const run = simulateRun(aSimulation(SUITE));
  expect(simulateRun(aSimulation(SUITE))).toEqual(run);
  expect(simulateRun(aSimulation(SUITE, { seed: 2 })).launches).not.toEqual(run.launches);
});

test('a simulated run is one that the harness reads back from its file as it was', () => {
  const run = simulateRun(aSimulation(SUITE));
  expect(parseRun(JSON.parse(JSON.stringify(run)), 'simulated')).toEqual(run);
});

test('a simulated run is virtual, whatever device it names', () => {
  const phones = [{ device: { ...SIMULATED_PHONE, provenance: 'physical' as const }, profile: ASSUMED_PROFILE }];
  expect(simulateRun(aSimulation(SUITE, { phones })).devices.map(({ provenance }) => provenance)).toEqual(['virtual']);
});

test('each launch is of the build that its slot asks for and says so', () => {
  const run = simulateRun(aSimulation(SUITE));
  for (const { slot, fingerprint } of run.launches) {
    const build = slot.arm === 'baseline' ? baselineBuild(run) : run.candidate;
    expect(fingerprint?.identity).toEqual(build === null ? null : repeatedIdentity(build.identity));
  }
});

test('what happens in a launch happens one thing after another', () => {
  const suite = aSmallSuite(EVERY_TIME, { iterationsPerLaunch: 2, cycles: 3, footprintIntervalMs: 100, blocks: 2 });
  for (const { outcome } of simulateRun(aSimulation(suite)).launches) {
    if (outcome.kind !== 'measured') throw new Error('a simulated launch is measured');
    const spans = [...outcome.loads, ...outcome.unloads, ...outcome.iterations.flatMap((iteration) => iteration.spans)];
    const sorted = spans.toSorted((a, b) => a.startNs - b.startNs);
    sorted.slice(1).forEach((span, index) => expect(span.startNs).toBeGreaterThanOrEqual(sorted[index]?.endNs ?? 0));
    expect(outcome.unloads).toHaveLength(3);
    expect(outcome.peakFootprintBytes).toBe(Math.max(...outcome.footprints.map(({ bytes }) => bytes)));
  }
});

test('without noise every launch shows the levels of the profile', () => {
  const suite = aSmallSuite([...EVERY_TIME, 'peakMemory', 'memoryAfterLoad', 'energyPerAnswer'], {
    blocks: 1,
    energyRefreshes: 10,
  });
  const run = simulateRun(aSimulation(suite, { phones: [{ device: SIMULATED_PHONE, profile: SILENT }] }));
  const valueOf = (metric: MetricId): number => Math.exp(logs(metric, run)[0] ?? Number.NaN);
  expect(valueOf('visionEncode')).toBeCloseTo(50, 6);
  expect(valueOf('timeToFirstToken')).toBeCloseTo(20 + 50 + 30, 6);
  expect(valueOf('interTokenP50')).toBeCloseTo(10, 6);
  expect(valueOf('modelLoadCold')).toBeCloseTo(1000, 6);
  expect(valueOf('peakMemory')).toBeCloseTo(900e6, 0);
  expect(valueOf('energyPerAnswer')).toBeCloseTo(2, 6);
});

test('launches and iterations vary as much as the profile asks', () => {
  const spread = { session: 0, block: 0, launch: 0.03, iteration: 0.02 };
  const suite = aSmallSuite(['visionEncode'], { blocks: 400, iterationsPerLaunch: 5 });
  const run = simulateRun(aSimulation(suite, { phones: [{ device: SIMULATED_PHONE, profile: profileWith(spread) }] }));
  const encoded = counted(run).map(({ outcome }) =>
    outcome.kind === 'measured'
      ? outcome.iterations.map(({ spans }) => Math.log((spans[1]?.endNs ?? 0) - (spans[1]?.startNs ?? 0)))
      : [],
  );
  const within = Math.sqrt(mean(encoded.map((values) => variance(values) ?? 0)) ?? 0);
  expect(within).toBeCloseTo(0.02, 2.5);
  // What is between the means of launches besides their iterations' share (analysis of variance).
  const between = Math.sqrt((variance(encoded.map((values) => mean(values) ?? 0)) ?? 0) - within ** 2 / 5);
  expect(between).toBeCloseTo(0.03, 2.5);
});

test('blocks share their part of the noise between both arms, sessions theirs between all launches', () => {
  const spread = { session: 0.05, block: 0.04, launch: 0, iteration: 0 };
  const phones = [{ device: SIMULATED_PHONE, profile: profileWith(spread) }];
  const suite = aSmallSuite(['visionEncode'], { blocks: 30 });
  const sessions = Array.from({ length: 100 }, (_, seed) => simulateRun(aSimulation(suite, { phones, seed })));
  const blocks = sessions.map((run) =>
    logs(
      'visionEncode',
      run,
      counted(run).filter(({ slot }) => slot.arm === 'baseline'),
    ),
  );
  expect(Math.sqrt(mean(blocks.map((values) => variance(values) ?? 0)) ?? 0)).toBeCloseTo(0.04, 2.5);
  const means = blocks.map((values) => mean(values) ?? 0);
  expect(Math.sqrt((variance(means) ?? 0) - 0.04 ** 2 / 30)).toBeGreaterThan(0.04);
  expect(Math.sqrt((variance(means) ?? 0) - 0.04 ** 2 / 30)).toBeLessThan(0.06);
  for (const run of sessions.slice(0, 3)) {
    for (const pair of Map.groupBy(counted(run), ({ slot }) => slot.block).values()) {
      const [one, other] = logs('visionEncode', run, pair);
      expect(one).toBeCloseTo(other ?? Number.NaN, 9);
    }
  }
});

test('launches resemble those of the block before as much as the profile asks', () => {
  const spread = { session: 0, block: 0, launch: 0.03, iteration: 0 };
  const phones = [{ device: SIMULATED_PHONE, profile: profileWith(spread) }];
  const suite = aSmallSuite(['visionEncode'], { blocks: 500 });
  const run = simulateRun(aSimulation(suite, { phones, conditions: { ...CALM, lag1: 0.6 } }));
  const own = counted(run).filter(({ slot }) => slot.arm === 'candidate');
  expect(lagOneAutocorrelation(logs('visionEncode', run, own))).toBeCloseTo(0.6, 1);
  expect(sd(logs('visionEncode', run, own))).toBeCloseTo(0.03, 2.5);
});

test('drift makes each block slower than the one before, both arms alike', () => {
  const suite = aSmallSuite(EVERY_TIME, { blocks: 11 });
  const phones = [{ device: SIMULATED_PHONE, profile: SILENT }];
  const run = simulateRun(aSimulation(suite, { phones, conditions: { ...CALM, driftPerBlock: 0.02 } }));
  const times = logs('endToEnd', run);
  expect((times.at(-2) ?? 0) - (times[0] ?? 0)).toBeCloseTo(10 * Math.log(1.02), 9);
});

test('a hot phone is slower by what was asked, and reports that it is hot', () => {
  const suite = aSmallSuite(EVERY_TIME, { blocks: 8 });
  const phones = [{ device: SIMULATED_PHONE, profile: SILENT }];
  const conditions = { ...CALM, heat: { fromBlock: 3, slowdown: 0.3 } };
  const run = simulateRun(aSimulation(suite, { phones, conditions }));
  const times = logs('endToEnd', run);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeCloseTo(Math.log(1.3), 9);
  const states = run.launches.map(({ after }) => after?.thermal);
  expect(states[0]).toBe('nominal');
  expect(states).toContain('fair');
  expect(states.at(-1)).toBe('serious');
  const warmth = run.launches.map(({ after }) => after?.temperatureC ?? 0);
  expect(warmth).toEqual(warmth.toSorted((a, b) => a - b));
});
