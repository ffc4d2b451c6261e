import { expect, test } from 'vitest';
import { normalDensity, normalQuantile, normalUpperTail } from './normal.ts';

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

test('upper tails agree with 40-digit arithmetic, also where they are tiny', () => {
  // erfc(z / √2) / 2, mpmath 1.3 at 40 digits; scipy 1.17.1's norm.sf prints the same.
  const published = [
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1.959963984540054, 0.025],
    [3, 0.0013498980316300946],
    [3.9, 4.8096344017602614e-5],
    [4.1, 2.0657506912546717e-5],
    [6, 9.86587645037698e-10],
    [10, 7.619853024160525e-24],
    [12, 1.776482112077653e-33],
    [-1, 0.8413447460685429],
    [-3, 0.9986501019683699],
  ] as const;
  for (const [z, expected] of published) expect(normalUpperTail(z) / expected).toBeCloseTo(1, 11);
});

test('the density agrees with scipy', () => {
  expect(normalDensity(1.7)).toBeCloseTo(0.09404907737688695, 15); // scipy 1.17.1, norm.pdf(1.7)
  expect(normalDensity(-1.7)).toBe(normalDensity(1.7));
});

test('a quantile is the inverse of the tails, and the tails end at none and all', () => {
  for (const probability of [1e-12, 0.01, 0.3, 0.5, 0.9, 0.999]) {
    expect(normalUpperTail(-normalQuantile(probability)) / probability).toBeCloseTo(1, 12);
  }
  expect(normalUpperTail(Number.POSITIVE_INFINITY)).toBe(0);
  expect(normalUpperTail(Number.NEGATIVE_INFINITY)).toBe(1);
});
