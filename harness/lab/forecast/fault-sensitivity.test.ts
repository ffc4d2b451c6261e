import { expect, test } from 'vitest';
import { foundFaultRate } from './fault-sensitivity.ts';

test('the rate is the one at which as many faults as are significant come up so often', () => {
  // Four of 25 are significant: scipy.special.betaincinv(4, 22, .8), then (5, 196, .8) and (2, 24, .8).
  expect(foundFaultRate(25, 25, 0.05, 0.8)).toBeCloseTo(0.209621608564, 9);
  expect(foundFaultRate(200, 200, 0.05, 0.8)).toBeCloseTo(0.033376466504, 9);
  expect(foundFaultRate(25, 200, 0.05, 0.8)).toBeCloseTo(0.115088416525, 9);
});

test('more launches find a smaller rate, and two an arm find none', () => {
  const rates = [3, 6, 12, 25, 50, 100].map((launches) => foundFaultRate(launches, launches, 0.05, 0.8) ?? 2);
  expect(rates).toEqual(rates.toSorted((a, b) => b - a));
  expect(foundFaultRate(2, 2, 0.05, 0.8)).toBeNull();
});
