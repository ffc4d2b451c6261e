import { expect, test } from 'vitest';
import type { Measured } from '#harness/domain/measured.ts';
import { METRIC_IDS, type MetricId } from '#harness/domain/metric.ts';
import { aBuild, aLaunch, aMeasured, anIteration, CRASH, TOO_HOT } from '#harness/compare/run.fixture.ts';
import { launchValue, LONG_ANSWER_TOKENS } from './values.ts';

const PLACE = { deviceId: 'one', pass: 'latency', block: 0, arm: 'candidate' } as const;
const valueOf = (metric: MetricId, overrides: Partial<Measured> = {}): number | null =>
  launchValue(metric, aLaunch(PLACE, aMeasured(overrides)), aBuild('candidate'));

const load = (ms: number, cache: 'cold' | 'warm' | 'unknown') => ({
  startNs: 0,
  endNs: ms * 1e6,
  cache,
  footprintBytes: ms * 1000,
});
const unloads = (footprints: readonly number[]) =>
  footprints.map((footprintBytes) => ({ startNs: 0, endNs: 1, footprintBytes }));

test('a question is timed from its first stage to its first and to its last token', () => {
  const iterations = [
    anIteration({ preprocessMs: 20, visionEncodeMs: 50, prefillMs: 25, firstDecodeMs: 5, tokens: 3 }),
  ];
  expect(valueOf('timeToFirstToken', { iterations })).toBeCloseTo(100, 9);
  expect(valueOf('preprocess', { iterations })).toBeCloseTo(20, 9);
  expect(valueOf('visionEncode', { iterations })).toBeCloseTo(50, 9);
  expect(valueOf('prefill', { iterations })).toBeCloseTo(25, 9);
  expect(valueOf('endToEnd', { iterations })).toBeCloseTo(120, 9);
});

test('a duration is the median of the measured iterations, warm-ups left out', () => {
  const iterations = [
    anIteration({ visionEncodeMs: 900 }, { phase: 'warmup' }),
    ...[52, 51, 400].map((visionEncodeMs) => anIteration({ visionEncodeMs })),
  ];
  expect(valueOf('visionEncode', { iterations })).toBeCloseTo(52, 9);
});

test('an answer without tokens has no first token and is left out', () => {
  const iterations = [anIteration({ tokens: 0 }), anIteration()];
  expect(valueOf('timeToFirstToken', { iterations })).toBeCloseTo(100, 9);
  expect(valueOf('timeToFirstToken', { iterations: [anIteration({ tokens: 0 })] })).toBeNull();
});

test('decode rate is that of the middle answer, of long answers only', () => {
  const iterations = [
    anIteration({ tokens: 11, tokenGapMs: 10 }),
    anIteration({ tokens: 21, tokenGapMs: 40 }),
    anIteration({ tokens: 11, tokenGapMs: 40 }),
    anIteration({ tokens: LONG_ANSWER_TOKENS - 1, tokenGapMs: 1000 }),
  ];
  expect(valueOf('decodeRate', { iterations })).toBeCloseTo(25, 9);
  expect(valueOf('interTokenP50', { iterations })).toBeCloseTo(40, 6);
  expect(valueOf('interTokenP95', { iterations })).toBeCloseTo(40, 6);
});

test('short answers alone say nothing about decoding', () => {
  const iterations = [anIteration({ tokens: LONG_ANSWER_TOKENS - 1 })];
  for (const metric of ['decodeRate', 'interTokenP50', 'interTokenP95'] as const) {
    expect(valueOf(metric, { iterations })).toBeNull();
  }
});

test('the cold load is the first cold one, or the first where the app does not know', () => {
  expect(valueOf('modelLoadCold', { loads: [load(700, 'cold'), load(90, 'warm')] })).toBe(700);
  expect(valueOf('modelLoadCold', { loads: [load(600, 'unknown'), load(90, 'unknown')] })).toBe(600);
  expect(valueOf('modelLoadCold', { loads: [load(90, 'warm')] })).toBeNull();
});

test('warm loads are the later ones of a launch', () => {
  const loads = [load(700, 'cold'), load(90, 'warm'), load(80, 'warm'), load(200, 'unknown')];
  expect(valueOf('modelLoadWarm', { loads })).toBe(90);
  expect(valueOf('modelLoadWarm', { loads: [load(90, 'warm')] })).toBeNull();
});

test('memory is read off the process, not off samples', () => {
  expect(valueOf('peakMemory', { peakFootprintBytes: 123 })).toBe(123);
  expect(valueOf('memoryAfterLoad', { loads: [load(7, 'cold'), load(9, 'warm')] })).toBe(7000);
});

