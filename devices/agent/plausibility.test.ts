import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Iteration, ModelLoad, Span, Stage } from '#harness/domain/measured.ts';
import { implausible, type Reported, type Seen } from './plausibility.ts';

const MS = 1e6;
const MEMORY = 8e9;

type Launch = {
  readonly loadMs: number;
  readonly stagesMs: readonly number[];
  readonly tokens: number;
  readonly restMs: number;
};

const STAGES: readonly Stage[] = ['preprocess', 'visionEncode', 'prefill', 'decode'];

/** An honest launch: it starts, loads, and answers six questions with a little rest after each. */
function honest({ loadMs, stagesMs, tokens, restMs }: Launch): Reported {
  let atNs = 300 * MS;
  const pass = (durationMs: number): { readonly startNs: number; readonly endNs: number } => {
    const span = { startNs: atNs, endNs: atNs + Math.round(durationMs * MS) };
    atNs = span.endNs;
    return span;
  };
  const loads: readonly ModelLoad[] = [{ ...pass(loadMs), cache: 'cold', footprintBytes: 400e6 }];
  const iterations = Array.from({ length: 6 }, (_, index): Iteration => {
    const spans = stagesMs.map((durationMs, stage): Span => ({
      stage: STAGES[stage] ?? 'decode',
      ...pass(durationMs),
    }));
    const decode = spans.at(-1);
    const gapNs = decode === undefined ? 0 : (decode.endNs - decode.startNs) / Math.max(1, tokens - 1);
    atNs += restMs * MS;
    return {
      index,
      phase: index === 0 ? 'warmup' : 'measured',
      cycle: 0,
      questionId: index,
      spans,
      tokenNs: Array.from({ length: tokens }, (__, token) => (decode?.startNs ?? 0) + token * gapNs),
      tokenCount: tokens,
      tokenIdsSha256: `${index}`,
      answer: `${index}`,
      thermal: 'nominal',
      score: null,
      agrees: null,
    };
  });
  const footprints = [{ atNs: 400 * MS, bytes: 420e6, mark: null }];
  return { loads, unloads: [], iterations, footprints, peakFootprintBytes: 500e6 };
}

const LAUNCH = honest({ loadMs: 800, stagesMs: [20, 50, 25, 90], tokens: 10, restMs: 5 });
/** 300 ms to start, 800 ms to load, six times 190 ms; the last look before the end came 150 ms earlier. */
const SEEN: Seen = { atLeastMs: 2090, atMostMs: 2600 };
const faultOf = (reported: Reported, seen: Seen | null = SEEN): string => implausible(reported, seen, MEMORY) ?? 'none';

type Times = (ns: number) => number;

/** The launch by another clock. */
function retimed(launch: Reported, time: Times): Reported {
  const span = <T extends { readonly startNs: number; readonly endNs: number }>(one: T): T => ({
    ...one,
    startNs: time(one.startNs),
    endNs: time(one.endNs),
  });
  return {
    ...launch,
    loads: launch.loads.map(span),
    iterations: launch.iterations.map((iteration) => ({
      ...iteration,
      spans: iteration.spans.map(span),
      tokenNs: iteration.tokenNs.map(time),
    })),
  };
}

/** Every span starts when it did, and what it takes is shortened. */
function shortened(launch: Reported, factor: number): Reported {
  return {
    ...launch,
    iterations: launch.iterations.map((iteration) => ({
      ...iteration,
      spans: iteration.spans.map((span) => ({ ...span, endNs: span.startNs + (span.endNs - span.startNs) * factor })),
    })),
  };
}

/** One stage takes no time; the others move up. */
function without(stage: Stage): Reported {
  const stagesMs = STAGES.map((one, index) => (one === stage ? 0 : ([20, 50, 25, 90][index] ?? 0)));
  return honest({ loadMs: 800, stagesMs, tokens: stage === 'decode' ? 1 : 10, restMs: 5 });
}

test('an honest launch is believed, whether anybody saw it or not', () => {
  expect(faultOf(LAUNCH)).toBe('none');
  expect(faultOf(LAUNCH, null)).toBe('none');
});

