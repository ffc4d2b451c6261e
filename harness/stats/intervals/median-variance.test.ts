import { expect, test } from 'vitest';
import { medianVariance } from './median-variance.ts';

test('it is what the order statistics of normal values say, and a little more where they are few', () => {
  // ∫ x² f(x) dx of the middle one of n normal values, by scipy 1.17.1, integrate.quad.
  expect(medianVariance(1, 31) / 0.049965578731535135).toBeCloseTo(1.0141, 4);
  expect(medianVariance(1, 17) / 0.09004658142277963).toBeCloseTo(1.0261, 4);
  expect(medianVariance(1, 5) / 0.2868336616058764).toBeCloseTo(1.0953, 4);
});

test('four times the values have a quarter of it, twice the spread four times as much', () => {
  expect(medianVariance(0.02, 64)).toBeCloseTo(medianVariance(0.02, 16) / 4, 12);
  expect(medianVariance(0.04, 16)).toBeCloseTo(4 * medianVariance(0.02, 16), 12);
});