test('a leak is the slope after the first three cycles', () => {
  const settling = [900, 800, 700];
  expect(valueOf('leakPerCycle', { unloads: unloads([...settling, 100, 110, 120, 130, 140]) })).toBe(10);
  expect(valueOf('leakPerCycle', { unloads: unloads([...settling, 100, 100, 100, 100]) })).toBe(0);
  expect(valueOf('leakPerCycle', { unloads: unloads([...settling, 100, 110, 120]) })).toBeNull();
});

test('energy per answer is what the launch used above idle, over all its answers', () => {
  const energy = { totalJoules: 500, windowMs: 100_000, idleWatts: 2, refreshes: 10, confidence: 'measured' } as const;
  const iterations = [anIteration({}, { phase: 'warmup' }), anIteration(), anIteration()];
  expect(valueOf('energyPerAnswer', { energy, iterations })).toBe(100);
  expect(valueOf('averagePower', { energy, iterations })).toBe(5);
  expect(valueOf('energyPerAnswer', { energy, iterations: [] })).toBeNull();
  expect(valueOf('energyPerAnswer')).toBeNull();
  expect(valueOf('averagePower')).toBeNull();
});

test('accuracy is the mean score of the scored questions, however often one of them was asked', () => {
  const iterations = [1, 0.3, null].map((score, index) => anIteration({}, { score, questionId: index }));
  const repeated = [anIteration({}, { score: 0, questionId: 0 }), ...iterations];
  expect(valueOf('answerAccuracy', { iterations: repeated })).toBeCloseTo((0.5 + 0.3) / 2, 12);
  expect(valueOf('answerAccuracy', { iterations })).toBeCloseTo(0.65, 12);
  expect(valueOf('answerAccuracy', { iterations: [anIteration({}, { score: null })] })).toBeNull();
});

test('model size is the bytes of the model folder but its configuration', () => {
  expect(valueOf('modelSize')).toBe(3000);
});

test('a launch that was not measured has no value of anything it would have measured', () => {
  for (const metric of METRIC_IDS.filter((id) => id !== 'modelSize')) {
    for (const outcome of [CRASH, TOO_HOT]) {
      expect(launchValue(metric, aLaunch(PLACE, outcome), aBuild('candidate')), metric).toBeNull();
    }
  }
});

test('twice as slow is twice the number, whatever is timed', () => {
  const question = { preprocessMs: 10, visionEncodeMs: 30, prefillMs: 15, firstDecodeMs: 2, tokenGapMs: 8 };
  const slower = { preprocessMs: 20, visionEncodeMs: 60, prefillMs: 30, firstDecodeMs: 4, tokenGapMs: 16 };
  for (const metric of ['timeToFirstToken', 'preprocess', 'visionEncode', 'prefill', 'endToEnd'] as const) {
    const once = valueOf(metric, { iterations: [anIteration(question)] }) ?? Number.NaN;
    expect(valueOf(metric, { iterations: [anIteration(slower)] }), metric).toBeCloseTo(2 * once, 6);
  }
});

test('headroom is what is left of the limit at the peak, of launches that report one', () => {
  expect(valueOf('memoryHeadroom', { memoryLimitBytes: 3e9, peakFootprintBytes: 2.5e9 })).toBe(5e8);
  expect(valueOf('memoryHeadroom', { memoryLimitBytes: 2e9, peakFootprintBytes: 2.5e9 })).toBe(-5e8);
  expect(valueOf('memoryHeadroom')).toBeNull();
});

test('memory of a phase is that of its marks, and of the last unload', () => {
  const footprints = [
    { atNs: 1, bytes: 700, mark: 'peakPrefill' },
    { atNs: 2, bytes: 900, mark: 'peakPrefill' },
    { atNs: 3, bytes: 990, mark: null },
  ];
  expect(valueOf('memoryAtPrefill', { footprints })).toBe(900);
  expect(valueOf('memoryAtPrefill')).toBeNull();
  expect(valueOf('memoryAfterUnload', { unloads: unloads([5, 6, 7]) })).toBe(7);
  expect(valueOf('memoryAfterUnload', { unloads: [] })).toBeNull();
});

test('what the system counted is shared among all answers of a launch, warm-ups too', () => {
  const iterations = [anIteration({}, { phase: 'warmup' }), anIteration(), anIteration(), anIteration()];
  const counters = { instructions: 8e9, cycles: 4e9, cpuEnergyNanojoules: 2e9 };
  expect(valueOf('instructionsPerAnswer', { iterations, counters })).toBe(2e9);
  expect(valueOf('cyclesPerAnswer', { iterations, counters })).toBe(1e9);
  expect(valueOf('cpuEnergyPerAnswer', { iterations, counters })).toBe(0.5);
  expect(valueOf('instructionsPerAnswer', { iterations, counters: { cycles: 4e9 } })).toBeNull();
  expect(valueOf('cpuEnergyPerAnswer', { iterations })).toBeNull();
});
