import { expect, test } from 'vitest';
import type { ThroughputCourse } from '#harness/domain/throughput-course.ts';
import { throughputViews } from './throughput.ts';

const course = (arm: ThroughputCourse['arm'], lengthMs: number, middles: readonly number[]): ThroughputCourse => ({
  deviceId: 'one',
  passId: 'sustained',
  arm,
  launches: 4,
  lengthMs,
  windows: middles.map((middle) => ({ least: 0.9 * middle, middle, most: 1.1 * middle })),
});

test('a pass is one picture with both builds, each tenth at its middle, in minutes where it takes minutes', () => {
  const [view, ...others] = throughputViews(
    [course('baseline', 600_000, [2, 1.8]), course('candidate', 600_000, [2, 1.2])],
    'Phone',
  );
  expect(others).toEqual([]);
  expect(view).toMatchObject({ unit: 'answers/s', timeUnit: 'min' });
  expect(view?.points.map(({ arm, at, middle }) => [arm, at, middle])).toEqual([
    ['baseline', 2.5, 2],
    ['baseline', 7.5, 1.8],
    ['candidate', 2.5, 2],
    ['candidate', 7.5, 1.2],
  ]);
  expect(view?.description).toContain(
    'baseline from 2.00 answers/s to 1.80 answers/s in 4 launches; candidate from 2.00 answers/s to 1.20 answers/s in 4 launches',
  );
});

test('launches of a virtual phone are shown in seconds', () => {
  const [view] = throughputViews([course('candidate', 7500, [30, 20])], 'Phone');
  expect(view).toMatchObject({ timeUnit: 's', points: [{ at: 1.875 }, { at: 5.625 }] });
});
