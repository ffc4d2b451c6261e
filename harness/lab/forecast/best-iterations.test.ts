import { expect, test } from 'vitest';
import { bestIterations, type LaunchEconomy } from './best-iterations.ts';

const economy: LaunchEconomy = {
  launchMs: 40_000,
  iterationMs: 1000,
  launchSd: Math.sqrt(0.02 ** 2 + (Math.PI / 2) * (0.02 ** 2 / 16)),
  iterationSd: 0.02,
  iterations: 16,
};

test('a launch that costs forty iterations and varies like one is worth eight of them', () => {
  // √(40 · π/2) = 7.9
  expect(bestIterations(economy)).toBe(8);
});

/**
 * The variance of a mean of medians in a given device time: launches · cost = time, so variance · cost is what counts.
 */
const waste = (iterations: number): number =>
  (0.02 ** 2 + (Math.PI / 2) * (0.02 ** 2 / iterations)) * (economy.launchMs + iterations * economy.iterationMs);

test('no other number of iterations finds more in the same device time', () => {
  const best = bestIterations(economy);
  for (const other of [1, best - 1, best + 1, 16, 40]) expect(waste(best)).toBeLessThanOrEqual(waste(other));
});

test('where launches are alike but for their iterations, more launches find nothing that more iterations would not', () => {
  expect(bestIterations({ ...economy, launchSd: 0.004 })).toBe(Number.POSITIVE_INFINITY);
  // More than the mean of 16 iterations varies by (.005), less than their median does (.0063).
  expect(bestIterations({ ...economy, launchSd: 0.0055 })).toBe(Number.POSITIVE_INFINITY);
});

test('where iterations hardly vary one is enough', () => {
  expect(bestIterations({ ...economy, iterationSd: 1e-6 })).toBe(1);
});
