import { expect, test } from 'vitest';
import { exactPValues, normalPValues } from './p-values.ts';

test('what was observed belongs to both tails', () => {
  // Three tosses of a fair coin.
  const heads = Float64Array.of(0.125, 0.375, 0.375, 0.125);
  expect(exactPValues(heads, 0)).toEqual({ less: 0.125, greater: 1, twoSided: 0.25 });
  expect(exactPValues(heads, 2)).toEqual({ less: 0.875, greater: 0.5, twoSided: 1 });
});

test('a tail of one outcome in 1e20 keeps its digits', () => {
  expect(exactPValues(Float64Array.of(0.5, 0.5, 1e-20), 2).greater).toBe(1e-20);
});

test('the correction for continuity brings the normal p of a coin to within a hundredth of the exact one', () => {
  const { less, twoSided } = normalPValues(-10, 5, 0.5);
  // scipy 1.17.1: norm.cdf(-1.9) and binom.cdf(40, 100, 0.5); without the correction it would be a fifth too small.
  expect(less / 0.0287165598160018).toBeCloseTo(1, 10);
  expect(Math.abs(less / 0.02844396682049044 - 1)).toBeLessThan(0.01);
  expect(twoSided).toBe(2 * less);
  expect(normalPValues(10, 5, 0.5).greater).toBe(less);
  expect(normalPValues(0, 5, 0.5).twoSided).toBe(1);
});

test('a statistic that cannot vary is no evidence', () => {
  expect(normalPValues(0, 0, 0.5)).toEqual({ less: 1, greater: 1, twoSided: 1 });
});
