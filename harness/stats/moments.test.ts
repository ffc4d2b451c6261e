import { expect, test } from 'vitest';
import { mean, variance } from './moments.ts';

test('mean and variance are those of exact arithmetic', () => {
  // The first ten speeds of light of NIST's data set "Michelso", worked out with rational numbers.
  const values = [299.85, 299.74, 299.9, 300.07, 299.93, 299.85, 299.95, 299.98, 299.98, 299.88];
  expect(mean(values)).toBeCloseTo(299.913, 10);
  expect(variance(values)).toBeCloseTo(0.00826777777778, 10);
});

test('a constant that is large against the spread costs the variance no digits', () => {
  // NIST StRD "NumAcc4": mean 10000000.2, standard deviation 0.1, by construction.
  const values = Array.from({ length: 1001 }, (_, index) =>
    index === 0 ? 10_000_000.2 : index % 2 === 1 ? 10_000_000.1 : 10_000_000.3,
  );
  expect(mean(values)).toBeCloseTo(10_000_000.2, 7);
  expect(Math.sqrt(variance(values) ?? Number.NaN)).toBeCloseTo(0.1, 7);
});

test('one value has a mean and no variance', () => {
  expect(mean([3])).toBe(3);
  expect(variance([3])).toBeNull();
  expect(mean([])).toBeNull();
});
