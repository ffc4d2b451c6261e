import { expect, test } from 'vitest';
import { signTest } from './sign-test.ts';

test('the exact test agrees with scipy 1.17: binomtest(min(b, c), b + c)', () => {
  const published = [
    [121, 59, 4.4344492637551645e-6],
    [5, 1, 0.21875],
    [0, 6, 0.03125],
    [10, 10, 1],
    [900, 1100, 8.45708953550381e-6],
  ] as const;
  for (const [rising, falling, expected] of published) expect(signTest(rising, falling) / expected).toBeCloseTo(1, 8);
});

test('swapping the arms leaves p as it is', () => {
  expect(signTest(7, 2)).toBe(signTest(2, 7));
});

test('no change at all is no evidence', () => {
  expect(signTest(0, 0)).toBe(1);
});