test.each<[string, Reported, RegExp]>([
  ['no stage of any length', retimed(LAUNCH, () => 1000 * MS), /No measured iteration takes any time/],
  [
    'times a hundred times too short',
    retimed(LAUNCH, (ns) => ns / 100),
    /22 ms of work, but the harness saw it work for at least 2090 ms/,
  ],
  ['times a hundred times too long', retimed(LAUNCH, (ns) => ns * 100), /but it ran for at most 2600 ms/],
  ['times in microseconds', retimed(LAUNCH, (ns) => ns / 1000), /but the harness saw it work for at least 2090 ms/],
  ['stages a hundred times too short between right starts', shortened(LAUNCH, 0.01), /The stages of iteration 1 take/],
  ['times that are counted from another moment', retimed(LAUNCH, (ns) => ns + 1e15), /at most 2600 ms/],
  [
    'a load that takes no time and a long pause in its place',
    honest({ loadMs: 0, stagesMs: [1, 1, 1, 1], tokens: 2, restMs: 300 }),
    /between the first load and the end/,
  ],
  ['a vision encoder that takes no time', without('visionEncode'), /Stage visionEncode takes no time/],
  ['prefill that takes no time', without('prefill'), /Stage prefill takes no time/],
  [
    'tokens that all come at once',
    {
      ...LAUNCH,
      iterations: LAUNCH.iterations.map((one) => ({
        ...one,
        tokenNs: one.tokenNs.map(() => one.spans.at(-1)?.endNs ?? 0),
      })),
    },
    /10 tokens of iteration 1 come within/,
  ],
  ['a peak of one byte', { ...LAUNCH, peakFootprintBytes: 1 }, /too small for a process with a model/],
  ['a peak in megabytes', { ...LAUNCH, peakFootprintBytes: 500 }, /too small for a process with a model/],
  [
    'a peak below the footprint after the load',
    { ...LAUNCH, peakFootprintBytes: 300e6 },
    /less than another footprint that the app reports, 420000000 bytes/,
  ],
  [
    'a peak below a sample',
    { ...LAUNCH, footprints: [{ atNs: 1, bytes: 600e6, mark: null }] },
    /less than another footprint that the app reports, 600000000 bytes/,
  ],
  [
    'a load without a footprint',
    { ...LAUNCH, loads: LAUNCH.loads.map((load) => ({ ...load, footprintBytes: 0 })) },
    /footprint of 0 bytes/,
  ],
  ['more memory than the phone has', { ...LAUNCH, peakFootprintBytes: 9e9 }, /more than the 8000000000 bytes/],
])('a launch with %s cannot have been', (_what, reported, message) => {
  expect(faultOf(reported)).toMatch(message);
});

test('a pre-processing that is gone is a value: an image can be kept prepared', () => {
  expect(faultOf(without('preprocess'))).toBe('none');
});

test('a launch that nobody saw is checked against its own numbers only', () => {
  expect(
    faultOf(
      retimed(LAUNCH, (ns) => ns / 100),
      null,
    ),
  ).toBe('none');
  expect(
    faultOf(
      retimed(LAUNCH, (ns) => ns / 100),
      { atLeastMs: 0, atMostMs: 2600 },
    ),
  ).toBe('none');
});

test('no honest launch is accused, however slow or quick it is and however late the host looks', () => {
  const duration = fc.double({ min: 0.5, max: 3000, noNaN: true });
  const launch = fc.record({
    loadMs: duration,
    stagesMs: fc.tuple(duration, duration, duration, duration),
    tokens: fc.integer({ min: 2, max: 40 }),
  });
  const host = fc.record({
    // From the order to launch until the phone says that the app runs; from the end until somebody looks.
    launchMs: fc.double({ min: 0, max: 5000, noNaN: true }),
    lateMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
    lookBeforeMs: fc.double({ min: 0, max: 3000, noNaN: true }),
    drift: fc.double({ min: 0.999, max: 1.001, noNaN: true }),
  });
  fc.assert(
    fc.property(launch, host, (drawn, { launchMs, lateMs, lookBeforeMs, drift }) => {
      const restMs = 0.2 * drawn.stagesMs.reduce((sum, stageMs) => sum + stageMs, 0);
      const reported = honest({ ...drawn, restMs });
      const endMs = drift * ((reported.iterations.at(-1)?.spans.at(-1)?.endNs ?? 0) / MS);
      // Between 0 and the end, somebody has seen the app at work.
      const seen = { atLeastMs: Math.max(0, endMs - lookBeforeMs), atMostMs: endMs + launchMs + lateMs };
      expect(implausible(reported, seen, MEMORY)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test('an app cannot have waited for the processor for longer than it was seen to run', () => {
  const launch = honest({ loadMs: 100, stagesMs: [50, 50, 50, 50], tokens: 10, restMs: 1 });
  const seen = { atLeastMs: 1000, atMostMs: 2000 };
  expect(faultOf({ ...launch, waitedMs: 1900 }, seen)).toBe('none');
  expect(faultOf({ ...launch, waitedMs: 9000 }, seen)).toBe(
    'The app reports 9000 ms of waiting for the processor, but it ran for at most 2000 ms.',
  );
});

test('what other work had the processor for need not be filled with work', () => {
  const waiting = honest({ loadMs: 100, stagesMs: [5, 5, 5, 5], tokens: 10, restMs: 300 });
  expect(faultOf(waiting, null)).toContain('between the first load and the end');
  expect(faultOf({ ...waiting, waitedMs: 1500 }, null)).toBe('none');
});
