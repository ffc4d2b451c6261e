import { expect, test } from 'vitest';
import { atMostHeads } from './fair-coin.ts';

test('probabilities agree with scipy 1.17: binom.cdf(heads, tosses, 0.5)', () => {
  // Halves of the two-sided p that binomtest prints for the same counts.
  const published = [
    [59, 180, 4.4344492637551645e-6 / 2],
    [1, 6, 0.21875 / 2],
    [0, 6, 0.03125 / 2],
    [900, 2000, 8.45708953550381e-6 / 2],
  ] as const;
  for (const [heads, tosses, expected] of published) expect(atMostHeads(heads, tosses) / expected).toBeCloseTo(1, 8);
});

test('all tosses or fewer come up heads for certain, and fewer than none never do', () => {
  expect(atMostHeads(7, 7)).toBeCloseTo(1, 12);
  expect(atMostHeads(-1, 7)).toBe(0);
});
