import { expect, test } from 'vitest';
import { upperIncompleteGamma } from './incomplete-gamma.ts';

test('both expansions agree with 40-digit arithmetic', () => {
  // mpmath 1.3: gammainc(a, x, regularized=True); scipy 1.17.1's gammaincc prints the same.
  const published = [
    [0.5, 0.02, 0.8414805811217939],
    [0.5, 0.5, 0.3173105078629141],
    [0.5, 1, 0.15729920705028513],
    [0.5, 18, 1.973175290075396e-9],
    [1, 2, 0.1353352832366127],
    [2.5, 2.4, 0.440772968086663],
    [2.5, 3.6, 0.20618591970955588],
    [6, 20, 7.190884052842893e-5],
    [50, 49, 0.5378956063990596],
    [50, 80, 0.00013078397659141034],
    [500, 520, 0.1846911490987436],
  ] as const;
  for (const [a, x, expected] of published) expect(upperIncompleteGamma(a, x) / expected).toBeCloseTo(1, 11);
});

test('the function falls from one at zero to zero at infinity', () => {
  expect(upperIncompleteGamma(2, 0)).toBe(1);
  expect(upperIncompleteGamma(2, Number.POSITIVE_INFINITY)).toBe(0);
});

test('the expansions meet where one takes over from the other', () => {
  for (const a of [0.5, 1, 3.5, 40]) {
    const [below, above] = [upperIncompleteGamma(a, a + 1 - 1e-12), upperIncompleteGamma(a, a + 1)];
    expect(above / below).toBeCloseTo(1, 10);
  }
});
