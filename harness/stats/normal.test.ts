import { expect, test } from 'vitest';
import { normalQuantile } from './normal.ts';

test('normal quantiles agree with 30-digit arithmetic', () => {
  // √2 · erfinv(2p − 1), mpmath 1.3 at 30 digits; R's qnorm prints the same.
  const published = [
    [0.5, 0],
    [0.8, 0.8416212335729144],
    [0.95, 1.644853626951472],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489],
    [0.9999, 3.719016485455708],
    [0.1, -1.2815515655446],
    [0.025, -1.959963984540054],
    [1e-10, -6.361340902404056],
  ] as const;
  for (const [probability, expected] of published) expect(normalQuantile(probability)).toBeCloseTo(expected, 11);
});

test('the distribution is symmetric and ends in the infinities', () => {
  expect(normalQuantile(0.3)).toBeCloseTo(-normalQuantile(0.7), 14);
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
});
