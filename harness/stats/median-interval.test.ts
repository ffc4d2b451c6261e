import { expect, test } from 'vitest';
import { medianInterval } from './median-interval.ts';

const firstNumbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('the ranks are those of the published tables for 95 %', () => {
  // Conover, Practical Nonparametric Statistics; the largest k with 1 − 2 P(Bin(n, ½) ≤ k − 1) ≥ .95.
  const published = [
    [6, 1],
    [9, 2],
    [12, 3],
    [15, 4],
    [20, 6],
    [25, 8],
  ] as const;
  for (const [count, rank] of published) {
    expect(medianInterval(firstNumbers(count), 0.95)).toMatchObject({ low: rank, high: count + 1 - rank });
  }
});

test('five values are the fewest with a 90 % interval', () => {
  expect(medianInterval(firstNumbers(5), 0.9)).toEqual({ estimate: 3, low: 1, high: 5 });
  expect(medianInterval(firstNumbers(4), 0.9)).toEqual({ estimate: 2.5, low: null, high: null });
});

test('nothing has no median', () => {
  expect(medianInterval([], 0.9)).toBeNull();
});
