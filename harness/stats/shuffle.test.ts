import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { shuffled } from './shuffle.ts';

test('a shuffle keeps every value and leaves its input alone', () => {
  const values = [1, 2, 3, 4, 5, 5];
  expect(shuffled(values, createRandom(1)).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 5]);
  expect(values).toEqual([1, 2, 3, 4, 5, 5]);
});

test('the same seed gives the same order', () => {
  expect(shuffled([1, 2, 3, 4, 5], createRandom(3))).toEqual(shuffled([1, 2, 3, 4, 5], createRandom(3)));
});

test('each of the six orders of three values comes up as often as the others', () => {
  const random = createRandom(11);
  const counts = new Map<string, number>();
  for (let trial = 0; trial < 6000; trial += 1) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  // The 99.9 % quantile of chi-square with 5 degrees of freedom.
  expect(chiSquare).toBeLessThan(20.5);
});
