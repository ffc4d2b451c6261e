import { expect, test } from 'vitest';
import { rankSumProbabilities, signedRankProbabilities } from './rank-distributions.ts';

/** Shares of the outcomes that have each value, for comparison with distributions found without counting them. */
function shares(outcomes: readonly number[]): Float64Array {
  const found = new Float64Array(Math.max(...outcomes) + 1);
  for (const outcome of outcomes) found[outcome] = (found[outcome] ?? 0) + 1 / outcomes.length;
  return found;
}

function largestDifference(found: Float64Array, expected: Float64Array): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(...found.map((probability, index) => Math.abs(probability - (expected[index] ?? Number.NaN))));
}

const subsets = (count: number): number[] => Array.from({ length: 2 ** count }, (_, index) => index);
const isIn = (subset: number, index: number): boolean => ((subset >> index) & 1) === 1;
const sumOf = (weights: readonly number[], subset: number): number =>
  weights.reduce((sum, weight, index) => (isIn(subset, index) ? sum + weight : sum), 0);

test('signed ranks, tied or not, are spread as counting all signs says', () => {
  for (const weights of [[1], [1, 2, 3, 4, 5], [3, 3, 6, 8, 12, 12, 12]]) {
    const outcomes = subsets(weights.length).map((subset) => sumOf(weights, subset));
    expect(largestDifference(signedRankProbabilities(weights), shares(outcomes))).toBeLessThan(1e-14);
  }
});

test('rank sums, tied or not, are spread as counting all choices says', () => {
  for (const weights of [
    [1, 2, 3, 4, 5, 6, 7],
    [12, 3, 3, 8, 6, 12, 12],
  ]) {
    for (const count of [1, 3, 6]) {
      const outcomes = subsets(weights.length)
        .filter((subset) => weights.filter((_, index) => isIn(subset, index)).length === count)
        .map((subset) => sumOf(weights, subset));
      expect(largestDifference(rankSumProbabilities(weights, count), shares(outcomes))).toBeLessThan(1e-14);
    }
  }
});

test('rank sums of two samples of fifty still add up to one', () => {
  const ranks = Array.from({ length: 100 }, (_, index) => index + 1);
  const probabilities = rankSumProbabilities(ranks, 50);
  expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12);
  // One choice of C(100, 50) has the fifty lowest ranks, and one the fifty highest.
  expect((probabilities[1275] ?? 0) * 1.0089134454556415e29).toBeCloseTo(1, 10);
  expect((probabilities[3775] ?? 0) * 1.0089134454556415e29).toBeCloseTo(1, 10);
});
