import { expect, test } from 'vitest';
import { aMargin } from '#harness/compare/run.fixture.ts';
import { changeOf, marginOn, scaleOf, worseDistance } from './scale.ts';

test('of a percentage and an absolute size the larger holds', () => {
  const margin = aMargin('peakMemory', { percent: 3, absolute: 20 });
  expect(marginOn('relative', margin, 100).margin).toBe(0.2);
  expect(marginOn('relative', margin, 1000)).toEqual({
    metric: 'peakMemory',
    scale: 'relative',
    margin: 0.03,
    room: Math.log1p(0.03),
  });
});

test('leaks and accuracy are never ratios, however their margin is given', () => {
  expect(scaleOf(aMargin('leakPerCycle', { percent: 5 }))).toBe('absolute');
  expect(scaleOf(aMargin('answerAccuracy', { percent: 1, absolute: null }))).toBe('absolute');
  const accuracy = aMargin('answerAccuracy', { percent: 1, absolute: null });
  expect(marginOn('absolute', accuracy, 0.6).margin).toBeCloseTo(0.006, 12);
  expect(scaleOf(aMargin('endToEnd', { percent: 5, absolute: 3 }))).toBe('relative');
});

test('a metric whose margin is only in its unit is compared in its unit', () => {
  expect(scaleOf(aMargin('peakMemory', { percent: null, absolute: 20 }))).toBe('absolute');
});

test('the distance to the margin is the same change on the logarithmic scale', () => {
  expect(changeOf('relative', worseDistance('relative', 'endToEnd', 0.05))).toBeCloseTo(0.05, 12);
  expect(changeOf('relative', -worseDistance('relative', 'decodeRate', 0.05))).toBeCloseTo(-0.05, 12);
  expect(worseDistance('relative', 'decodeRate', 1.5)).toBe(Number.POSITIVE_INFINITY);
});
