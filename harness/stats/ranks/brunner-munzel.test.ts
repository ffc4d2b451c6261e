import { expect, test } from 'vitest';
import { sortValues } from '#harness/stats/sorted-values.ts';
import { brunnerMunzelTail } from './brunner-munzel.ts';
import { placementsAbove, placementsFrom } from './placements.ts';

const upperTail = (candidate: readonly number[], baseline: readonly number[], shift: number): number | null =>
  brunnerMunzelTail(placementsAbove(sortValues(candidate), sortValues(baseline), shift));

// Permeability of the human chorioamnion: Hollander & Wolfe, example 4.1.
const TERM = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const EARLIER = [1.15, 0.88, 0.9, 0.74, 1.21];
const [STEPS, FEWER_STEPS] = [
  [101, 102, 102, 104, 104, 104, 107, 110],
  [100, 100, 101, 101, 103, 103, 103, 104],
];

test('p is that of SciPy, with equal values in a sample too', () => {
  // scipy 1.17.1: brunnermunzel(EARLIER, TERM - shift, alternative='less').pvalue.
  for (const [shift, p] of [
    [-0.051, 0.048846641163239904],
    [0.021, 0.0923179484018379],
    [0.331, 0.5491917426026822],
    [0.901, 0.9993051686431813],
  ] as const) {
    expect(upperTail(TERM, EARLIER, shift)).toBeCloseTo(p, 12);
  }
  // The same of FEWER_STEPS and STEPS - shift.
  expect(upperTail(STEPS, FEWER_STEPS, 0.5)).toBeCloseTo(0.0504443981016517, 12);
  expect(upperTail(STEPS, FEWER_STEPS, 1.5)).toBeCloseTo(0.5, 12);
  expect(upperTail(STEPS, FEWER_STEPS, -1.5)).toBeCloseTo(7.209490448094223e-5, 12);
});

test('between two differences p does not change', () => {
  expect(brunnerMunzelTail(placementsFrom(sortValues(STEPS), sortValues(FEWER_STEPS), 1))).toBe(
    upperTail(STEPS, FEWER_STEPS, 0.5),
  );
});

test('a difference that equals the shift counts against it', () => {
  expect(upperTail(STEPS, FEWER_STEPS, 1)).toBe(upperTail(STEPS, FEWER_STEPS, 1.5));
});

test('samples that do not overlap say nothing of their spread', () => {
  expect(upperTail([10, 11], [1, 2], 0)).toBe(0);
  expect(upperTail([1, 2], [10, 11], 0)).toBe(1);
  expect(upperTail([1], [10, 11], 0)).toBeNull();
});
