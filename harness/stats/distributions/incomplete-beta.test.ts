import { expect, test } from 'vitest';
import { incompleteBeta, incompleteBetaInverse } from './incomplete-beta.ts';

test('quantiles of the beta distribution agree with scipy 1.17.1: beta.ppf(probability, a, b)', () => {
  const published = [
    [0.05, 1, 20, 0.0025613787765302806],
    [0.3, 0.5, 0.5, 0.2061073738537634],
    [0.025, 50, 51, 0.39832112950330095],
    [0.01, 1000, 1, 0.995405417351527],
    [0.975, 3, 98, 0.07038393247107011],
    [1e-9, 2, 2, 1.8257529696307184e-5],
    [0.95, 0.5, 11.5, 0.15687123050498378],
    [0.5, 0.1, 5, 0.00013014955240919684],
  ] as const;
  for (const [probability, a, b, expected] of published) {
    expect(incompleteBetaInverse(probability, a, b) / expected).toBeCloseTo(1, 11);
  }
});

test('a quantile is the inverse of the distribution function', () => {
  for (const [a, b] of [
    [1, 1],
    [0.7, 30],
    [12, 3.5],
    [400, 600],
  ] as const) {
    for (const probability of [1e-6, 0.05, 0.5, 0.9, 0.999]) {
      expect(incompleteBeta(incompleteBetaInverse(probability, a, b), a, b)).toBeCloseTo(probability, 11);
    }
  }
});

test('all of the distribution lies between zero and one', () => {
  expect(incompleteBetaInverse(0, 2, 3)).toBe(0);
  expect(incompleteBetaInverse(1, 2, 3)).toBe(1);
});
