import { expect, test } from 'vitest';
import { signedRankProbabilities } from '#harness/stats/distributions/rank-distributions.ts';
import { exactCriticalRank, normalCriticalRank } from './rank-interval.ts';

const firstNumbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('the ranks of signed ranks are those of scipy 1.17.1’s exact distribution', () => {
  // Largest k with 1 − 2 P(T < k) ≥ confidence; Hollander & Wolfe, table A.4, has the same.
  const published = [
    [6, 0.9, 3, 0.90625],
    [7, 0.95, 3, 0.953125],
    [9, 0.96, 6, 0.9609375],
    [12, 0.9, 18, 0.90771484375],
    [24, 0.9, 92, 0.9049040079116821],
    [24, 0.99, 62, 0.9904242753982544],
    [50, 0.95, 435, 0.9505535931993983],
  ] as const;
  for (const [n, confidence, rank, attained] of published) {
    const found = exactCriticalRank(signedRankProbabilities(firstNumbers(n)), confidence);
    expect(found.rank).toBe(rank);
    expect(found.attained).toBeCloseTo(attained, 12);
  }
});

test('too few values hold what they can, with the outermost numbers', () => {
  expect(exactCriticalRank(signedRankProbabilities(firstNumbers(4)), 0.9)).toEqual({ rank: 1, attained: 0.875 });
  expect(exactCriticalRank(signedRankProbabilities(firstNumbers(1)), 0.9)).toEqual({ rank: 1, attained: 0 });
});

test('a normal rank holds what it says, by the exact distribution too, from where it is asked for', () => {
  const n = 51;
  const probabilities = signedRankProbabilities(firstNumbers(n));
  const standardDeviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  for (const confidence of [0.8, 0.9, 0.95, 0.99]) {
    const { rank, attained } = normalCriticalRank((n * (n + 1)) / 4, standardDeviation, confidence);
    const below = probabilities.subarray(0, rank).reduce((sum, probability) => sum + probability, 0);
    expect(attained).toBeGreaterThanOrEqual(confidence);
    expect(Math.abs(1 - 2 * below - attained)).toBeLessThan(0.002);
  }
});
