import { expect, test } from 'vitest';
import { chiSquaredUpperTail } from './chi-squared.ts';

test('tail probabilities agree with scipy 1.17.1: chi2.sf(value, degrees)', () => {
  const published = [
    [3.841458820694124, 1, 0.05],
    [0.5, 1, 0.4795001221869535],
    [2, 2, 0.36787944117144233],
    [11.345, 3, 0.009999384083287113],
    [1e-3, 4, 0.9999998750416589],
    [10, 10, 0.4404932850652124],
    [37.697298, 15, 0.001000000074038089],
    [120, 100, 0.08440668109369183],
    [700, 3, 2.0991308534204e-151],
  ] as const;
  for (const [value, degrees, expected] of published) {
    expect(chiSquaredUpperTail(value, degrees) / expected).toBeCloseTo(1, 11);
  }
});

test('a sum of no squares is zero for certain', () => {
  expect(chiSquaredUpperTail(0, 0)).toBe(0);
  expect(chiSquaredUpperTail(3, 0)).toBe(0);
  expect(chiSquaredUpperTail(0, 5)).toBe(1);
});
