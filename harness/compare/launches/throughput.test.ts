import { array, assert, double, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import type { Iteration } from '#harness/domain/measured.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { aBuild, aLaunch, aMeasured, anIteration } from '#harness/compare/run.fixture.ts';
import { kneeMsOf, plateauOf, retentionOf, throughputOf } from './throughput.ts';
import { launchValue } from './values.ts';

const MS = 1e6;

/** Answers one after another, of these lengths in seconds; the first begins five seconds after the process. */
function answering(seconds: readonly number[]): readonly Iteration[] {
  let atMs = 5000;
  return seconds.map((length, index) => {
    const startNs = atMs * MS;
    atMs += length * 1000;
    return anIteration({}, { index, spans: [{ stage: 'prefill', startNs, endNs: atMs * MS }], tokenNs: [] });
  });
}

/** So many answers of so many seconds, piece after piece. */
function pieces(...parts: readonly (readonly [answers: number, seconds: number])[]): readonly Iteration[] {
  return answering(parts.flatMap(([answers, seconds]) => Array.from({ length: answers }, () => seconds)));
}

const windowsOf = (iterations: readonly Iteration[]) =>
  throughputOf(iterations)?.windows.map((rate) => +rate.toFixed(9));

test('a launch at one speed has the same throughput in every tenth, all of it at the end, and no knee', () => {
  const steady = pieces([100, 0.5]);
  expect(throughputOf(steady)).toMatchObject({ lengthMs: 50_000 });
  expect(windowsOf(steady)).toEqual(Array.from({ length: 10 }, () => 2));
  expect(retentionOf(throughputOf(steady) ?? NOTHING)).toBeCloseTo(1, 12);
  expect(kneeMsOf(steady)).toBeNull();
});

const NOTHING = { lengthMs: 0, windows: [] };

test('a launch that slows down for good: plateau, retention and knee by hand', () => {
  // 200 s at one answer a second, then 400 s at one in two: tenths of 60 s, the fourth with 20 s of the first speed.
  const slowing = pieces([200, 1], [200, 2]);
  expect(windowsOf(slowing)).toEqual([1, 1, 1, 0.666666667, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  const throughput = throughputOf(slowing) ?? NOTHING;
  expect(plateauOf(throughput)).toBeCloseTo(0.5, 12);
  expect(retentionOf(throughput)).toBeCloseTo(0.5, 12);
  expect(kneeMsOf(slowing)).toBeCloseTo(200_000, 6);
});

test('the plateau is what the last third has, however long the launch was fast before', () => {
  const late = throughputOf(pieces([420, 1], [90, 2])) ?? NOTHING;
  expect([plateauOf(late), retentionOf(late)].map((value) => value?.toFixed(9))).toEqual([
    '0.500000000',
    '0.500000000',
  ]);
});

test('an answer across two tenths counts in both, by its time in each', () => {
  // 30 s: tenths of 3 s. The fourth answer lasts from 3 to 5 s, the fifth from 5 to 7 s, the others one second each.
  const iterations = pieces([3, 1], [2, 2], [23, 1]);
  expect(windowsOf(iterations)?.slice(0, 4)).toEqual([1, 0.5, 0.833333333, 1]);
});

test('the pause after an answer belongs to it', () => {
  const withPauses = pieces([61, 1]).map((iteration) => ({
    ...iteration,
    spans: iteration.spans.map((span) => ({ ...span, endNs: span.startNs + 0.25 * (span.endNs - span.startNs) })),
  }));
  // Sixty answers with three quarters of a second of pause after each, and a last one of a quarter of a second.
  expect(windowsOf(withPauses)?.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => 1));
});

test('a slowdown in steps begins at its first step, and one that is made up for is none', () => {
  // 150 s at 1/s, 150 s at 0.9/s, 300 s at 0.6/s.
  expect(kneeMsOf(pieces([150, 1], [135, 1 / 0.9], [180, 1 / 0.6]))).toBeCloseTo(150_000, 6);
  // Slow from 200 to 300 s, then as fast as before.
  expect(kneeMsOf(pieces([200, 1], [50, 2], [300, 1]))).toBeNull();
  // Slow from 200 to 300 s, fast until 450 s, slow for good.
  expect(kneeMsOf(pieces([200, 1], [50, 2], [150, 1], [75, 2]))).toBeCloseTo(450_000, 6);
});

test('neither a stall of a few seconds makes a knee nor a quick answer hides one', () => {
  // A stall of 20 s within 600 s, which is two of sixty steps.
  expect(kneeMsOf(pieces([300, 1], [1, 20], [280, 1]))).toBeNull();
  // Slow from 200 s on, but for 20 s at full speed.
  expect(kneeMsOf(pieces([200, 1], [100, 2], [20, 1], [90, 2]))).toBeCloseTo(200_000, 6);
});

test('a slowdown by less than a twentieth is no knee, and one in the last tenth has not shown that it stays', () => {
  expect(kneeMsOf(pieces([300, 1], [288, 1 / 0.96]))).toBeNull();
  expect(kneeMsOf(pieces([300, 1], [282, 1 / 0.94]))).toBeCloseTo(300_000, 6);
  expect(kneeMsOf(pieces([550, 1], [25, 2]))).toBeNull();
  expect(kneeMsOf(pieces([530, 1], [35, 2]))).toBeCloseTo(530_000, 6);
});

test('a launch of few answers has no curve, and warm-ups are no part of one', () => {
  const few = pieces([19, 1]);
  expect([throughputOf(few), kneeMsOf(few)]).toEqual([null, null]);
  const warmed = pieces([30, 9], [200, 1], [200, 2]).map((iteration, index): Iteration =>
    index < 30 ? { ...iteration, phase: 'warmup' } : iteration,
  );
  expect(kneeMsOf(warmed)).toBeCloseTo(200_000, 6);
});

test('a launch without a knee counts with its whole length, so that no difference to one with a knee is overstated', () => {
  const valueOf = (iterations: readonly Iteration[]): number | null =>
    launchValue(
      'kneeTime',
      aLaunch({ deviceId: 'one', pass: 'sustained', block: 0, arm: 'candidate' }, aMeasured({ iterations })),
      aBuild('candidate'),
    );
  expect(valueOf(pieces([600, 1]))).toBeCloseTo(600_000, 6);
  expect(valueOf(pieces([200, 1], [200, 2]))).toBeCloseTo(200_000, 6);
  expect(valueOf(pieces([19, 1]))).toBeNull();
  expect(METRICS.kneeTime.better).toBe('higher');
});

/** What a phone computes a second, by the minute; what it computes in the last four minutes stays. */
const speeds = record({
  minutes: array(double({ min: 0.2, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
  last: double({ min: 0.2, max: 1, noNaN: true }),
});

/** Answers that each take so much of the phone's work, for ten minutes. */
function answeringOn(
  { minutes, last }: { readonly minutes: readonly number[]; readonly last: number },
  work: number,
): readonly Iteration[] {
  const seconds: number[] = [];
  for (let at = 0; at < 600;) {
    let left = work;
    let now = at;
    while (left > 1e-12) {
      const minute = Math.floor(now / 60 + 1e-9);
      const speed = minutes[minute] ?? last;
      const untilEnd = minute < minutes.length ? (minute + 1) * 60 - now : Number.POSITIVE_INFINITY;
      const step = Math.min(untilEnd, left / speed);
      left -= step * speed;
      now += step;
    }
    seconds.push(now - at);
    at = now;
  }
  return answering(seconds);
}

test('at equal heat, and so on a phone of equal speed at each moment, a build of less work never has a worse plateau', () => {
  assert(
    property(speeds, integer({ min: 20, max: 100 }), integer({ min: 50, max: 100 }), (phone, percent, share) => {
      const work = percent / 100;
      const plateau = (ofWork: number): number => plateauOf(throughputOf(answeringOn(phone, ofWork)) ?? NOTHING) ?? 0;
      expect(plateau((work * share) / 100)).toBeGreaterThanOrEqual(plateau(work) * (1 - 1e-9));
    }),
    { numRuns: 60 },
  );
});

test('twice as fast throughout is twice the throughput, the same retention and half the time to the knee', () => {
  assert(
    property(integer({ min: 100, max: 500 }), double({ min: 0.2, max: 0.9, noNaN: true }), (knee, speed) => {
      const slow = pieces([knee, 1], [Math.round((600 - knee) * speed), 1 / speed]);
      const fast = pieces([knee, 0.5], [Math.round((600 - knee) * speed), 0.5 / speed]);
      const [a, b] = [throughputOf(slow) ?? NOTHING, throughputOf(fast) ?? NOTHING];
      expect(plateauOf(b)).toBeCloseTo(2 * (plateauOf(a) ?? 0), 6);
      expect(retentionOf(b)).toBeCloseTo(retentionOf(a) ?? 0, 6);
      expect(kneeMsOf(fast)).toBeCloseTo((kneeMsOf(slow) ?? 0) / 2, 3);
    }),
    { numRuns: 100 },
  );
});
