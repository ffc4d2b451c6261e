import { expect, test } from 'vitest';
import { aDevice, aMargin, aMeasured, anIteration, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import type { Outcome } from './launch.ts';
import type { Measured } from './measured.ts';
import { parseRun, type Run } from './run.ts';
import { oldRun } from './old-runs/old-run.fixture.ts';

const reading = (run: Run): unknown => parseRun(JSON.parse(JSON.stringify(run)), 'run.json');
const measured = (changes: Partial<Measured>): Run => aRun({ blocks: 1, outcome: () => aMeasured(changes) });

test('a duplicate in a run file would count twice, and is refused by its name', () => {
  const run = aRun({ blocks: 2 });
  expect(reading(run)).toMatchObject({ id: run.id });
  const twice: readonly (readonly [Run, string])[] = [
    [{ ...run, launches: [...run.launches, ...run.launches.slice(0, 1)] }, 'launch one/latency/0, attempt 1,'],
    [{ ...run, devices: [aDevice('one'), aDevice('one')] }, 'device one'],
    [{ ...run, suite: aSuite([aPass('latency', []), aPass('latency', [])]) }, 'pass latency'],
    [{ ...run, suite: aSuite([aPass('latency', ['endToEnd', 'endToEnd'])], []) }, 'metric endToEnd'],
    [{ ...run, suite: aSuite([], [aMargin('endToEnd'), aMargin('endToEnd')]) }, 'margin of endToEnd'],
  ];
  for (const [doubled, name] of twice) expect(() => reading(doubled)).toThrow(`the ${name} is listed twice`);
  const again = run.launches.slice(0, 1).map((launch) => ({ ...launch, attempt: 2 }));
  expect(reading({ ...run, launches: [...run.launches, ...again] })).toMatchObject({ id: run.id });
});

test('a metric that is not known is named, without a list of all that are', () => {
  const run = JSON.parse(JSON.stringify(aRun({ blocks: 1 })).replaceAll('"endToEnd"', '"warpFactor"'));
  expect(() => parseRun(run, 'run.json')).toThrow(
    /^run\.json is not a run of this harness: "warpFactor" is not one of the \d+ values that this version knows at suite\.\S+\.$/,
  );
});

test('times that run backwards and negative sizes are refused', () => {
  const span = { startNs: 2, endNs: 1 };
  const bad: readonly Partial<Measured>[] = [
    { iterations: [anIteration({}, { spans: [{ stage: 'decode', ...span }] })] },
    { iterations: [anIteration({}, { tokenNs: [5, 4], tokenCount: 2 })] },
    { loads: [{ ...span, cache: 'cold', footprintBytes: 1 }] },
    { unloads: [{ ...span, footprintBytes: 1 }] },
    { loads: [{ startNs: 1, endNs: 2, cache: 'cold', footprintBytes: -1 }] },
    { footprints: [{ atNs: 1, bytes: -1, mark: null }] },
    { peakFootprintBytes: -1 },
    { peakFootprintBytes: Number.POSITIVE_INFINITY },
  ];
  for (const changes of bad) expect(() => reading(measured(changes))).toThrow('is not a run of this harness');
  expect(reading(measured({ iterations: [anIteration({}, { tokenNs: [5, 5], tokenCount: 2 })] }))).toBeDefined();
});

test('an app that waited for longer than its launch took, or worked for less than no time, is refused', () => {
  expect(reading(measured({ waitedMs: 1500, cpuTimeMs: 0 }))).toBeDefined();
  for (const waitedMs of [1501, 1e308]) {
    expect(() => reading(measured({ waitedMs }))).toThrow(
      /run\.json contradicts itself: the launch of the \w+ in block 0 of one\/latency waited longer for the processor than it took/,
    );
  }
  expect(() => reading(measured({ waitedMs: 2, cpuTimeMs: -1 }))).toThrow('cpuTimeMs');
  const twice = withSecondSession(measured({}), measured({ waitedMs: 1e308 }));
  expect(() => reading(twice)).toThrow(/^The second session of run\.json contradicts itself: .* than it took\.$/);
});

test('energy and device states of earlier versions are read: what they did not report is missing', () => {
  const run = aRun({ blocks: 1 });
  const energy = { totalJoules: 90, windowMs: 20_000, idleWatts: 0.8, refreshes: 10, confidence: 'measured' };
  const state = { at: '', thermal: null, batteryPercent: 80, charging: true, lowPowerMode: null, temperatureC: null };
  const { id: buildId } = parseRun(oldRun('alone'), 'alone').candidate;
  const own = { deviceId: 'virtual-iphone-16-pro', buildId, before: state };
  const one = run.launches.find(({ slot }) => slot.arm === 'candidate');
  const old = { ...one, ...own, slot: { ...one?.slot, pass: 'smoke' }, outcome: { ...one?.outcome, energy } };
  const json = { ...oldRun('alone'), launches: [old] };
  const [launch] = parseRun(JSON.parse(JSON.stringify(json)), 'run.json').launches;
  expect(launch?.before).toEqual({ ...state, supply: null });
  expect(launch?.outcome).toMatchObject({ energy });
  const full = { ...energy, idle: { beforeWatts: 0.8, afterWatts: 0.9 }, errorJoules: 4, supply: 'held' } as const;
  const told = { ...full, confidence: 'measured' } as const;
  expect(reading(measured({ energy: told, noEnergy: 'x' }))).toMatchObject({
    launches: expect.arrayContaining([expect.objectContaining({ outcome: expect.objectContaining({ energy: told }) })]),
  });
});

test('known noise that cannot have been counted is refused', () => {
  const noise = { deviceId: 'one', passId: 'latency', metric: 'endToEnd', farOut: 1, launches: 40, lag1: 0.4 } as const;
  const run = aRun({ blocks: 1 });
  expect(reading({ ...run, known: [noise, { ...noise, metric: 'prefill', farOut: 40, lag1: 0 }] })).toBeDefined();
  // More outliers than launches, blocks that repeat each other for ever, and one metric told twice.
  expect(() => reading({ ...run, known: [{ ...noise, farOut: 41 }] })).toThrow('more outliers than launches');
  expect(() => reading({ ...run, known: [{ ...noise, lag1: 1 }] })).toThrow('known.0.lag1');
  expect(() => reading({ ...run, known: [noise, { ...noise, farOut: 9 }] })).toThrow(
    'the noise of one/latency/endToEnd is listed twice',
  );
});

test('what a launch says of installations is kept, and runs that do not say are read', () => {
  const run = measured({});
  const told = { sinceInstall: 1, preparation: { loadMs: 80_000, totalMs: 95_000 } };
  const launches = run.launches.map((launch) => ({ ...launch, ...told }));
  const kept = parseRun(JSON.parse(JSON.stringify({ ...run, launches })), 'run.json');
  for (const launch of kept.launches) expect(launch).toMatchObject(told);
  const older = parseRun(JSON.parse(JSON.stringify(run)), 'run.json');
  for (const launch of older.launches) expect(Object.keys(launch)).not.toContain('sinceInstall');
  const negative = run.launches.map((launch) => ({ ...launch, sinceInstall: -1 }));
  expect(() => reading({ ...run, launches: negative })).toThrow('sinceInstall');
});

test('what an app may report is kept as it was, and runs without it are read', () => {
  const units = { graph: 'vision', of: 'cost', cpu: 0.1, gpu: 0.2, neuralEngine: 0.7 } as const;
  const run = measured({
    loads: [{ startNs: 0, endNs: 1, cache: 'cold', footprintBytes: 5, computeUnits: [units] }],
    iterations: [anIteration({}, { finishReason: 'length' })],
    thermalChanges: [{ atNs: 3, state: 'fair' }],
    memoryLimitBytes: 3e9,
    display: { brightness: 0.5, maximumFramesPerSecond: 60 },
    charging: true,
    counters: { instructions: 3, cycles: 2, cpuEnergyNanojoules: 1 },
  });
  const outcomesOf = ({ launches }: Run): readonly Outcome[] => launches.map(({ outcome }) => outcome);
  expect(outcomesOf(parseRun(JSON.parse(JSON.stringify(run)), 'run.json'))).toEqual(outcomesOf(run));
  const [old] = parseRun(oldRun('alone'), 'alone').launches;
  expect(old?.outcome).not.toHaveProperty('counters');
});

test('looks that do not rise are refused, for two looks at the same blocks cannot be judged', () => {
  const looking = (looks: readonly number[]): Run => {
    const pass = aPass('latency', []);
    return { ...aRun({ blocks: 1 }), suite: aSuite([{ ...pass, protocol: { ...pass.protocol, looks } }]) };
  };
  expect(reading(looking([6, 8, 30]))).toBeDefined();
  for (const looks of [
    [6, 6],
    [12, 6],
  ]) {
    expect(() => reading(looking(looks))).toThrow('looks that do not rise');
  }
});

test('a pass of more blocks than can be counted is refused', () => {
  const pass = aPass('latency', []);
  const planning = (blocks: number): Run => ({
    ...aRun({ blocks: 1 }),
    suite: aSuite([{ ...pass, protocol: { ...pass.protocol, blocks } }]),
  });
  expect(reading(planning(10_000))).toBeDefined();
  expect(() => reading(planning(1e15))).toThrow('at suite.passes.0.protocol.blocks');
});

test('an id that leads out of its folder, and moments that are none, are refused: reports are written and sorted by them', () => {
  const run = aRun({ blocks: 1 });
  for (const id of ['', '.', '..', '../../other', '/other', 'a/b', '--all', 'a\nb', '\u001b[31mred', 'x'.repeat(201)]) {
    expect(() => reading({ ...run, id })).toThrow('cannot name a folder at id');
  }
  for (const moment of ['', 'today', '2026-01-01', '2026-01-01T00:00:00+02:00', '\u001b[31mred']) {
    for (const key of ['startedAt', 'endedAt', 'resumedAt']) {
      expect(() => reading({ ...run, [key]: moment })).toThrow(`is not a moment in UTC at ${key}`);
    }
  }
});

test('a run that keeps a setting of its policy that this version does not know is refused, and says what to do', () => {
  const policySettings = { id: 'ours', inconclusive: 'warn', virtual: 'accept', sessions: 3 } as const;
  expect(() => reading({ ...aRun({ blocks: 1 }), policy: 'ours', policySettings })).toThrow(
    expect.objectContaining({ code: 'RUN_INVALID', remedy: expect.stringContaining('update fastvlm-bench') }),
  );
});
